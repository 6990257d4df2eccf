package org.kocmoc.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Secret;
import org.kocmoc.testkit.Mails;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

@Timeout(60)
class MailTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Mail MAIL =
            new Mail(
                    "ada@kocmoc.test",
                    "kocmoc — код подтверждения",
                    "Код: 123456\n",
                    "123456",
                    null);

    @TempDir Path folder = Path.of("");
    private final TestClock clock = new TestClock();
    private final Vault vault = new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of());

    @BeforeEach
    void empty() {
        postgres.database().execute(handle -> handle.execute("DELETE FROM mail_outbox"));
    }

    private MailFeature feature(Optional<String> url) {
        return new MailFeature(
                new MailSettings(url.map(Secret::new), "kocmoc@kocmoc.test", folder),
                postgres.database(),
                vault,
                clock,
                new SimpleMeterRegistry());
    }

    private static void enqueue(MailFeature feature, Mail mail) {
        postgres.database().execute(handle -> feature.outbox().enqueue(handle, mail));
    }

    private static void runJobs(MailFeature feature) {
        feature.jobs().forEach(job -> job.work().run());
    }

    private static GreenMail smtp(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }

    private static long waiting() {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT count(*) FROM mail_outbox WHERE sent_at IS NULL")
                                        .mapTo(Long.class)
                                        .one());
    }

    private static void awaitNothingWaiting() throws InterruptedException {
        while (waiting() > 0) {
            Thread.sleep(20);
        }
    }

    @Test
    void withoutMailServerTheFileIsThereWhenTheTransactionReturns() throws IOException {
        try (MailFeature feature = feature(Optional.empty())) {
            enqueue(feature, MAIL);

            assertThat(files()).hasSize(1);
            assertThat(files().getFirst().getFileName().toString())
                    .endsWith("-ada@kocmoc.test.eml");
            assertThat(Mails.text(files().getFirst())).contains("123456");
        }
    }

    @Test
    void oneMailIsOneFileHoweverOftenItIsTried() throws IOException, InterruptedException {
        try (MailFeature feature = feature(Optional.empty())) {
            enqueue(feature, MAIL);
            runJobs(feature);
            awaitNothingWaiting();

            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void aRecipientCannotLeaveTheFolder() throws IOException {
        try (MailFeature feature = feature(Optional.empty())) {
            enqueue(feature, new Mail("a/b@kocmoc.test", "s", "t", null, null));

            assertThat(files()).hasSize(1);
            assertThat(files().getFirst().getFileName().toString())
                    .endsWith("-a_b@kocmoc.test.eml");
        }
    }

    @Test
    void aMailOfARolledBackTransactionNeverLeaves() throws IOException {
        try (MailFeature feature = feature(Optional.empty())) {
            postgres.database()
                    .execute(
                            handle -> {
                                feature.outbox().enqueue(handle, MAIL);
                                handle.rollback();
                            });
            runJobs(feature);

            assertThat(files()).isEmpty();
            assertThat(waiting()).isZero();
        }
    }

    @Test
    void theMailServerGetsSubjectTextAndAddresses() throws Exception {
        int port = freePort();
        GreenMail server = smtp(port);
        try (MailFeature feature = feature(Optional.of("smtp://127.0.0.1:" + port))) {
            enqueue(feature, MAIL);

            assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
            MimeMessage received = server.getReceivedMessages()[0];
            assertThat(received.getSubject()).isEqualTo(MAIL.subject());
            assertThat(received.getContent().toString()).contains("Код: 123456");
            assertThat(received.getFrom()[0]).hasToString("kocmoc@kocmoc.test");
            assertThat(received.getAllRecipients()[0]).hasToString("ada@kocmoc.test");
            awaitNothingWaiting();
        } finally {
            server.stop();
        }
    }

    @Test
    void whileTheMailServerIsDownNothingIsLostAndNobodyWaits() throws Exception {
        int port = freePort();
        try (MailFeature feature = feature(Optional.of("smtp://127.0.0.1:" + port))) {
            for (int i = 0; i < 10; i++) {
                enqueue(feature, new Mail("ada%d@kocmoc.test".formatted(i), "s", "t", null, null));
            }
            runJobs(feature);
            assertThat(waiting()).isEqualTo(10);
            GreenMail server = smtp(port);
            try {
                while (waiting() > 0) {
                    clock.advance(Duration.ofMinutes(3));
                    runJobs(feature);
                }

                assertThat(server.getReceivedMessages()).hasSize(10);
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void aMailServerThatNeverAnswersDelaysNobody() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                MailFeature feature =
                        feature(Optional.of("smtp://127.0.0.1:" + silent.getLocalPort()))) {
            long start = System.nanoTime();
            enqueue(feature, MAIL);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(waiting()).isEqualTo(1);
        }
    }

    @Test
    void afterADayAMailIsGivenUpAndItsTextForgotten() throws IOException, InterruptedException {
        try (MailFeature feature = feature(Optional.of("smtp://127.0.0.1:" + freePort()))) {
            enqueue(feature, MAIL);
            // Whoever has leased the mail meanwhile, here or beside, finds that its day is over.
            while (!state().equals("infinity/0")) {
                clock.advance(Duration.ofHours(25));
                runJobs(feature);
                Thread.sleep(20);
            }
        }
    }

    private static String state() {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT next_try_at || '/' || length(payload)
                                                FROM mail_outbox
                                                """)
                                        .mapTo(String.class)
                                        .one());
    }

    @Test
    void waitingMailsAreSealed() throws Exception {
        try (MailFeature feature = feature(Optional.of("smtp://127.0.0.1:" + freePort()))) {
            enqueue(feature, MAIL);

            byte[] payload =
                    postgres.database()
                            .read(
                                    handle ->
                                            handle.createQuery("SELECT payload FROM mail_outbox")
                                                    .mapTo(byte[].class)
                                                    .one());
            assertThat(new String(payload, StandardCharsets.ISO_8859_1)).doesNotContain("123456");
        }
    }
}
