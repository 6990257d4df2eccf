package org.kocmoc.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// A client that asks too much is slowed down, and sent away only if it goes on and on.
class ThrottleTest {
    @RegisterExtension static final TestServer server = new TestServer().with("RATE_LIMITS", "on");

    private static final Duration LONG = Duration.ofSeconds(61);

    private final TestClock clock = new TestClock();
    private final Throttle throttle = new Throttle(new LocalRateLimiter(), "one", clock);

    @Test
    void aBurstBeyondTheShareIsCarriedOutInOrderOnlyLater() {
        Person ada = server.people().newcomer("Ada");
        int count = 3 * Rate.COMMANDS_PER_SOCKET.burst();
        long start = System.nanoTime();
        try (TestSocket socket = TestSocket.of(server, ada)) {
            List<Long> ids =
                    IntStream.range(0, count).mapToObj(i -> socket.send("ping", Map.of())).toList();
            JsonNode last = socket.await(frame -> frame.path("id").asLong(-1) == ids.getLast());

            assertThat(last.has("ok")).isTrue();
            assertThat(socket.frames().stream().map(frame -> frame.path("id").asLong(-1)))
                    .containsSubsequence(ids);
        }
        // Sixty at once, then thirty a second: no machine is so quick that it takes less.
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofSeconds(3));
    }

    @Test
    void whoeverIsSlowedAllTheTimeIsSentAway() throws InterruptedException {
        boolean admitted = true;
        for (int i = 0; admitted && i < 100 * Rate.COMMANDS_PER_SOCKET.burst(); i++) {
            admitted = throttle.admit();
            clock.advance(LONG);
        }

        assertThat(admitted).isFalse();
    }

    @Test
    void whoeverPausesIsForgiven() throws InterruptedException {
        for (int i = 0; i < Rate.COMMANDS_PER_SOCKET.burst() + 10; i++) {
            assertThat(throttle.admit()).isTrue();
        }
        // Long enough for a token, however slowly this runs.
        Thread.sleep(200);
        clock.advance(LONG);

        assertThat(throttle.admit()).isTrue();
    }
}
