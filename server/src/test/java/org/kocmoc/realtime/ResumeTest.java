package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.Ports;
import org.kocmoc.base.UserId;
import org.kocmoc.streams.Backlog;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// What sockets hear and may do while they, or others beside them, are still being brought to the
/// present.
class ResumeTest {
    /// Holds back what one user's next look at the logs has read.
    private record Held(UserId user, CountDownLatch read, CountDownLatch goOn) {
        Held(UserId user) {
            this(user, new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    private static final AtomicReference<@Nullable Held> HELD = new AtomicReference<>();

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
                            Object answer;
                            try {
                                answer = method.invoke(right, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            Held held = HELD.get();
                            if (held != null
                                    && method.getName().equals("state")
                                    && held.user().equals(arguments[0])
                                    && HELD.compareAndSet(held, null)) {
                                held.read().countDown();
                                held.goOn().await();
                            }
                            return answer;
                        });
    }

    @Test
    void whatCameBetweenTheReadingsOfTwoMembersReachesBoth() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        long first = seq(bob, chat, "first");
        Held held = new Held(ada.id());
        HELD.set(held);

        try (TestSocket adas = TestSocket.open(server.port())) {
            Map<String, Object> position = Map.of("epoch", epoch(bob), "seq", first);
            adas.send(
                    "auth",
                    Map.of(
                            "token",
                            ada.token(),
                            "resume",
                            Map.of("chats", Map.of(Long.toString(chat), position))));
            held.read().await();
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
        Held held = new Held(ada.id());
        HELD.set(held);

        try (TestSocket phone = TestSocket.open(server.port())) {
            phone.send("auth", Map.of("token", ada.token(), "resume", Map.of()));
            held.read().await();
            long chat = bob.chatWith(ada);
            try (TestSocket laptop = TestSocket.of(server, ada)) {
                held.goOn().countDown();
                long said = seq(bob, chat, "to both");
                laptop.entry(chat, said);
                phone.entry(chat, said);
            }
        }
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

    private static long epoch(Person member) {
        return member.api().post("/api/sync", Map.of()).expect(200).json().path("epoch").asLong();
    }
}
