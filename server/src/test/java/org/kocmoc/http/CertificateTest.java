package org.kocmoc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.OwnCertificate;
import org.kocmoc.testkit.TestServer;

/// A server that serves HTTPS by itself, whose certificate is renewed while it runs.
class CertificateTest {
    private static final Path FOLDER = folder();
    private static final OwnCertificate FIRST = certificate("first");
    private static final Path CHAIN = FOLDER.resolve("chain.pem");
    private static final Path KEY = FOLDER.resolve("key.pem");

    @RegisterExtension
    static final TestServer server =
            new TestServer()
                    .with("TLS_CERT", write(CHAIN, FIRST::certificate))
                    .with("TLS_KEY", write(KEY, FIRST::key));

    @FunctionalInterface
    private interface Pem {
        String text() throws Exception;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("kocmoc-certificate-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OwnCertificate certificate(String name) {
        try {
            return OwnCertificate.make(Files.createDirectory(FOLDER.resolve(name)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String write(Path file, Pem content) {
        try {
            return Files.writeString(file, content.text()).toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a client is shown that speaks HTTP/2.
    private static String shown() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            try (SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory().createSocket("localhost", server.port())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
                return pem(socket.getSession().getPeerCertificates()[0].getEncoded());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(byte[] content) {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(content));
    }

    /// The half of a renewal that comes first is not shown, and does no harm.
    @Test
    void aRenewedCertificateIsShownOnceItsKeyIsThere() throws Exception {
        OwnCertificate second = certificate("second");
        assertThat(shown()).isEqualTo(FIRST.certificate());

        write(CHAIN, second::certificate);
        Thread.sleep(11_000);
        assertThat(shown()).isEqualTo(FIRST.certificate());

        // Read while it was written; when it is whole, neither time nor size tells.
        String key = textOf(second::key);
        Files.writeString(KEY, "x".repeat(key.length()));
        FileTime time = Files.getLastModifiedTime(KEY);
        Thread.sleep(11_000);
        write(KEY, () -> key);
        Files.setLastModifiedTime(KEY, time);
        Nodes.await("the new one is shown", () -> shown().equals(textOf(second::certificate)));
    }

    @Test
    void aKeyOfAnotherCertificateStopsTheStart() {
        Path key = FOLDER.resolve("other.pem");
        write(key, certificate("other")::key);
        HttpSettings settings =
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        List.of(),
                        Optional.empty(),
                        Optional.of(CHAIN),
                        Optional.of(key));
        Vertx vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> Certificate.of(vertx, settings, new SimpleMeterRegistry()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("TLS_CERT and TLS_KEY cannot be used");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static String textOf(Pem pem) {
        try {
            return pem.text();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
