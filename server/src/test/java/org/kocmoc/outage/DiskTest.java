package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.SmallDisk;
import org.kocmoc.testkit.TestServer;

/// A disk of files that is full or read-only: a small one of its own, mounted where this account
/// may do that.
class DiskTest {
    private static final String SIZE = "4m";

    @RegisterExtension static final TestServer server = new TestServer();

    private static boolean mounted;

    private final Person ada = server.people().ada();

    @BeforeAll
    static void mount() throws Exception {
        Files.createDirectories(uploads());
        mounted = SmallDisk.mount(uploads(), SIZE);
        assumeTrue(mounted, "this account may not mount a small disk");
    }

    @AfterAll
    static void unmount() throws Exception {
        if (mounted) {
            SmallDisk.unmount(uploads());
        }
    }

    private static Path uploads() {
        return server.data().resolve("uploads");
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
        SmallDisk.fill(filler);
        expectRefusal(upload());
        expectThatTheRestGoesOn(earlier);
        Files.delete(filler);

        assertThat(uploaded()).isNotEqualTo(earlier);
        try (var left = Files.list(uploads().resolve("tmp"))) {
            assertThat(left).as("nothing half is left").isEmpty();
        }
    }

    @Test
    void aReadOnlyDiskRefusesUploadsClearlyAndTakesThemAgainWhenItMayBeWritten() throws Exception {
        String earlier = uploaded();
        SmallDisk.remount(uploads(), "ro");
        expectRefusal(upload());
        expectThatTheRestGoesOn(earlier);
        SmallDisk.remount(uploads(), "rw");

        assertThat(uploaded()).isNotEqualTo(earlier);
    }
}
