package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.live.ChatState;
import org.kocmoc.client.live.EventStream;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.LiveOptions;
import org.kocmoc.client.live.Tap;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.model.UploadedFile;
import org.kocmoc.client.outbox.Outbox;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Ending;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

class LiveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final TestServer server = new TestServer();

    private static Kocmoc kocmoc() {
        return Kocmoc.at(server.address());
    }

    private static Session session(Person person) {
        return kocmoc().withToken(person.token());
    }

    private static Live caughtUp(Session session) {
        Live live = Live.open(session, new LiveOptions("test", Duration.ofMillis(200), Tap.NONE));
        assertThat(live.awaitCaughtUp(PATIENCE)).isTrue();
        return live;
    }

    @Test
    void peopleSignInTalkAndSeeEachOther() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Session adaSession = kocmoc().signIn(ada.email(), ada.password());
        assertThat(adaSession.user()).isEqualTo(ada.id().value());
        try (Live one = caughtUp(adaSession);
                Live two = caughtUp(session(bob));
                EventStream heard = two.events()) {
            long chat = adaSession.chats().pair(bob.id().value()).id();
            assertThat(two.await(state -> state.chat(chat).isPresent(), PATIENCE)).isTrue();

            Message sent = one.send(chat, Draft.text("hello"));
            Message edited = one.edit(sent.id(), "hello, Bob", sent.revision());
            one.react(sent.id(), "👍");

            assertThat(edited.revision()).isEqualTo(sent.revision() + 1);
            assertThat(
                            two.await(
                                    state ->
                                            state.requireChat(chat).window().messages().stream()
                                                    .anyMatch(m -> !m.reactions().isEmpty()),
                                    PATIENCE))
                    .isTrue();
            ChatState held = two.state().requireChat(chat);
            assertThat(held.window().messages().getLast().text()).isEqualTo("hello, Bob");
            assertThat(held.unread()).isEqualTo(1);
            two.read(chat, held.position().seq());
            assertThat(two.await(state -> state.requireChat(chat).unread() == 0, PATIENCE))
                    .isTrue();
            assertThat(types(heard, "message:reaction"))
                    .containsSubsequence("message:new", "message:edit", "message:reaction");
        }
    }

    private static List<String> types(EventStream stream, String last) {
        List<String> types = new ArrayList<>();
        while (types.isEmpty() || !types.getLast().equals(last)) {
            types.add(stream.next(PATIENCE).orElseThrow().type());
        }
        return types;
    }

    @Test
    void whoComesBackMissesNothing() {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        long chat = ada.chats().pair(bob.user()).id();
        try (Live live = caughtUp(bob);
                EventStream heard = live.events()) {
            live.load(chat);
            ada.messages().send(chat, Draft.text("before"));
            live.goOffline();
            List<Long> sent =
                    IntStream.range(0, 50)
                            .mapToObj(i -> ada.messages().send(chat, Draft.text("away " + i)))
                            .map(Message::seq)
                            .toList();
            live.goOnline();
            live.drop();

            assertThat(
                            live.await(
                                    state ->
                                            state.requireChat(chat).position().seq()
                                                    >= sent.getLast(),
                                    PATIENCE))
                    .isTrue();
            List<Long> seen = new ArrayList<>();
            while (seen.isEmpty() || seen.getLast() < sent.getLast()) {
                if (heard.next(PATIENCE).orElseThrow() instanceof Event.OfChat entry) {
                    seen.add(entry.position().seq());
                }
            }
            assertThat(seen).endsWith(sent.toArray(Long[]::new)).doesNotHaveDuplicates();
            assertThat(live.state().requireChat(chat).unread()).isEqualTo(51);
        }
    }

    @Test
    void whoMissedTooMuchLoadsTheChatAnew() {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        long chat = ada.chats().pair(bob.user()).id();
        try (Live live = caughtUp(bob);
                EventStream heard = live.events()) {
            live.goOffline();
            List<CompletableFuture<Message>> sent = new ArrayList<>();
            try (Outbox outbox = new Outbox(ada.messages()::send)) {
                for (int i = 0; i < 501; i++) {
                    sent.add(outbox.put(chat, Draft.text("away " + i)));
                }
                sent.forEach(CompletableFuture::join);
            }
            live.goOnline();

            assertThat(types(heard, "reloaded")).isNotEmpty();
            assertThat(live.state().requireChat(chat).unread()).isEqualTo(501);
            assertThat(live.state().requireChat(chat).window().messages().getLast().text())
                    .isEqualTo("away 500");
        }
    }

    @Test
    void aMessageSentTwiceOverTwoWaysIsOne() {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        long chat = ada.chats().pair(bob.user()).id();
        try (Live live = caughtUp(ada)) {
            Draft draft = Draft.text("once");

            assertThat(live.send(chat, draft).id())
                    .isEqualTo(ada.messages().send(chat, draft).id());
        }
    }

    @Test
    void aRestartOfTheServerIsSurvived() {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        long chat = ada.chats().pair(bob.user()).id();
        try (Live one = caughtUp(ada);
                Live two = caughtUp(bob);
                Outbox outbox = new Outbox(one::send)) {
            CompletableFuture<Message> before = outbox.put(chat, Draft.text("before"));
            before.join();
            server.restart();
            Message after = outbox.put(chat, Draft.text("after")).join();

            assertThat(
                            two.await(
                                    state ->
                                            state.requireChat(chat).position().seq() >= after.seq(),
                                    PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void refusalsKeepTheirCode() {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        Session carol = session(server.people().newcomer("Carol"));
        long chat = ada.chats().pair(bob.user()).id();
        try (Live live = caughtUp(carol)) {
            assertThatThrownBy(() -> live.send(chat, Draft.text("may I?")))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> {
                                assertThat(refused.code()).isEqualTo("not_a_member");
                                assertThat(refused.retryAfter()).isEmpty();
                            });
        }
        assertThatThrownBy(() -> kocmoc().withToken("nonsense"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(401));
    }

    @Test
    void whoSignsOutIsSentAway() {
        Person ada = server.people().newcomer("Ada");
        Session session = kocmoc().signIn(ada.email(), ada.password());
        Live live = caughtUp(session);
        EventStream heard = live.events();

        session.signOut();

        List<Event> rest = new ArrayList<>();
        heard.forEach(rest::add);
        assertThat(live.sentAway().orElseThrow().action()).isEqualTo(Ending.Action.SIGN_IN);
    }

    @Test
    void filesGoUpAndComeDown() throws Exception {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        long chat = ada.chats().pair(bob.user()).id();
        byte[] content = "%PDF-1.4\n% notes\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

        UploadedFile file = ada.files().upload("notes.pdf", content);
        Message message = ada.messages().send(chat, Draft.file(file, "look"));

        assertThat(file.type()).isEqualTo("application/pdf");
        assertThat(message.fileName()).isEqualTo("notes.pdf");
        assertThat(bob.messages().newest(chat, 1)).hasSize(1);
        try (var in = bob.files().download(file.url())) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void groupsAreMadeJoinedAndLeft() {
        Session ada = session(server.people().newcomer("Ada"));
        Session bob = session(server.people().newcomer("Bob"));
        Session carol = session(server.people().newcomer("Carol"));
        try (Live live = caughtUp(carol)) {
            long chat = ada.chats().group("Group", List.of(bob.user())).id();
            assertThat(ada.chats().add(chat, List.of(carol.user()))).containsExactly(carol.user());
            assertThat(live.await(state -> state.chat(chat).isPresent(), PATIENCE)).isTrue();
            ada.chats().setRole(chat, bob.user(), "admin");
            assertThat(
                            live.await(
                                    state ->
                                            state.requireChat(chat)
                                                    .members()
                                                    .orElse(Map.of())
                                                    .getOrDefault(bob.user(), "")
                                                    .equals("admin"),
                                    PATIENCE))
                    .isTrue();
            carol.chats().leave(chat);
            assertThat(live.await(state -> state.chat(chat).isEmpty(), PATIENCE)).isTrue();
        }
    }
}
