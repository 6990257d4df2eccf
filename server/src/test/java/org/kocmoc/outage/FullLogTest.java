package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.ChildServer;
import org.kocmoc.testkit.SmallDisk;

/// A full disk under the write-ahead log of the embedded PostgreSQL, which ends itself then: a
/// small one of its own, mounted where this account may do that.
class FullLogTest {
    @TempDir Path folder;

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
                Writers writers = new Writers(server.api().as(token), chat);
                SmallDisk.fill(disk.resolve("filler"));

                List<String> refused = writers.sendUntilRefused();
                Await.status(503, () -> unready(server));
                assertThat(server.api().get("/health/live").status()).isEqualTo(200);
                awaitSaid("No space left on device");

                Files.delete(disk.resolve("filler"));
                writers.sendAgain(refused);
                Await.status(200, () -> server.api().get("/health/ready"));

                assertThat(writers.stored())
                        .containsExactlyInAnyOrderElementsOf(writers.acknowledged());
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

    private static Answer unready(ChildServer server) {
        return server.api().get("/health/ready");
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
