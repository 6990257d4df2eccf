package org.kocmoc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class FilesTest {
    @RegisterExtension static final TestServer server = new TestServer().with("UPLOAD_MAX_MB", "1");

    private static final byte[] PDF = "%PDF-1.4\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

    static JsonNode upload(Api api, String name, String type, byte[] content) {
        return api.post("/api/files/upload", Multipart.file(name, type, content))
                .expect(200)
                .json()
                .path("file");
    }

    private static JsonNode note(String text) {
        return upload(
                server.people().ada().api(),
                "note.txt",
                "text/plain",
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static Api ada() {
        return server.people().ada().api();
    }

    private static String url(JsonNode file) {
        return file.path("url").asString();
    }

    private static Answer head(Api api, String path) {
        return api.send("HEAD", path, BodyPublishers.noBody(), null);
    }

    @Test
    void anUploadIsAnsweredAsTheContractSays() {
        Answer answer =
                ada().post("/api/files/upload", Multipart.file("отчёт.pdf", "application/pdf", PDF))
                        .expect(200);

        JsonNode file = answer.json().path("file");
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("message").asString()).isEqualTo("Файл успешно загружен");
        assertThat(file.path("id").asString()).matches("[0-9a-f]{32}");
        assertThat(file.path("originalName").asString()).isEqualTo("отчёт.pdf");
        assertThat(file.path("size").isIntegralNumber()).isTrue();
        assertThat(file.path("size").asInt()).isEqualTo(PDF.length);
        assertThat(file.path("mimetype").asString()).isEqualTo("application/pdf");
        assertThat(file.path("path").asString())
                .isEqualTo("uploads/files/" + file.path("id").asString());
        assertThat(url(file)).isEqualTo("/api/files/" + file.path("id").asString());
        assertThat(file.path("uploadedAt").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void aVoiceMessageBelongsToTheVoiceFolder() {
        byte[] webm = {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3, 1, 2, 3};

        JsonNode file = upload(ada(), "voice-1.webm", "audio/webm;codecs=opus", webm);

        assertThat(file.path("path").asString()).startsWith("uploads/voice/");
        assertThat(server.api().get(url(file)).expect(200).header("Content-Type"))
                .isEqualTo("audio/webm");
        assertThat(server.api().get("/uploads/voice/" + file.path("id").asString()).bytes())
                .isEqualTo(webm);
    }

    @Test
    void refusalsAreJsonWithTheirOwnTexts() {
        Api ada = ada();
        ada.post("/api/files/upload", Map.of("file", "x")).expect(400, "Файл не загружен");
        ada.post("/api/files/upload", new Multipart().text("file", "y"))
                .expect(400, "Файл не загружен");
        ada.post("/api/files/upload", Multipart.file("a.bin", "application/octet-stream", PDF))
                .expect(415, FileError.FILE_TYPE_NOT_ALLOWED.text());
        ada.post("/api/files/upload", Multipart.file("a.png", "image/png", PDF))
                .expect(415, FileError.FILE_CONTENT_MISMATCH.text());
        server.api()
                .post("/api/files/upload", Multipart.file("a.pdf", "application/pdf", PDF))
                .expect(401, "Требуется авторизация");
    }

    @Test
    void aFileMustBeSmallerThanTheLimit() {
        byte[] content = Arrays.copyOf(PDF, 1 << 20);
        ada().post("/api/files/upload", Multipart.file("a.pdf", "application/pdf", content))
                .expect(413, FileError.FILE_TOO_LARGE.text());

        JsonNode file =
                upload(ada(), "a.pdf", "application/pdf", Arrays.copyOf(PDF, (1 << 20) - 1));

        assertThat(server.api().get(url(file)).expect(200).bytes()).hasSize((1 << 20) - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, 206, hello, bytes 0-4/12",
        "bytes=6-, 206, golden, bytes 6-11/12",
        "bytes=-6, 206, golden, bytes 6-11/12",
        "bytes=-600, 206, hello golden, bytes 0-11/12",
        "bytes=6-999, 206, golden, bytes 6-11/12",
        "bytes=11-11, 206, n, bytes 11-11/12",
        "bytes=5-2, 200, hello golden, ''",
        "'bytes=0-1,3-4', 200, hello golden, ''",
        "bytes=-, 200, hello golden, ''",
        "bytes=99999999999999999999-, 200, hello golden, ''",
        "lines=0-4, 200, hello golden, ''"
    })
    void partsAreSentAsAsked(String range, int status, String body, String contentRange) {
        Answer answer = server.api().with("Range", range).get(url(note("hello golden")));

        assertThat(answer.expect(status).text()).isEqualTo(body);
        assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void partsThatAreNotThereAreRefused() {
        for (String range : List.of("bytes=12-", "bytes=100-200", "bytes=-0")) {
            Answer answer = server.api().with("Range", range).get(url(note("hello golden")));
            assertThat(answer.expect(416).header("Content-Range")).isEqualTo("bytes */12");
        }
    }

    @Test
    void partsOfAnotherVersionAreNotMixed() {
        String url = url(note("hello golden"));
        Answer whole = server.api().get(url).expect(200);
        Api part = server.api().with("Range", "bytes=0-4");

        part.with("If-Range", whole.header("ETag")).get(url).expect(206);
        part.with("If-Range", whole.header("Last-Modified")).get(url).expect(206);
        part.with("If-Range", "\"other\"").get(url).expect(200);
        part.with("If-Range", "W/" + whole.header("ETag")).get(url).expect(200);
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        String url = url(note("once"));
        Answer first = server.api().get(url).expect(200);

        Answer again =
                server.api()
                        .with("If-None-Match", "\"x\", W/" + first.header("ETag"))
                        .get(url)
                        .expect(304);
        assertThat(again.bytes()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        server.api().with("If-Modified-Since", first.header("Last-Modified")).get(url).expect(304);
        server.api().with("If-None-Match", "\"x\"").get(url).expect(200);
    }

    @Test
    void headAnswersLikeGetWithoutABody() {
        String url = url(note("hello golden"));

        Answer head = head(server.api(), url).expect(200);

        assertThat(head.header("Content-Length")).isEqualTo("12");
        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void anEmptyFileIsSent() {
        String url = url(note(""));

        assertThat(server.api().get(url).expect(200).bytes()).isEmpty();
        server.api().with("Range", "bytes=0-").get(url).expect(416);
    }

    @Test
    void namesKeepTheirLettersAndLoseTheirTricks() {
        String url = url(upload(ada(), "Отчёт \"за\u202eгод*.txt", "text/plain", PDF_TEXT));

        assertThat(server.api().get(url).header("Content-Disposition"))
                .isEqualTo(
                        "inline; filename=\"_____ _______.txt\"; filename*=UTF-8''"
                                + "%D0%9E%D1%82%D1%87%D1%91%D1%82%20%22%D0%B7%D0%B0"
                                + "%D0%B3%D0%BE%D0%B4%2A.txt");
    }

    private static final byte[] PDF_TEXT = {'x'};

    @Test
    void aPhotoLosesItsPlaceAndKeepsItsOrientation() {
        byte[] photo = Pictures.jpeg(1_600, 800, 6);

        JsonNode file = upload(ada(), "photo.jpg", "image/jpeg", photo);

        byte[] served = server.api().get(url(file)).expect(200).bytes();
        assertThat(new String(photo, StandardCharsets.ISO_8859_1)).contains(Pictures.SECRET);
        assertThat(new String(served, StandardCharsets.ISO_8859_1)).doesNotContain(Pictures.SECRET);
        assertThat(file.path("size").asInt()).isEqualTo(served.length);
        assertThat(file.path("width").asInt()).isEqualTo(800);
        assertThat(file.path("height").asInt()).isEqualTo(1_600);
        BufferedImage small =
                Pictures.decode(server.api().get(url(file) + "/thumb").expect(200).bytes());
        assertThat(small.getHeight()).isEqualTo(640);
        assertThat(Pictures.isRed(small, 0.75, 0.25)).isTrue();
    }

    @Test
    void aSmallPictureIsItsOwnThumbnailAndANoteHasNone() {
        byte[] small = Pictures.plain("png", 20, 20);
        String url = url(upload(ada(), "s.png", "image/png", small));

        assertThat(server.api().get(url + "/thumb").expect(200).bytes()).isEqualTo(small);
        server.api().get(url(note("x")) + "/thumb").expect(404, "Файл не найден");
    }

    @Test
    void aPictureUnderAnotherPicturesNameIsTakenForWhatItIs() {
        JsonNode file = upload(ada(), "a.jpg", "image/jpeg", Pictures.plain("png", 9, 9));

        assertThat(file.path("mimetype").asString()).isEqualTo("image/png");
    }

    @Test
    void pictureBombsAndBrokenPicturesAreRefusedAndLeaveNothing() throws IOException {
        long before = blobs();

        ada().post(
                        "/api/files/upload",
                        Multipart.file("b.png", "image/png", Pictures.bomb(60_000, 60_000)))
                .expect(413, FileError.IMAGE_TOO_LARGE.text());
        ada().post(
                        "/api/files/upload",
                        Multipart.file(
                                "b.png",
                                "image/png",
                                Arrays.copyOf(Pictures.plain("png", 9, 9), 40)))
                .expect(400, FileError.IMAGE_MALFORMED.text());

        assertThat(blobs()).isEqualTo(before);
    }

    private static long blobs() throws IOException {
        Path uploads = server.data().resolve("uploads");
        if (!Files.exists(uploads)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(uploads)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void anEncryptedFileIsTakenAsItIsAndOnlyDownloaded() {
        byte[] sealed = Bytes.random(5_000);

        JsonNode file = upload(ada(), "sealed", "application/vnd.kocmoc.sealed", sealed);

        Answer answer = server.api().get(url(file)).expect(200);
        assertThat(answer.bytes()).isEqualTo(sealed);
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("Content-Disposition")).startsWith("attachment");
    }

    @Test
    void theOwnerDeletesAFileOnce() throws IOException {
        JsonNode file = upload(ada(), "p.jpg", "image/jpeg", Pictures.jpeg(1_000, 900, 1));
        long before = blobs();

        Answer answer = ada().delete(url(file)).expect(200);

        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("message").asString()).isEqualTo("Файл удален");
        assertThat(blobs()).isEqualTo(before - 2);
        ada().delete(url(file)).expect(404, "Файл не найден");
        server.api().get(url(file)).expect(404, "Файл не найден");
    }

    @Test
    void aFullQuotaRefusesTheNextFileAndDeletingMakesRoom() {
        Api greedy = server.people().newcomer("Greedy").api();
        byte[] content = Arrays.copyOf(PDF, 1_000_000);
        JsonNode first = upload(greedy, "a.pdf", "application/pdf", content);
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "UPDATE files SET size = 2147483000 WHERE id = ?",
                                        first.path("id").asString()));

        greedy.post("/api/files/upload", Multipart.file("b.pdf", "application/pdf", content))
                .expect(413, FileError.FILE_QUOTA_EXCEEDED.text());
        greedy.delete(url(first)).expect(200);
        upload(greedy, "b.pdf", "application/pdf", content);
    }
}
