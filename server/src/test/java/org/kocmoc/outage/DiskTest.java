package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.TestServer;

/// A disk of files that is full or read-only: a small one of its own, mounted where this account may
/// do that.
class DiskTest {
    private static final String SIZE = "4m";

    @RegisterExtension static final TestServer server = new TestServer();

    private static boolean mounted;

    private final Person ada = server.people().ada();

    @BeforeAll
    static void mount() throws Exception {
        Files.createDirectories(uploads());
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", uploads().toString());
        assumeTrue(mounted, "this account may not mount a small disk");
    }

    @AfterAll
    static void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", "-l", uploads().toString())).isTrue();
        }
    }

    private static Path uploads() {
        return server.data().resolve("uploads");
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // No such program.
            return false;
        }
    }

    private Answer upload() {
        return ada.api()
                .post(
                        "/api/files/upload",
                        Multipart.file("a.png", "image/png", Pictures.plain("png", 600, 600)));
    }

    private static void expectRefusal(Answer answer) {
        answer.expect(503);
        assertThat(answer.json().path("code").asString()).isEqualTo("file_store_unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    private void expectThatTheRestGoesOn(String earlier) {
        server.api().get(earlier).expect(200);
        ada.api().post("/api/chats/saved").expect(200);
    }

    private String uploaded() {
        return upload().expect(200).json().path("file").path("url").asString();
    }

    @Test
    void aFullDiskRefusesUploadsClearlyAndTakesThemAgainWhenThereIsRoom() throws IOException {
        String earlier = uploaded();
        Path filler = uploads().resolve("filler");
        fill(filler);
        expectRefusal(upload());
        expectThatTheRestGoesOn(earlier);
        Files.delete(filler);

        assertThat(uploaded()).isNotEqualTo(earlier);
        try (var left = Files.list(uploads().resolve("tmp"))) {
            assertThat(left).as("nothing half is left").isEmpty();
        }
    }

    private static void fill(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // Full.
            assertThat(filler).isNotEmptyFile();
        }
    }

    @Test
    void aReadOnlyDiskRefusesUploadsClearlyAndTakesThemAgainWhenItMayBeWritten() throws Exception {
        String earlier = uploaded();
        assertThat(run("mount", "-o", "remount,ro", uploads().toString())).isTrue();
        expectRefusal(upload());
        expectThatTheRestGoesOn(earlier);
        assertThat(run("mount", "-o", "remount,rw", uploads().toString())).isTrue();

        assertThat(uploaded()).isNotEqualTo(earlier);
    }
}
