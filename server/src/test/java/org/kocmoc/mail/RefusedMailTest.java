package org.kocmoc.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.Secret;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

/// Mails that a mail server does not take, and mails that come too late.
@Timeout(60)
class RefusedMailTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Mail MAIL = new Mail("ada@kocmoc.test", "s", "t", null, null);

    @TempDir Path folder = Path.of("");
    private final TestClock clock = new TestClock();
    private final SimpleMeterRegistry figures = new SimpleMeterRegistry();

    @BeforeEach
    void empty() {
        postgres.database().execute(handle -> handle.execute("DELETE FROM mail_outbox"));
    }

    private MailFeature feature(String url) {
        return new MailFeature(
                new MailSettings(Optional.of(new Secret(url)), "kocmoc@kocmoc.test", folder),
                postgres.database(),
                new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of()),
                clock,
                figures);
    }

    private static void enqueue(MailFeature feature, Mail mail) {
        postgres.database().execute(handle -> feature.outbox().enqueue(handle, mail));
    }

    private static void runJobs(MailFeature feature) {
        feature.jobs().forEach(job -> job.work().run());
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

    private static String lastError() {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT coalesce(last_error, '') FROM mail_outbox")
                                        .mapTo(String.class)
                                        .one());
    }

    private double givenUp(String cause) {
        return figures.get("kocmoc_mail_given_up").tag("cause", cause).counter().count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 No such mailbox",
                "550-5.2.1 The account\r\n550 5.2.1 is disabled",
                "550 No such user here"
            })
    void anAddressThatTheServerRefusesForGoodIsTriedOnce(String reply) throws Exception {
        try (ChoosySmtp server = new ChoosySmtp(reply);
                MailFeature feature = feature(server.url())) {
            enqueue(feature, MAIL);

            while (!state().equals("infinity/0")) {
                Thread.sleep(20);
            }
            assertThat(server.asked()).isEqualTo(1);
            assertThat(givenUp("refused")).isEqualTo(1);
            assertThat(givenUp("late")).isZero();
        }
    }

    @Test
    void anAddressThatTheServerRefusesForNowIsTriedAgain() throws Exception {
        try (ChoosySmtp server = new ChoosySmtp("451 4.7.1 Greylisted, come again later");
                MailFeature feature = feature(server.url())) {
            enqueue(feature, MAIL);
            while (server.taken() == 0) {
                clock.advance(Duration.ofMinutes(1));
                runJobs(feature);
                Thread.sleep(20);
                if (server.asked() >= 2) {
                    server.answer("250 Ok");
                }
            }

            assertThat(givenUp("refused")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "554 5.7.1 <ada@kocmoc.test>: Relay access denied",
                "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using a list",
                "550 5.1.8 <kocmoc@kocmoc.test>: Sender address rejected: Domain not found",
                "554 Transaction failed",
                "454 4.7.1 <ada@kocmoc.test>: Relay access denied",
                "550-5.7.26 This mail is not signed\r\n550 5.7.26 by its sender"
            })
    void whatTheServerSaysOfUsIsNoVerdictOnTheAddress(String reply) throws Exception {
        try (ChoosySmtp server = new ChoosySmtp(reply);
                MailFeature feature = feature(server.url())) {
            enqueue(feature, MAIL);
            while (!lastError().equals("denied")) {
                assertThat(lastError()).isIn("", "denied");
                Thread.sleep(20);
            }
            server.answer("250 Ok");
            while (server.taken() == 0) {
                clock.advance(Duration.ofMinutes(1));
                runJobs(feature);
                Thread.sleep(20);
            }
            while (figures.get("kocmoc_mail_sent").counter().count() < 1) {
                Thread.sleep(20);
            }
            assertThat(givenUp("refused")).isZero();
        }
    }

    @Test
    void aMailThatIsNotLetThroughAsLongAsItIsOfUseWasRefused() throws Exception {
        try (ChoosySmtp server = new ChoosySmtp("554 5.7.1 Relay access denied");
                MailFeature feature = feature(server.url())) {
            enqueue(feature, new Mail("a@kocmoc.test", "s", "t", "123456", Duration.ofMinutes(15)));
            while (!lastError().equals("denied")) {
                Thread.sleep(20);
            }
            while (givenUp("refused") < 1) {
                clock.advance(Duration.ofSeconds(5));
                runJobs(feature);
                assertThat(givenUp("late")).isZero();
            }

            assertThat(server.asked()).isGreaterThan(2);
            assertThat(figures.get("kocmoc_mail_sent").counter().count()).isZero();
        }
    }

    @Test
    void aCodeThatIsNoneAnyMoreIsNotMailed() throws Exception {
        try (ChoosySmtp server = new ChoosySmtp("451 4.7.1 Greylisted, come again later");
                MailFeature feature = feature(server.url())) {
            enqueue(feature, new Mail("a@kocmoc.test", "s", "t", "123456", Duration.ofMinutes(15)));
            while (server.asked() == 0) {
                Thread.sleep(20);
            }
            server.answer("250 Ok");
            clock.advance(Duration.ofMinutes(16));
            while (!state().equals("infinity/0")) {
                runJobs(feature);
                Thread.sleep(20);
            }

            assertThat(server.taken()).isZero();
        }
    }
}
