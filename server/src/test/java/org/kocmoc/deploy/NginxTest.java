package org.kocmoc.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Relay;
import org.kocmoc.testkit.TestServer;

/// The published configuration of nginx, with its names and ports replaced, in a real nginx in
/// front of a real server.
class NginxTest {
    @RegisterExtension
    static final TestServer server = new TestServer().with("TRUSTED_PROXIES", "127.0.0.1");

    /// Fewer than published, so that a test reaches it.
    private static final int SOCKETS = 3;

    @TempDir static Path folder;

    /// Between nginx and the server, which is there under two addresses.
    private static final List<Relay> RELAYS = new ArrayList<>();

    private static int port;
    private static Process nginx;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(run("nginx", "-v") == 0, "nginx is not installed");
        port = freePort();
        for (int i = 0; i < 2; i++) {
            Relay relay = new Relay();
            relay.to(server.port());
            RELAYS.add(relay);
        }
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        assertThat(
                        run(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:prime256v1",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=localhost",
                                "-addext",
                                "subjectAltName=DNS:localhost",
                                "-keyout",
                                key.toString(),
                                "-out",
                                certificate.toString()))
                .isZero();
        Files.writeString(folder.resolve("site.conf"), site(key, certificate));
        Path conf =
                Files.writeString(
                        folder.resolve("nginx.conf"),
                        """
                        daemon off; pid %1$s/pid; error_log %1$s/error.log;
                        events {}
                        http {
                            access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                            fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                            include %1$s/site.conf;
                        }
                        """
                                .formatted(folder));
        nginx =
                new ProcessBuilder("nginx", "-c", conf.toString(), "-e", folder + "/error.log")
                        .inheritIO()
                        .start();
        awaitPort();
        client = clientFrom("127.0.0.1");
    }

    private static String site(Path key, Path certificate) throws IOException {
        return Files.readString(Path.of("../deploy/nginx/kocmoc.conf"))
                .replaceAll("(?m)^ +listen \\[::].*\n", "")
                .replace("listen 80;", "listen 127.0.0.1:" + freePort() + ";")
                .replace("listen 443", "listen 127.0.0.1:" + port)
                .replace("127.0.0.1:3000", "127.0.0.1:" + RELAYS.getFirst().port())
                .replace("# server 127.0.0.1:3001", "server 127.0.0.1:" + RELAYS.getLast().port())
                .replaceFirst(
                        "limit_conn kocmoc_sockets \\d+", "limit_conn kocmoc_sockets " + SOCKETS)
                .replace("chat.example.org", "localhost")
                .replace("/etc/letsencrypt/live/localhost/fullchain.pem", certificate.toString())
                .replace("/etc/letsencrypt/live/localhost/privkey.pem", key.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        for (Relay relay : RELAYS) {
            relay.close();
        }
        if (nginx != null) {
            nginx.destroy();
            assertThat(nginx.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort() throws Exception {
        for (int i = 0; i < 200 && nginx.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("error.log")));
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "nginx", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Bearer " + server.people().ada().token());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void httpTwoReachesTheServerWithItsSecurityHeaders() throws Exception {
        HttpResponse<String> answer = send(to("/api/chats"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void longAnswersAreCompressed() throws Exception {
        HttpResponse<String> answer =
                send(to("/api/docs/swagger-ui.css").header("Accept-Encoding", "gzip"));

        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(answer.headers().firstValue("Vary").orElse("")).contains("Accept-Encoding");
    }

    @Test
    void uploadsPassStraightThrough() throws Exception {
        HttpResponse<String> answer =
                send(
                        to("/api/files/upload")
                                .header("Content-Type", Multipart.TYPE)
                                .POST(
                                        BodyPublishers.ofByteArray(
                                                Multipart.file(
                                                                "a.txt",
                                                                "text/plain",
                                                                "a"
                                                                        .repeat(300_000)
                                                                        .getBytes(
                                                                                StandardCharsets
                                                                                        .UTF_8))
                                                        .bytes())));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void whoseAddressHasAsManySocketsAsMayBeGetsNoOtherButIsServedOtherwise() throws Exception {
        List<WebSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                open.add(socket(client).get(20, TimeUnit.SECONDS));
            }
            assertThatThrownBy(() -> socket(client).get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(429));

            assertThat(send(to("/api/chats")).statusCode()).isEqualTo(200);
        } finally {
            open.forEach(WebSocket::abort);
        }
    }

    /// Servers that are restarted one after another have all been away once.
    @Test
    void serversThatWereAwayGetSocketsAtOnceWhenTheyAreBack() throws Exception {
        HttpClient another = clientFrom("127.0.0.2");
        List<WebSocket> open = new ArrayList<>();
        try {
            RELAYS.forEach(relay -> relay.refuse(true));
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(() -> socket(another).get(20, TimeUnit.SECONDS));
            }
            RELAYS.forEach(relay -> relay.refuse(false));
            for (int i = 0; i < SOCKETS; i++) {
                open.add(socket(another).get(20, TimeUnit.SECONDS));
            }
        } finally {
            open.forEach(WebSocket::abort);
        }
    }

    /// An address counts for itself.
    private static HttpClient clientFrom(String address) throws Exception {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(address))
                .sslContext(trusting(folder.resolve("certificate.pem")))
                .build();
    }

    private static CompletableFuture<WebSocket> socket(HttpClient client) {
        return client.newWebSocketBuilder()
                .buildAsync(
                        URI.create("wss://localhost:" + port + "/ws"), new WebSocket.Listener() {});
    }

    @Test
    void metricsStayInside() throws Exception {
        assertThat(send(to("/metrics")).statusCode()).isEqualTo(404);
    }
}
