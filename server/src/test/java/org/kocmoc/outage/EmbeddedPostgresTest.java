package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.ChildServer;

/// An embedded PostgreSQL that dies while its server runs.
class EmbeddedPostgresTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NONE = -1;

    @TempDir Path folder;

    @Test
    void aPostgresThatWasKilledIsStartedAgainAndNothingIsLost() throws Exception {
        try (ChildServer server = ChildServer.start(folder)) {
            Api ada = server.api().as(signIn(server));
            long chat = ada.post("/api/chats/saved").expect(200).json().at("/chat/id").asLong();
            send(ada, chat, "before").expect(201);
            long killed = postmaster();

            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            Await.status(201, () -> send(ada, chat, "meanwhile"));
            awaitAnotherThan(killed);
            Await.status(201, () -> send(ada, chat, "afterwards"));
            Await.status(200, () -> server.api().get("/health/ready"));
            assertThat(
                            ada.get("/api/messages/" + chat)
                                    .expect(200)
                                    .json()
                                    .path("messages")
                                    .valueStream()
                                    .map(message -> message.path("client_id").asString()))
                    .containsExactly("before", "meanwhile", "afterwards");
            assertThat(server.stop()).isZero();
        }
    }

    private static Answer send(Api api, long chat, String id) {
        return api.post("/api/messages/" + chat, Map.of("text", "hello", "client_id", id));
    }

    private void awaitAnotherThan(long killed) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (postmaster() == killed || postmaster() == NONE) {
            assertThat(System.nanoTime()).as("not started again").isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private long postmaster() throws IOException {
        try {
            Path file = folder.resolve("data").resolve("pg/postmaster.pid");
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }

    static String signIn(ChildServer server) {
        String email = "ada@kocmoc.test";
        var account = Map.of("name", "Ada", "email", email, "password", "long enough");
        long id =
                server.api()
                        .post("/api/auth/register", account)
                        .expect(201)
                        .json()
                        .path("userId")
                        .asLong();
        return server.api()
                .post(
                        "/api/auth/verify-email",
                        Map.of("userId", id, "code", server.mails().code(email)))
                .expect(200)
                .json()
                .path("token")
                .asString();
    }
}
