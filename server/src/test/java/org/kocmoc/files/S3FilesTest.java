package org.kocmoc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Secret;
import org.kocmoc.blobs.DiskBlobStore;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.S3Server;
import org.kocmoc.testkit.TestServer;

/// Uploads and downloads of a server that keeps its files in S3.
class S3FilesTest {
    private static final Path FOLDER = folder();
    private static final S3Server STORE = store();

    @RegisterExtension
    static final TestServer server = new TestServer().with("S3_URL", STORE.url());

    private final Person ada = server.people().ada();

    private static Path folder() {
        try {
            return java.nio.file.Files.createTempDirectory("kocmoc-s3-");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static S3Server store() {
        try {
            return new S3Server(FOLDER);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        STORE.close();
        org.apache.commons.io.FileUtils.deleteDirectory(FOLDER.toFile());
    }

    private Answer upload(byte[] content) {
        return ada.api()
                .post("/api/files/upload", Multipart.file("film.bin", "audio/mpeg", content));
    }

    /// Sound, as far as its first bytes tell.
    private static byte[] sound(int size) {
        byte[] bytes = new byte[size];
        // Always the same: chance may write the mark of another type.
        new Random(7).nextBytes(bytes);
        bytes[0] = 'I';
        bytes[1] = 'D';
        bytes[2] = '3';
        bytes[3] = 3;
        bytes[4] = 0;
        bytes[5] = 0;
        return bytes;
    }

    private static String url(Answer answer) {
        return answer.expect(200).json().path("file").path("url").asString();
    }

    @Test
    void filesAreHandedOutWholeInPartsAndAsHeads() {
        byte[] content = sound(9_000_000);
        String url = url(upload(content));

        assertThat(server.api().get(url).expect(200).bytes()).isEqualTo(content);
        Answer part = server.api().with("Range", "bytes=8999990-").get(url).expect(206);
        assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(content, 8_999_990, 9_000_000));
        Answer head = server.api().send("HEAD", url, BodyPublishers.noBody(), null).expect(200);
        assertThat(head.header("Content-Length")).isEqualTo("9000000");
        server.api().with("Range", "bytes=9000000-").get(url).expect(416);
    }

    @Test
    void picturesHaveASmallVersionAndLeaveWithTheirOwnersWish() {
        String url =
                url(
                        ada.api()
                                .post(
                                        "/api/files/upload",
                                        Multipart.file(
                                                "a.png",
                                                "image/png",
                                                Pictures.plain("png", 900, 900))));

        assertThat(server.api().get(url + "/thumb").expect(200).bytes()).isNotEmpty();
        ada.api().delete(url).expect(200);
        server.api().get(url).expect(404);
    }

    @Test
    void aStoreThatIsAwayIsToldAndComesBackWithoutARestart() throws Exception {
        byte[] content = sound(100_000);
        String url = url(upload(content));

        STORE.kill();
        upload(content).expect(503, "Хранилище файлов недоступно. Попробуйте позже.");
        Answer refused = server.api().get(url).expect(503);
        assertThat(refused.json().path("code").asString()).isEqualTo("file_store_unavailable");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        ada.api().get("/api/chats").expect(200);
        STORE.start();

        assertThat(server.api().get(url).expect(200).bytes()).isEqualTo(content);
        url(upload(content));
    }

    @Test
    void aBackupTakesTheFilesOfTheStoreAndARestoreFillsAFolder() throws IOException {
        url(upload(sound(50_000)));
        FileArchive bucket =
                new FileArchive(
                        server.database(),
                        new FileSettings(
                                FOLDER.resolve("unused"),
                                List.of(),
                                1 << 30,
                                1 << 30,
                                Optional.of(new Secret(STORE.url()))));
        DiskBlobStore disk = new DiskBlobStore(FOLDER.resolve("restored"));

        Set<String> names = new TreeSet<>();
        List<String> problems =
                bucket.forEach(
                        (name, content) -> {
                            names.add(name);
                            disk.put(name, content);
                        });

        assertThat(problems).isEmpty();
        Set<String> restored = new TreeSet<>();
        disk.list(blob -> restored.add(blob.key()));
        assertThat(restored).isEqualTo(names).isNotEmpty();
    }
}
