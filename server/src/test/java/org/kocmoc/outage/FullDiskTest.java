package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.ChildServer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.SmallDisk;

/// One full disk under everything that a server keeps: the tables of the embedded PostgreSQL, its
/// write-ahead log, what it logs itself, and files.
class FullDiskTest {
    /// Less than PostgreSQL's next segment of the write-ahead log needs, so that it ends itself.
    private static final long ROOM = 12 << 20;

    /// The log grows faster than the tables, so that a segment is full after a few.
    private static final int ROUNDS = 6;

    @TempDir Path folder;

    @Test
    void callersAreToldNothingIsLostOrDoubledAndItGoesOnWhenThereIsRoom() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assumeTrue(SmallDisk.mount(data, "384m"), "this account may not mount a small disk");
        try (ChildServer server = ChildServer.start(folder)) {
            Api ada = server.api().as(EmbeddedPostgresTest.signIn(server));
            long chat = ada.post("/api/chats/saved").expect(200).json().at("/chat/id").asLong();
            Writers writers = new Writers(ada, chat);
            byte[] content = "kept".getBytes(StandardCharsets.UTF_8);
            String kept = upload(ada, content).expect(200).json().at("/file/url").asString();
            Path filler = data.resolve("filler");
            Path rest = data.resolve("rest");

            List<String> refused = new ArrayList<>();
            boolean ready = true;
            for (int round = 0; round < ROUNDS && ready; round++) {
                Files.deleteIfExists(rest);
                leaveRoom(filler);
                refused.addAll(writers.sendUntilRefused());
                // Not a byte is left to start it with.
                SmallDisk.fill(rest);
                ready = isReady(server);
            }
            assertThat(ready).as("after %s", refused).isFalse();
            assertThat(server.api().get("/health/live").status()).isEqualTo(200);
            Answer unkept = upload(ada, new byte[1 << 20]).expect(503);
            assertThat(unkept.header("Retry-After")).isNotEmpty();

            Files.delete(filler);
            Files.delete(rest);
            writers.sendAgain(refused);
            Await.status(200, () -> server.api().get("/health/ready"));

            assertThat(writers.stored())
                    .containsExactlyInAnyOrderElementsOf(writers.acknowledged());
            assertThat(ada.get(kept).expect(200).text()).isEqualTo("kept");
            upload(ada, content).expect(200);
            assertThat(server.stop()).isZero();
        } finally {
            SmallDisk.unmount(data);
        }
    }

    private static boolean isReady(ChildServer server) {
        Answer answer = server.api().get("/health/ready");
        if (answer.status() == 200) {
            return true;
        }
        answer.expect(503);
        return false;
    }

    private static Answer upload(Api ada, byte[] content) {
        return ada.post("/api/files/upload", Multipart.file("a.txt", "text/plain", content));
    }

    private static void leaveRoom(Path filler) throws IOException {
        Files.deleteIfExists(filler);
        SmallDisk.fill(filler);
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - ROOM);
        }
    }
}
