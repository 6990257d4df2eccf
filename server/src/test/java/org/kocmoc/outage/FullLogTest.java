package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.ChildServer;
import org.kocmoc.testkit.SmallDisk;
import tools.jackson.databind.JsonNode;

/// A full disk under the write-ahead log of the embedded PostgreSQL, which ends itself then: a
/// small one of its own, mounted where this account may do that.
class FullLogTest {
    private static final int LETTERS = 15_000;
    private static final int SENDERS = 4;

    @TempDir Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();
    private String token = "";
    private long chat;

    @Test
    void sendsAreRefusedClearlyNothingIsLostOrDoubledAndItGoesOnWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assumeTrue(SmallDisk.mount(disk, "192m"), "this account may not mount a small disk");
        try {
            prepare();
            moveLog(disk);
            try (ChildServer server = ChildServer.start(folder)) {
                Api ada = server.api().as(token);
                SmallDisk.fill(disk.resolve("filler"));

                List<String> refused = sendUntilRefused(ada);
                Await.status(503, () -> unready(server));
                assertThat(server.api().get("/health/live").status()).isEqualTo(200);
                awaitSaid("No space left on device");

                Files.delete(disk.resolve("filler"));
                for (String id : refused) {
                    Await.status(201, () -> send(ada, id));
                    acknowledged.add(id);
                }
                Await.status(200, () -> server.api().get("/health/ready"));

                assertThat(stored(ada)).containsExactlyInAnyOrderElementsOf(acknowledged);
                assertThat(server.stop()).isZero();
            }
        } finally {
            SmallDisk.unmount(disk);
        }
    }

    /// Signs somebody in before anything is full.
    private void prepare() throws Exception {
        try (ChildServer server = ChildServer.start(folder)) {
            token = EmbeddedPostgresTest.signIn(server);
            chat =
                    server.api()
                            .as(token)
                            .post("/api/chats/saved")
                            .expect(200)
                            .json()
                            .at("/chat/id")
                            .asLong();
            assertThat(server.stop()).isZero();
        }
    }

    /// Puts the log of the stopped PostgreSQL on the small disk, as operators do with a fast one.
    private void moveLog(Path disk) throws Exception {
        Path log = folder.resolve("data/pg/pg_wal");
        Path moved = disk.resolve("wal");
        assertThat(
                        new ProcessBuilder("cp", "-a", log.toString(), moved.toString())
                                .start()
                                .waitFor())
                .isZero();
        assertThat(new ProcessBuilder("rm", "-r", log.toString()).start().waitFor()).isZero();
        Files.createSymbolicLink(log, moved);
    }

    private Answer send(Api api, String id) {
        String text = Bytes.hex(Bytes.random(LETTERS / 2));
        return api.post("/api/messages/" + chat, Map.of("text", text, "client_id", id));
    }

    /// Each sender goes on until it is refused, which must be by an honest 503.
    private List<String> sendUntilRefused(Api ada) throws InterruptedException {
        List<String> refused = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.startVirtualThread(() -> sendUntilRefused(ada, refused)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(refused).hasSize(SENDERS);
        return refused;
    }

    private void sendUntilRefused(Api ada, List<String> refused) {
        while (true) {
            String id = "m" + ids.incrementAndGet();
            Answer answer = send(ada, id);
            if (answer.status() == 201) {
                acknowledged.add(id);
                continue;
            }
            synchronized (refused) {
                if (answer.status() == 503 && !answer.header("Retry-After").isEmpty()) {
                    refused.add(id);
                }
            }
            return;
        }
    }

    private static Answer unready(ChildServer server) {
        return server.api().get("/health/ready");
    }

    private List<String> stored(Api ada) {
        List<String> stored = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page =
                    ada.get("/api/messages/" + chat + "?limit=100&after=" + after)
                            .expect(200)
                            .json()
                            .path("messages");
            if (page.isEmpty()) {
                return stored;
            }
            for (JsonNode message : page) {
                stored.add(message.path("client_id").asString());
                after = message.path("seq").asLong();
            }
        }
    }

    /// In PostgreSQL's own log, which lies on the other disk.
    private void awaitSaid(String what) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!said().contains(what)) {
            assertThat(System.nanoTime()).as("never said: " + what).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private String said() throws IOException {
        StringBuilder said = new StringBuilder();
        try (Stream<Path> logs = Files.list(folder.resolve("data/pg/log"))) {
            for (Path log : logs.toList()) {
                said.append(Files.readString(log));
            }
        }
        return said.toString();
    }
}
