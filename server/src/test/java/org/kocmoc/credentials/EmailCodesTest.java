package org.kocmoc.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.UserId;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

class EmailCodesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final int TRIES = 5;
    private static final int OPEN = 5;

    private final TestClock clock = new TestClock();
    private final EmailCodes codes =
            new EmailCodes(
                    new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of()), LIFE, clock);
    private final UserId ada = new Rows(postgres.database()).user("Ada");

    private String issue() {
        return postgres.database()
                .write(handle -> codes.issue(handle, ada, CodePurpose.REGISTER, "ada@kocmoc.test"));
    }

    private CodeCheck check(String code) {
        return postgres.database()
                .write(handle -> codes.check(handle, ada, CodePurpose.REGISTER, code));
    }

    /// What is known of one issued code.
    private static final class Model {
        final String code;
        Instant end;
        int wrong;
        boolean used;

        Model(String code, Instant end) {
            this.code = code;
            this.end = end;
        }

        CodeCheck verdict(Instant now) {
            if (used) {
                return new CodeCheck.Used();
            }
            if (!end.isAfter(now)) {
                return new CodeCheck.Expired();
            }
            return wrong >= TRIES
                    ? new CodeCheck.Exhausted()
                    : new CodeCheck.Accepted("ada@kocmoc.test");
        }
    }

    /// Random histories of issuing, right and wrong tries and waiting, against a model that keeps
    /// what the rules say in words.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyHistoryEndsAsTheRulesSay(long seed) {
        Random random = new Random(seed);
        List<Model> issued = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> issueInModel(issued);
                case 2, 3 -> {
                    check("000000");
                    Instant now = clock.instant();
                    issued.stream()
                            .filter(code -> !code.used && code.end.isAfter(now))
                            .forEach(code -> code.wrong++);
                }
                case 4 -> clock.advance(Duration.ofMinutes(random.nextInt(10)));
                default -> {
                    if (!issued.isEmpty()) {
                        tryInModel(issued, issued.get(random.nextInt(issued.size())));
                    }
                }
            }
        }
    }

    private void issueInModel(List<Model> issued) {
        Instant now = clock.instant();
        // The rule counts the newest codes, ended ones among them.
        for (int i = 0; i < issued.size() - (OPEN - 1); i++) {
            Model old = issued.get(i);
            if (!old.used && old.end.isAfter(now)) {
                old.end = now;
            }
        }
        issued.add(new Model(issue(), now.plus(LIFE)));
    }

    private void tryInModel(List<Model> issued, Model tried) {
        CodeCheck expected = tried.verdict(clock.instant());
        boolean ambiguous =
                issued.stream().filter(other -> other.code.equals(tried.code)).count() > 1;
        CodeCheck actual = check(tried.code);
        if (!ambiguous) {
            assertThat(actual).isEqualTo(expected);
        }
        if (actual instanceof CodeCheck.Accepted) {
            issued.forEach(code -> code.used = true);
        }
    }

    @Test
    void aCodeOfAnotherPersonOrPurposeIsWrong() {
        String code = issue();
        UserId bob = new Rows(postgres.database()).user("Bob");

        assertThat(
                        postgres.database()
                                .<CodeCheck, RuntimeException>write(
                                        handle ->
                                                codes.check(
                                                        handle, bob, CodePurpose.REGISTER, code)))
                .isEqualTo(new CodeCheck.Wrong());
        assertThat(
                        postgres.database()
                                .<CodeCheck, RuntimeException>write(
                                        handle ->
                                                codes.check(handle, ada, CodePurpose.RESET, code)))
                .isEqualTo(new CodeCheck.Wrong());
        assertThat(check(code)).isInstanceOf(CodeCheck.Accepted.class);
    }

    @Test
    void noCodeIsStoredInClear() {
        String code = issue();

        assertThat(
                        postgres.database()
                                .<List<String>, RuntimeException>read(
                                        handle ->
                                                handle.createQuery(
                                                                "SELECT v::text FROM email_verifications v")
                                                        .mapTo(String.class)
                                                        .list()))
                .isNotEmpty()
                .noneMatch(row -> row.contains(code));
    }

    @Test
    void anOpenCodeOfTheReplacedServerWorksUntilItExpires() {
        postgres.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                """
                                                INSERT INTO email_verifications
                                                    (user_id, email, code, expires_at)
                                                VALUES (:user, 'ada@kocmoc.test', '123456', :end),
                                                    (:user, 'ada@kocmoc.test', '654321', :past)
                                                """)
                                        .bind("user", ada)
                                        .bind("end", clock.instant().plusSeconds(60))
                                        .bind("past", clock.instant().minusSeconds(60))
                                        .execute());

        assertThat(check("654321")).isEqualTo(new CodeCheck.Expired());
        assertThat(check("123456")).isInstanceOf(CodeCheck.Accepted.class);
        assertThat(check("123456")).isEqualTo(new CodeCheck.Used());
    }
}
