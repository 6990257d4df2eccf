package org.kocmoc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.RawConnection;
import org.kocmoc.testkit.TestServer;

/// What the replaced server let pass about files, and this one does not.
class HolesFilesTest {
    private static final String LEGACY = "1700000000000-123456789.png";

    @RegisterExtension static final TestServer server = new TestServer();

    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

    @BeforeEach
    void legacyFiles() throws IOException {
        Path folder = Files.createDirectories(server.folder().resolve("uploads/files"));
        Files.write(folder.resolve(LEGACY), TEXT);
        Files.write(folder.resolve("1700000000000-1.html"), TEXT);
        Files.write(server.folder().resolve("uploads/secret.txt"), TEXT);
        Files.write(server.folder().resolve("secret.txt"), TEXT);
        Files.write(Files.createDirectories(server.data()).resolve("secret.txt"), TEXT);
        Path link = folder.resolve("1700000000000-2.txt");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, server.folder().resolve("secret.txt"));
    }

    private static String upload() {
        return server.people()
                .ada()
                .api()
                .post("/api/files/upload", Multipart.file("n.txt", "text/plain", TEXT))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2fsecret.txt",
                "..%2Fsecret.txt",
                "..%5c..%5csecret.txt",
                "%2e%2e",
                "%2e%2e%2fsecret.txt",
                "..",
                "../../secret.txt",
                ".",
                "%2fetc%2fpasswd",
                "secret.txt",
                "secret.txt%00.png",
                "1700000000000-1.html%00.png",
                "1700000000000-1.html%2f..%2f1700000000000-1.html",
                "%252e%252e%252fsecret.txt",
                "..%c0%af..%c0%afsecret.txt",
                "1700000000000-2.txt"
            })
    void noPathLeavesTheFolder(String path) throws IOException {
        for (String prefix : List.of("/api/files/", "/uploads/files/", "/uploads/voice/")) {
            for (String method : List.of("GET", "DELETE")) {
                String answer = raw(method, prefix + path);
                assertThat(answer)
                        .as("%s %s%s", method, prefix, path)
                        .containsPattern("^HTTP/1.1 (400|404|405) ");
            }
        }
        assertThat(server.folder().resolve("secret.txt")).exists();
    }

    private static String raw(String method, String path) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            return connection
                    .send(
                            method
                                    + " "
                                    + path
                                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + server.people().ada().token()
                                    + "\r\n\r\n")
                    .answer();
        }
    }

    @Test
    void onlyOwnersAndAdministratorsDeleteFiles() {
        String url = upload();
        server.people().bob().api().delete(url).expect(403, FileError.FILE_NOT_YOURS.text());
        server.api().delete(url).expect(401);
        server.api().get(url).expect(200);
        server.people().admin().api().delete(url).expect(200);

        String legacy = "/api/files/" + LEGACY;
        server.people().bob().api().delete(legacy).expect(403);
    }

    @Test
    void guessableIdsNeedASignedInReaderAndRandomOnesDoNot() {
        Api nobody = server.api();
        nobody.get(upload()).expect(200);
        for (String path : List.of("/api/files/", "/uploads/files/", "/uploads/voice/")) {
            nobody.get(path + LEGACY).expect(401, "Требуется авторизация");
            nobody.get(path + "1-1.txt").expect(401, "Требуется авторизация");
        }
        assertThat(server.people().bob().api().get("/api/files/" + LEGACY).expect(200).bytes())
                .isEqualTo(TEXT);
        server.people().bob().api().get("/api/files/1-1.txt").expect(404, "Файл не найден");
        nobody.as("no token").get("/api/files/" + LEGACY).expect(401);
    }

    @Test
    void theCookieOfTheSignInOpensGuessableIdsForABrowser() {
        Answer signIn =
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of(
                                        "email", server.people().bob().email(),
                                        "password", server.people().bob().password()))
                        .expect(200);
        String cookie = signIn.header("Set-Cookie").split(";")[0];

        Answer answer = server.api().with("Cookie", cookie).get("/api/files/" + LEGACY).expect(200);

        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
        server.api().with("Cookie", cookie + "x").get("/api/files/" + LEGACY).expect(401);
    }

    @ParameterizedTest
    @CsvSource({
        "x.html, image/png, <script>alert(1)</script>",
        "x.html, text/html, <script>alert(1)</script>",
        "x.svg, image/svg+xml, <svg onload=alert(1)>",
        "x.txt, text/plain, <html><script>alert(1)</script>",
        "x.txt, text/plain, <!DOCTYPE html><p>",
        "x.txt, text/plain, '<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>'",
        "x.js, text/javascript, alert(1)",
        "x.png, image/png, not a png at all",
        "x.pdf, application/pdf, <html>"
    })
    void pagesDrawingsAndScriptsAreRefusedUnderAnyName(String name, String type, String content) {
        server.people()
                .ada()
                .api()
                .post(
                        "/api/files/upload",
                        Multipart.file(name, type, content.getBytes(StandardCharsets.UTF_8)))
                .expect(415);
    }

    @Test
    void nothingIsEverHandedOutAsAPage() {
        for (String path : List.of("/api/files/", "/uploads/files/")) {
            Answer answer =
                    server.people().ada().api().get(path + "1700000000000-1.html").expect(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(answer.header("Content-Disposition")).startsWith("attachment");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .contains("sandbox");
        }
        Answer safe = server.api().get(upload()).expect(200);
        assertThat(safe.header("Content-Disposition")).startsWith("inline");
        assertThat(safe.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(safe.header("Content-Security-Policy")).contains("sandbox");
    }

    @Test
    void everyRefusalOfAnUploadIsJson() {
        Api ada = server.people().ada().api();
        List<Answer> answers =
                List.of(
                        ada.send("POST", "/api/files/upload", BodyPublishers.noBody(), null),
                        ada.send(
                                "POST",
                                "/api/files/upload",
                                BodyPublishers.ofString("x"),
                                "multipart/form-data"),
                        ada.post(
                                "/api/files/upload",
                                new Multipart().file("other", "a.txt", "text/plain", TEXT)),
                        ada.post("/api/files/upload", Multipart.file("a", "a/b", TEXT)),
                        ada.get("/api/files/upload"),
                        ada.get("/api/files/"),
                        server.api().send("POST", "/api/files", BodyPublishers.noBody(), null));
        for (Answer answer : answers) {
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
            assertThat(answer.error()).isNotBlank();
            assertThat(answer.text()).doesNotContain("Exception").doesNotContain("at org.");
            assertThat(answer.header("X-Powered-By")).isEmpty();
            assertThat(answer.header("X-Request-ID")).isNotBlank();
        }
    }
}
