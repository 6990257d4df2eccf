package org.kocmoc.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client under test is `src/test/resources/web`.
class StaticFilesTest {
    private final StaticFiles files = new StaticFiles(Optional.empty());

    @Test
    void theStartPageAnswersForEveryPlaceOfTheClient() {
        Response place = files.serve(List.of("chat", "5", "info"), "");

        assertThat(place.status()).isEqualTo(200);
        assertThat(text(place)).isEqualTo(text(files.serve(List.of(), ""))).contains("app-1.js");
        assertThat(place.headers()).containsEntry("Cache-Control", "no-cache");
    }

    /// Names come from anybody.
    @Test
    void whatThereIsNotTakesNoMemory() {
        files.serve(List.of(), "gzip");
        int held = files.held();
        for (int i = 0; i < 1_000; i++) {
            files.serve(List.of("nothing-" + i), "gzip");
        }

        assertThat(files.held()).isEqualTo(held);
    }

    @Test
    void aMissingAssetIsNotThePage() {
        assertThat(files.serve(List.of("assets", "app-0.js"), "").status()).isEqualTo(404);
    }

    @Test
    void assetsAreKeptForGood() {
        Response asset = files.serve(List.of("assets", "app-1.js"), "");

        assertThat(asset.headers())
                .containsEntry("Cache-Control", "public, max-age=31536000, immutable")
                .containsEntry("Content-Type", "text/javascript; charset=utf-8");
    }

    @Test
    void ownPagesAreHeldToTrustedTypes() {
        assertThat(files.serve(List.of(), "").headers().get("Content-Security-Policy"))
                .contains("require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
    }

    @Test
    void compressedFilesGoToWhomAcceptsThem() throws IOException {
        Response plain = files.serve(List.of("assets", "packed-1.css"), "br");
        Response packed = files.serve(List.of("assets", "packed-1.css"), "br, gzip");

        assertThat(plain.headers()).doesNotContainKey("Content-Encoding");
        assertThat(packed.headers())
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("Content-Type", "text/css; charset=utf-8");
        byte[] unpacked =
                new GZIPInputStream(new ByteArrayInputStream(bytes(packed))).readAllBytes();
        assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(text(plain));
    }

    @Test
    void anotherClientFromDiskIsNotHeldToOurPolicy(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("index.html"), "<p>old");
        StaticFiles other = new StaticFiles(Optional.of(folder));

        assertThat(text(other.serve(List.of("chat"), "gzip"))).isEqualTo("<p>old");
        assertThat(other.serve(List.of(), "").headers())
                .doesNotContainKey("Content-Security-Policy");
    }

    private static byte[] bytes(Response response) {
        return ((Response.Content.InMemory) response.content()).bytes();
    }

    private static String text(Response response) {
        return new String(bytes(response), StandardCharsets.UTF_8);
    }
}
