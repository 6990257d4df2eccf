package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.Ports;
import org.kocmoc.base.ChatId;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.State;
import org.kocmoc.streams.Backlog;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// What sockets hear and may do while they, or others beside them, are still being brought to the
/// present.
class ResumeTest {
    /// Holds back the next reading of a user or chat.
    ///
    /// @param before whether before it reads, or with what it has read
    /// @param method of [Backlog]
    /// @param whose its first argument
    private record Held(
            boolean before,
            String method,
            Object whose,
            CountDownLatch reached,
            CountDownLatch goOn) {
        static Held before(String method, Object whose) {
            return next(true, method, whose);
        }

        static Held after(String method, Object whose) {
            return next(false, method, whose);
        }

        private static Held next(boolean before, String method, Object whose) {
            Held held =
                    new Held(before, method, whose, new CountDownLatch(1), new CountDownLatch(1));
            HELD.add(held);
            return held;
        }

        static void hold(boolean before, String called, Object[] arguments)
                throws InterruptedException {
            Optional<Held> wanted =
                    HELD.stream()
                            .filter(held -> held.before == before)
                            .filter(held -> held.method.equals(called))
                            .filter(held -> held.whose.equals(arguments[0]))
                            .findFirst()
                            .filter(HELD::remove);
            if (wanted.isPresent()) {
                wanted.get().reached.countDown();
                wanted.get().goOn.await();
            }
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Queue<Held> HELD = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    static final TestServer server =
            new TestServer()
                    .with(
                            new Ports(
                                    UnaryOperator.identity(),
                                    UnaryOperator.identity(),
                                    ResumeTest::holdingBack));

    private static Backlog holdingBack(Backlog right) {
        return (Backlog)
                Proxy.newProxyInstance(
                        Backlog.class.getClassLoader(),
                        new Class<?>[] {Backlog.class},
                        (proxy, method, arguments) -> {
                            Held.hold(true, method.getName(), arguments);
                            Object answer;
                            try {
                                answer = method.invoke(right, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            Held.hold(false, method.getName(), arguments);
                            return answer;
                        });
    }

    @Test
    void whatCameBetweenTheReadingsOfTwoMembersReachesBoth() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        long first = seq(bob, chat, "first");
        Held held = Held.after("state", ada.id());

        try (TestSocket adas = TestSocket.open(server.port())) {
            Map<String, Object> position = Map.of("epoch", epoch(bob), "seq", first);
            adas.send(
                    "auth",
                    Map.of(
                            "token",
                            ada.token(),
                            "resume",
                            Map.of("chats", Map.of(Long.toString(chat), position))));
            held.reached().await();
            long second = seq(bob, chat, "while Ada's backlog is on its way");
            try (TestSocket bobs = TestSocket.of(server, bob)) {
                held.goOn().countDown();
                long third = seq(bob, chat, "live");
                bobs.entry(chat, third);
                adas.entry(chat, third);

                assertThat(adas.seqs(chat)).containsExactly(second, third);
            }
        }
    }

    @Test
    void whatCameBetweenTheReadingsOfTwoDevicesReachesBoth() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Held held = Held.after("state", ada.id());

        try (TestSocket phone = TestSocket.open(server.port())) {
            phone.send("auth", Map.of("token", ada.token(), "resume", Map.of()));
            held.reached().await();
            long chat = bob.chatWith(ada);
            try (TestSocket laptop = TestSocket.of(server, ada)) {
                held.goOn().countDown();
                phone.event("resumed");
                long said = seq(bob, chat, "to both");
                laptop.entry(chat, said);
                phone.entry(chat, said);
            }
        }
    }

    @Test
    void whoIsRemovedHasHeardWhatWasSaidBefore() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Person cyd = server.people().newcomer("Cyd");
        long chat = bob.group(ada);
        try (TestSocket adas = TestSocket.of(server, ada)) {
            Held reading = Held.after("chatEvents", new ChatId(chat));
            add(bob, chat, cyd);
            reading.reached().await();
            long said = seq(bob, chat, "Ada is still here");
            Held looking = Held.after("headForMember", ada.id());
            remove(bob, chat, ada);
            looking.reached().await();
            looking.goOn().countDown();
            // Time enough to leave too early.
            Thread.sleep(200);
            reading.goOn().countDown();

            adas.event("chat:delete");

            assertThat(adas.seqs(chat)).containsExactly(said - 1, said);
        }
    }

    @Test
    void whoIsRemovedAndAddedAgainHearsWhatIsSaidAfterwards() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Person cyd = server.people().newcomer("Cyd");
        long chat = bob.group(ada);
        try (TestSocket adas = TestSocket.of(server, ada)) {
            Held reading = Held.after("chatEvents", new ChatId(chat));
            add(bob, chat, cyd);
            reading.reached().await();
            Held looking = Held.before("userEvents", ada.id());
            remove(bob, chat, ada);
            looking.reached().await();
            add(bob, chat, ada);
            Held asking = Held.after("headForMember", ada.id());
            looking.goOn().countDown();
            asking.reached().await();
            asking.goOn().countDown();
            reading.goOn().countDown();
            adas.event("chat:new");

            long said = seq(bob, chat, "Ada is here again");

            adas.entry(chat, said);
        }
    }

    @Test
    void whatIsSaidWhileAChatIsRemovedFromTheListPutsItBack() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        long old = seq(bob, chat, "to be forgotten");
        try (Live live = Live.open(Kocmoc.at(server.address()).withToken(ada.token()))) {
            assertThat(live.awaitCaughtUp(PATIENCE)).isTrue();
            live.load(chat);
            Held looking = Held.before("userEvents", ada.id());
            ada.api().delete("/api/chats/" + chat).expect(200);
            looking.reached().await();
            long said = seq(bob, chat, "are you there?");
            looking.goOn().countDown();
            long own =
                    ada.api().post("/api/sync", Map.of()).json().path("user").path("seq").asLong();

            assertThat(live.await(state -> state.position().seq() >= own, PATIENCE)).isTrue();
            assertThat(live.await(state -> holds(state, chat, said), PATIENCE)).isTrue();
            assertThat(live.state().requireChat(chat).window().find(old)).isEmpty();
            assertThat(live.state().requireChat(chat).unread()).isEqualTo(1);
        }
    }

    private static boolean holds(State state, long chat, long seq) {
        return state.chat(chat).filter(held -> held.window().find(seq).isPresent()).isPresent();
    }

    @Test
    void whoHasJustBecomeAMemberMayTypeAtOnce() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        try (TestSocket adas = TestSocket.of(server, ada)) {
            for (int i = 0; i < 20; i++) {
                long chat = ada.group(bob);

                adas.command("typing:start", Map.of("chat", chat));
            }
        }
    }

    private static long seq(Person author, long chat, String text) {
        return author.api()
                .post("/api/messages/" + chat, Map.of("text", text))
                .expect(201)
                .json()
                .path("message")
                .path("seq")
                .asLong();
    }

    private static void add(Person owner, long chat, Person newcomer) {
        owner.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(newcomer.id())))
                .expect(200);
    }

    private static void remove(Person owner, long chat, Person member) {
        owner.api().delete("/api/chats/" + chat + "/members/" + member.id().value()).expect(200);
    }

    private static long epoch(Person member) {
        return member.api().post("/api/sync", Map.of()).expect(200).json().path("epoch").asLong();
    }
}
