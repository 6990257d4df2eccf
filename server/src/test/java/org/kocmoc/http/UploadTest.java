package org.kocmoc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.CommonError;
import org.kocmoc.forms.Upload;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.RawConnection;

@Timeout(60)
class UploadTest {
    private static final long MAX_BYTES = 1 << 20;
    private static final String BOUNDARY = Multipart.BOUNDARY;

    @TempDir static Path folder;
    static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();
    static Vertx vertx;
    static HttpServer server;
    static Api api;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        List<Route> routes =
                List.of(
                        Route.upload("/up", Access.PUBLIC, "Echoes what came.", UploadTest::echo),
                        Route.upload("/guarded", Access.USER, "Never runs.", UploadTest::echo),
                        Route.get("/file", Access.PUBLIC, "A file.", UploadTest::file),
                        Route.get("/stream", Access.PUBLIC, "A stream.", UploadTest::stream),
                        Route.get("/broken", Access.PUBLIC, "Breaks.", UploadTest::broken),
                        Route.get("/absent", Access.PUBLIC, "Fails.", UploadTest::absent));
        server =
                HttpServer.start(
                        vertx,
                        new HttpSettings(
                                "127.0.0.1",
                                0,
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new HttpParts(
                                routes,
                                (request, access) -> {
                                    throw new ApiException(CommonError.NOT_FOUND);
                                },
                                RateLimiter.unlimited(),
                                () -> false,
                                METRICS,
                                SocketHandler.NONE,
                                failure -> false));
        api = new Api("http://127.0.0.1:" + server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /// No thread may be left behind, whatever a client did.
    @AfterEach
    void everyRequestHasEnded() throws InterruptedException {
        Gauge inFlight = METRICS.get("kocmoc_http_in_flight").gauge();
        for (int i = 0; i < 100 && inFlight.value() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(inFlight.value()).isZero();
    }

    private static Response echo(Request request) throws IOException {
        Optional<Upload> upload = request.upload("file", MAX_BYTES, CommonError.BODY_TOO_LARGE);
        if (upload.isEmpty()) {
            return Response.ok(Map.of("file", "none"));
        }
        byte[] content = upload.get().content().readAllBytes();
        return Response.ok(
                Map.of(
                        "name", upload.get().fileName(),
                        "type", upload.get().contentType(),
                        "size", content.length,
                        "sha256", Bytes.hex(Bytes.sha256(content))));
    }

    private static Response file(Request request) throws IOException {
        Path file = folder.resolve("file");
        if (!Files.exists(file)) {
            Files.write(file, new byte[(int) request.query("size", 5 << 20, 0, 1 << 30)]);
        }
        long length = request.query("length", Files.size(file), 0, Files.size(file));
        long offset = request.query("offset", 0, 0, Files.size(file));
        return new Response(200, Map.of(), new Response.Content.FilePart(file, offset, length));
    }

    private static Response stream(Request request) {
        byte[] chunk = new byte[64 << 10];
        return Response.stream(
                "application/octet-stream",
                out -> {
                    for (int i = 0; i < request.query("chunks", 1, 0, 1_000); i++) {
                        out.write(chunk);
                    }
                });
    }

    private static Response broken(Request request) {
        return Response.stream(
                "text/plain",
                out -> {
                    out.write(new byte[1_000]);
                    throw new IOException("the store is gone");
                });
    }

    private static Response absent(Request request) {
        return Response.stream(
                "text/plain",
                out -> {
                    throw new IOException("the store is gone");
                });
    }

    @Test
    void aFileArrivesWholeWithItsNameAndType() {
        byte[] content = Bytes.random(700_000);

        Answer answer =
                api.post("/up", Multipart.file("отчёт.pdf", "Application/PDF; x=y", content))
                        .expect(200);

        assertThat(answer.json().path("name").asString()).isEqualTo("отчёт.pdf");
        assertThat(answer.json().path("type").asString()).isEqualTo("application/pdf");
        assertThat(answer.json().path("sha256").asString())
                .isEqualTo(Bytes.hex(Bytes.sha256(content)));
    }

    @Test
    void contentThatLooksLikeTheBoundaryStaysContent() {
        byte[] content =
                ("\r\n--" + BOUNDARY.substring(1) + "--\r\n--" + BOUNDARY + "x\r\n-")
                        .repeat(3_000)
                        .replace("\r\n--" + BOUNDARY, "\r\n-" + BOUNDARY)
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(
                        api.post("/up", Multipart.file("a", "text/plain", content))
                                .expect(200)
                                .json()
                                .path("sha256")
                                .asString())
                .isEqualTo(Bytes.hex(Bytes.sha256(content)));
    }

    @Test
    void textFieldsAroundTheFileAreSkipped() {
        Multipart form =
                new Multipart()
                        .text("before", "1")
                        .text("file", "not a file")
                        .file("file", "a.txt", "text/plain", new byte[3])
                        .text("after", "2");

        assertThat(api.post("/up", form).expect(200).json().path("size").asInt()).isEqualTo(3);
    }

    @Test
    void aFormWithoutAFileHasNone() {
        assertThat(none(new Multipart().text("file", "y"))).isTrue();
        assertThat(none(new Multipart().file("file", "", "text/plain", new byte[0]))).isTrue();
        assertThat(none(new Multipart())).isTrue();
        Answer json = api.post("/up", Map.of("file", "x")).expect(200);
        assertThat(json.json().path("file").asString()).isEqualTo("none");
    }

    private static boolean none(Multipart form) {
        return api.post("/up", form).expect(200).json().path("file").asString().equals("none");
    }

    @Test
    void aPathInTheNameIsCut() {
        for (String name : List.of("../../evil.txt", "C:\\temp\\evil.txt", "/etc/evil.txt")) {
            Answer answer = api.post("/up", Multipart.file(name, "text/plain", new byte[1]));
            assertThat(answer.json().path("name").asString()).isEqualTo("evil.txt");
        }
    }

    @Test
    void aSecondFileIsRefusedWhereverItStands() {
        Multipart same =
                Multipart.file("a", "text/plain", new byte[9])
                        .file("file", "b", "text/plain", new byte[9]);
        Multipart other =
                Multipart.file("a", "text/plain", new byte[9])
                        .file("other", "b", "text/plain", new byte[9]);
        Multipart before = new Multipart().file("other", "b", "text/plain", new byte[9]);

        for (Multipart form : List.of(same, other, before)) {
            api.post("/up", form).expect(400, CommonError.MALFORMED_MULTIPART.text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nxyz",
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nxyz\r\n--B",
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--B-x",
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--B\r\n",
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"",
                "--B\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\n\nx\n--B--",
                "--B\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nx\r\n--B--\r\n",
                "--B\r\nContent-Disposition: form-data; name=\"x\"; filename=\"a\"\r\n\r\n\r\n--B--",
            })
    void aMalformedFormIsRefused(String body) {
        api.send("POST", "/up", BodyPublishers.ofString(body), "multipart/form-data; boundary=B")
                .expect(400, CommonError.MALFORMED_MULTIPART.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; charset=utf-8"
            })
    void aFormWithoutBoundaryIsRefused(String type) {
        api.send("POST", "/up", BodyPublishers.ofString("--B--"), type)
                .expect(400, CommonError.MALFORMED_MULTIPART.text());
    }

    @Test
    void headersOfAPartThatNeverEndAreRefused() {
        Multipart form = new Multipart().part("X-Long: " + "a".repeat(20_000), new byte[1]);

        api.post("/up", form).expect(400, CommonError.MALFORMED_MULTIPART.text());
    }

    @Test
    void theLimitHoldsToTheByte() {
        api.post("/up", Multipart.file("a", "text/plain", new byte[(int) MAX_BYTES])).expect(200);
        api.post("/up", Multipart.file("a", "text/plain", new byte[(int) MAX_BYTES + 1]))
                .expect(413, CommonError.BODY_TOO_LARGE.text());
    }

    @Test
    void aDeclaredLengthOverTheLimitIsRefusedBeforeTheFirstByte() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head("/up", 99_999_999) + "Expect: 100-continue\r\n\r\n");
            assertThat(connection.answer()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws IOException {
        byte[] form = Multipart.file("a", "text/plain", new byte[5]).bytes();
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head("/up", form.length) + "Expect: 100-continue\r\n\r\n");
            assertThat(connection.head()).startsWith("HTTP/1.1 100");
            assertThat(connection.send(form).answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aRefusedClientStillReadsTheAnswerAndGoesOnWithTheSameConnection() throws IOException {
        byte[] form = Multipart.file("a", "text/plain", new byte[5 << 20]).bytes();
        try (RawConnection connection = new RawConnection(server.port())) {
            for (String path : List.of("/up", "/guarded")) {
                connection.send(head(path, form.length) + "\r\n").send(form);
                assertThat(connection.answer())
                        .startsWith(path.equals("/up") ? "HTTP/1.1 413" : "HTTP/1.1 404");
            }
            connection.send("GET /stream?chunks=0 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefusedWhileItArrives() throws IOException {
        byte[] chunk = new byte[64 << 10];
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(
                    "POST /up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: "
                            + Multipart.TYPE
                            + "\r\n\r\n");
            sendChunk(
                    connection,
                    ("--"
                                    + BOUNDARY
                                    + "\r\nContent-Disposition: form-data; name=file; filename=a"
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 17; i++) {
                sendChunk(connection, chunk);
            }
            assertThat(connection.answer()).startsWith("HTTP/1.1 413");
        }
    }

    private static void sendChunk(RawConnection connection, byte[] chunk) throws IOException {
        connection.send(Integer.toHexString(chunk.length) + "\r\n").send(chunk).send("\r\n");
    }

    @Test
    void aBrokenOffBodyEndsTheRequestAndLeavesTheServerServing() throws Exception {
        byte[] form = Multipart.file("a", "text/plain", new byte[100_000]).bytes();
        for (int i = 0; i < 20; i++) {
            try (RawConnection connection = new RawConnection(server.port())) {
                connection.send(head("/up", form.length) + "\r\n");
                connection.send(Arrays.copyOf(form, i * 5_000));
            }
        }
        api.post("/up", Multipart.file("a", "text/plain", new byte[9])).expect(200);
    }

    @Test
    void aSlowSenderIsWaitedFor() throws Exception {
        byte[] form = Multipart.file("a", "text/plain", new byte[400]).bytes();
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head("/up", form.length) + "\r\n");
            for (byte b : form) {
                connection.send(new byte[] {b});
                Thread.sleep(1);
            }
            assertThat(connection.answer()).startsWith("HTTP/1.1 200").contains("\"size\":400");
        }
    }

    @Test
    void partsOfAFileAreSentWhole() {
        assertThat(api.get("/file").expect(200).bytes()).hasSize(5 << 20);
        assertThat(api.get("/file?offset=7&length=100").expect(200).bytes()).hasSize(100);
        assertThat(api.get("/file?offset=7&length=0").expect(200).bytes()).isEmpty();
        Answer head = api.send("HEAD", "/file", BodyPublishers.noBody(), null).expect(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(5 << 20));
        assertThat(head.bytes()).isEmpty();
    }

    @Test
    void aSlowReaderGetsAStreamAndAFileToTheEnd() throws Exception {
        api.get("/file").expect(200);
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
            connection.head();
            assertThat(readSlowly(connection.in(), 5 << 20)).isEqualTo(5 << 20);
            connection.send("GET /stream?chunks=80 HTTP/1.1\r\nHost: x\r\n\r\n");
            connection.head();
            assertThat(readSlowly(connection.in(), 5 << 20)).isEqualTo(5 << 20);
        }
    }

    private static int readSlowly(InputStream in, int bytes) throws Exception {
        int read = 0;
        while (read < bytes) {
            read += in.readNBytes(Math.min(256 << 10, bytes - read)).length;
            Thread.sleep(20);
        }
        return read;
    }

    @Test
    void aStreamThatBreaksNeverLooksWhole() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");
            String all = new String(connection.in().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aStreamThatFailsBeforeItsFirstByteIsAnError() {
        api.get("/absent").expect(500, CommonError.INTERNAL.text());
    }

    @Test
    void aReaderThatLeavesFreesTheWriter() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (RawConnection connection = new RawConnection(server.port())) {
                connection.send("GET /stream?chunks=1000 HTTP/1.1\r\nHost: x\r\n\r\n");
                connection.head();
            }
        }
        assertThat(api.get("/stream?chunks=3").expect(200).bytes()).hasSize(3 * (64 << 10));
    }

    private static String head(String path, long length) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
                + Multipart.TYPE
                + "\r\nContent-Length: "
                + length
                + "\r\n";
    }
}
