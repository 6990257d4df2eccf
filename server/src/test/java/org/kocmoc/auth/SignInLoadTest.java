package org.kocmoc.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

@Timeout(120)
class SignInLoadTest {
    @RegisterExtension static final TestServer server = new TestServer();

    /// Of 100 sign-ins at once each is answered, at worst with 503, and others are served
    /// meanwhile: the median of their waits is compared with the whole, so that a slow machine does
    /// not matter.
    @Test
    void aFloodOfSignInsDoesNotStarveOtherRequests() throws Exception {
        Person ada = server.people().ada();
        Map<String, String> body = Map.of("email", ada.email(), "password", "wrong one");
        List<Long> waits = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> logins = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                logins.add(
                        threads.submit(() -> server.api().post("/api/auth/login", body).status()));
            }
            while (logins.stream().anyMatch(login -> !login.isDone())) {
                long asked = System.nanoTime();
                ada.api().get("/api/account/sessions").expect(200);
                waits.add(System.nanoTime() - asked);
            }
            for (Future<Integer> login : logins) {
                assertThat(login.get()).isIn(401, 503);
            }
        }
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        long median = waits.stream().sorted().toList().get(waits.size() / 2);

        assertThat(waits.size()).isGreaterThan(10);
        assertThat(Duration.ofNanos(median)).isLessThan(all.dividedBy(10));
    }
}
