package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chats of two that the other side began, against a server that lets somebody else in.
@Timeout(120)
class CheatedPairTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person eve = server.people().newcomer("Eve");
    private final EncryptedSession adas = devices.of(ada);
    private final int registration =
            devices.of(eve).devices(id(eve)).devices().getFirst().registrationId();
    private final RatchetStore store = new RatchetStore.Memory();
    private final BetweenServer between;
    private final EncryptedSession bobs;
    private final long chat;

    CheatedPairTest() throws IOException {
        between = new BetweenServer(server.port());
        bobs = EncryptedSession.open(Devices.session(between.address(), bob), store, Devices.EAGER);
        chat = adas.chatWith(id(bob));
    }

    @AfterEach
    void goAway() {
        between.close();
    }

    private static long id(Person person) {
        return person.id().value();
    }

    private void addEveToTheDevices() {
        between.becomes(
                new Cheat(
                        (path, real) -> {
                            if (path.endsWith("/chats/" + chat + "/devices")) {
                                ObjectNode member = ((ArrayNode) real.path("members")).addObject();
                                member.put("user_id", id(eve));
                                member.put("list_version", 1);
                                ObjectNode device = member.putArray("devices").addObject();
                                device.put("device_id", 1);
                                device.put("registration_id", registration);
                            }
                            return real;
                        }));
    }

    private void show(String field, Object value) {
        between.becomes(
                new Cheat(
                        (path, real) -> {
                            if (path.equals("/api/chats/" + chat)) {
                                ((ObjectNode) real.path("chat")).putPOJO(field, value);
                            }
                            return real;
                        }));
    }

    private static void refused(Reason reason, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        EncryptionException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void nobodyElseReadsTheAnswerToWhoBeganIt() {
        adas.send(chat, Content.text("hello, bot"));
        addEveToTheDevices();

        AtomicInteger taken = new AtomicInteger();
        refused(
                Reason.NOT_A_MEMBER,
                () ->
                        bobs.receive(
                                message -> {
                                    taken.incrementAndGet();
                                    bobs.send(message.chat(), Content.text("hello"));
                                }));

        assertThat(taken).hasValue(1);
        assertThat(bobs.isEncrypted(chat)).isTrue();
        between.becomes(new BetweenServer.Mischief() {});
        bobs.receive(message -> bobs.send(message.chat(), Content.text("hello")));
        assertThat(Devices.texts(adas)).containsExactly("hello");
    }

    /// As in stores of before, which noted only the chats that they began.
    @Test
    void aChatThatWasNeverNotedIsNotedBeforeAnythingIsSaid() {
        addEveToTheDevices();
        refused(Reason.NOT_A_MEMBER, () -> bobs.send(chat, Content.text("to whom?")));
        assertThat(Devices.texts(adas)).isEmpty();
    }

    @Test
    void aChatThatIsCalledReadableGetsNothing() {
        show("mode", "server");
        refused(Reason.UNSUPPORTED_DEVICE, () -> bobs.send(chat, Content.text("to whom?")));
        assertThat(Devices.texts(adas)).isEmpty();
    }

    @Test
    void whoSpeaksInAChatOfTwoIsTheOtherOne() {
        adas.send(chat, Content.text("one"));
        show("peer_id", id(eve));
        assertThat(Devices.mail(bobs)).singleElement().satisfies(CheatedPairTest::isOfAStranger);

        between.becomes(new BetweenServer.Mischief() {});
        adas.send(chat, Content.text("two"));
        assertThat(Devices.texts(bobs)).containsExactly("two");
    }

    private static void isOfAStranger(Received message) {
        assertThat(message.content()).isNull();
        assertThat(message.failure()).contains(Reason.NOT_A_MEMBER);
    }

    private void noteThatItIsWithEve() {
        store.transaction(
                records -> {
                    records.put("sdk.chat." + chat, new Packer().u64(id(eve)).done());
                    return true;
                });
    }

    @Test
    void whatAStrangerSaysIsNotHandedOut() {
        noteThatItIsWithEve();
        adas.send(chat, Content.text("let me in"));
        assertThat(Devices.mail(bobs)).singleElement().satisfies(CheatedPairTest::isOfAStranger);
        assertThat(Devices.mail(bobs)).isEmpty();
    }

    @Test
    void norWhatAStrangerGivesTheKeyOfAfterwards() {
        adas.send(chat, Content.text("one"));
        bobs.receive(message -> bobs.send(chat, Content.text("two")));
        Devices.mail(adas);
        between.becomes(
                new Cheat(
                        (path, real) -> {
                            real.path("items").forEach(item -> Cheat.spoil(item, "envelope"));
                            return real;
                        }));
        adas.send(chat, Content.text("let me in"));
        assertThat(Devices.texts(bobs)).isEqualTo(List.of("?"));
        between.becomes(new BetweenServer.Mischief() {});
        noteThatItIsWithEve();
        for (int i = 0; i < 2; i++) {
            Devices.mail(adas);
            assertThat(Devices.mail(bobs)).allSatisfy(m -> assertThat(m.content()).isNull());
        }
        assertThat(bobs.unreadable()).isEqualTo(1);
    }
}
