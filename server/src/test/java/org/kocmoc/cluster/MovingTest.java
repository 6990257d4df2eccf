package org.kocmoc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.testkit.Nodes.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.live.EventStream;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.LiveOptions;
import org.kocmoc.client.live.State;
import org.kocmoc.client.live.Tap;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.wire.Ending;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Relay;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// A server that goes away tells its clients first, and they go on hearing until they are caught up
/// on another one.
class MovingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final Nodes nodes = new Nodes(2);

    private static final TestServer A = nodes.node(0);
    private static final TestServer B = nodes.node(1);

    @AfterEach
    void bothServe() {
        B.restart();
        nodes.awaitWhole();
    }

    @Test
    void aClientThatIsToldHearsOnAndIsClosedIfItDoesNotGo() throws InterruptedException {
        Person ada = A.people().newcomer("Ada");
        Person bob = A.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            Thread stopping = Thread.startVirtualThread(B::stop);

            assertThat(bobs.event("server:leaving").path("data").path("within").asLong())
                    .isPositive();
            long seq =
                    adas.command("message:send", Map.of("chat", chat, "text", "still there?"))
                            .path("message")
                            .path("seq")
                            .asLong();
            bobs.entry(chat, seq);
            bobs.command("chat:read", Map.of("chat", chat, "seq", seq));

            assertThat(bobs.end()).isEqualTo(new TestSocket.End(4002, "moved 100"));
            stopping.join();
        }
    }

    @Test
    void theSdkMovesWithoutBeingAway() throws Exception {
        Person ada = A.people().newcomer("Ada");
        Person bob = A.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        List<String> course = new CopyOnWriteArrayList<>();
        try (Relay network = new Relay()) {
            network.to(B.port());
            try (TestSocket adas = TestSocket.of(A, ada);
                    Live live = live(network, bob, course);
                    EventStream heard = live.events()) {
                assertThat(live.awaitCaughtUp(PATIENCE)).isTrue();
                network.to(A.port());
                Thread stopping = Thread.startVirtualThread(B::stop);

                List<Long> sent =
                        IntStream.range(0, 200)
                                .mapToObj(i -> adas.command("message:send", text(chat, i)))
                                .map(answer -> answer.path("message").path("seq").asLong())
                                .toList();
                await("the first socket ended", () -> course.contains("ended 1"));
                stopping.join();

                assertThat(course)
                        .containsSubsequence(
                                "1 server:leaving", "connecting 2", "2 resumed", "ended 1");
                assertThat(seqs(heard, chat, sent.getLast())).containsExactlyElementsOf(sent);
                assertThat(live.isCaughtUp()).isTrue();
                live.typing(chat, true);
            }
        }
    }

    private static Map<String, Object> text(long chat, int number) {
        return Map.of("chat", chat, "text", "message " + number);
    }

    private static Live live(Relay network, Person person, List<String> course) {
        return Live.open(
                Kocmoc.at(URI.create("http://127.0.0.1:" + network.port()))
                        .withToken(person.token()),
                new LiveOptions("test", Duration.ofMillis(200), new Diary(course)));
    }

    private static List<Long> seqs(EventStream heard, long chat, long last) {
        List<Long> seqs = new CopyOnWriteArrayList<>();
        while (seqs.isEmpty() || seqs.getLast() < last) {
            if (heard.next(PATIENCE).orElseThrow() instanceof Event.OfChat entry
                    && entry.chat() == chat) {
                seqs.add(entry.position().seq());
            }
        }
        return seqs;
    }

    private record Diary(List<String> course) implements Tap {
        @Override
        public void connecting(long connection, State from) {
            course.add("connecting " + connection);
        }

        @Override
        public void frame(long connection, JsonNode frame) {
            String type = frame.path("type").asString("");
            if (!type.equals("message:new")) {
                course.add(connection + " " + type);
            }
        }

        @Override
        public void ended(long connection, Ending ending) {
            course.add("ended " + connection);
        }
    }
}
