package org.kocmoc.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.base.Secret;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.mail.MailFeature;
import org.kocmoc.mail.MailSettings;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

class AdministratorsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final InstantSource clock = InstantSource.system();

    @Test
    void withoutConfiguredPasswordTheFirstStartMakesOneAndShowsItOnce(@TempDir Path folder) {
        try (Passwords passwords = new Passwords();
                MailFeature mail = mail(folder)) {
            Administrators administrators = administrators(passwords, mail);
            Secret shown =
                    administrators.ensure("Boss@kocmoc.test", Optional.empty()).orElseThrow();
            assertThat(administrators.ensure("boss@kocmoc.test", Optional.empty())).isEmpty();
            assertThat(administrators.ensure("other@kocmoc.test", Optional.empty())).isEmpty();

            Account boss = boss();
            assertThat(boss.isAdmin()).isTrue();
            assertThat(boss.isConfirmed()).isTrue();
            assertThat(passwords.matches(shown.reveal(), boss.password())).isTrue();
            administrators.createOrReset("boss@kocmoc.test", new Secret("set by hand"));
            assertThat(passwords.matches("set by hand", boss().password())).isTrue();
        }
    }

    private static Account boss() {
        return postgres.database()
                .read(
                        handle ->
                                AccountStore.find(handle, new EmailAddress("boss@kocmoc.test"))
                                        .orElseThrow());
    }

    private static Vault vault() {
        return new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of());
    }

    private MailFeature mail(Path folder) {
        return new MailFeature(
                new MailSettings(Optional.empty(), "kocmoc@kocmoc.test", folder),
                postgres.database(),
                vault(),
                clock,
                new SimpleMeterRegistry());
    }

    private Administrators administrators(Passwords passwords, MailFeature mail) {
        AuthFeature auth =
                new AuthFeature(
                        new Secret(TestServer.JWT_SECRET),
                        Duration.ofDays(30),
                        new AuthFeature.Parts(
                                postgres.database(),
                                new LocalBus(),
                                vault(),
                                passwords,
                                RateLimiter.unlimited(),
                                () -> false,
                                clock));
        return new AccountFeature(
                        new AccountSettings(AccountSettings.Admission.OPEN, Duration.ofMinutes(15)),
                        auth,
                        new AccountFeature.Parts(
                                postgres.database(),
                                vault(),
                                mail.outbox(),
                                passwords,
                                RateLimiter.unlimited(),
                                clock))
                .administrators();
    }
}
