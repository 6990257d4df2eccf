package org.kocmoc.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.kocmoc.base.Secret;
import org.kocmoc.testkit.NatsServer;
import org.kocmoc.testkit.OwnCertificate;

/// A NATS server that speaks TLS with a certificate of its own and wants a name and a password, as
/// in the documents: what the JVM trusts decides.
@Isolated("changes what the JVM trusts")
class NatsTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    private SSLContext usual;
    private OwnCertificate certificate;
    private NatsServer nats;

    @BeforeEach
    void start() throws Exception {
        usual = SSLContext.getDefault();
        certificate = OwnCertificate.make(folder);
        nats =
                new NatsServer(
                        "--tls",
                        "--tlscert",
                        file("server.crt", certificate.certificate()),
                        "--tlskey",
                        file("server.key", certificate.key()),
                        "--user",
                        "kocmoc",
                        "--pass",
                        "secret");
    }

    @AfterEach
    void stop() {
        SSLContext.setDefault(usual);
        nats.close();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private NatsBus bus(String account, String host) {
        String url = "tls://" + account + "@" + host + ":" + nats.port();
        return new NatsBus(new NatsSettings(new Secret(url), "kocmoc.test."));
    }

    @Test
    void nodesThatTrustItAndKnowThePasswordHearEachOther() throws Exception {
        SSLContext.setDefault(certificate.context());
        try (NatsBus here = bus("kocmoc:secret", "localhost");
                NatsBus there = bus("kocmoc:secret", "localhost")) {
            CompletableFuture<String> heard = new CompletableFuture<>();
            there.subscribe("chat.1", payload -> heard.complete(new String(payload, UTF_8)));
            await(() -> here.state().isWhole() && there.state().isWhole());

            here.publish("chat.1", "hello".getBytes(UTF_8));

            assertThat(heard.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("hello");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        assertRefused("kocmoc:secret", "localhost");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        SSLContext.setDefault(certificate.context());

        assertRefused("kocmoc:secret", "127.0.0.1");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        SSLContext.setDefault(certificate.context());

        assertRefused("kocmoc:guess", "localhost");
    }

    /// Long enough for several tries.
    private void assertRefused(String account, String host) throws InterruptedException {
        try (NatsBus bus = bus(account, host)) {
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() < end) {
                assertThat(bus.state().isWhole()).isFalse();
                Thread.sleep(20);
            }
            bus.publish("chat.1", new byte[1]);
            assertThat(bus.state().dropped()).isEqualTo(1);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not connected").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
