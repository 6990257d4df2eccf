package org.kocmoc.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Secret;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;
import org.kocmoc.wire.Caller;

class RevocationTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Client CLIENT = new Client(null, null);
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Instant TAKEOVER = Instant.parse("2030-01-10T00:00:00Z");

    private final TestClock clock = new TestClock(TAKEOVER.plus(Duration.ofDays(1)));
    private final LocalBus bus = new LocalBus();

    /// A token with what the rules say about it.
    private static final class Held {
        final UserId user;
        final String token;
        final Instant end;
        boolean revoked;

        Held(UserId user, String token, Instant end) {
            this.user = user;
            this.token = token;
            this.end = end;
        }
    }

    private AuthFeature feature() {
        postgres.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                """
                                                INSERT INTO server_state (key, value)
                                                VALUES ('takeover_at', :at)
                                                ON CONFLICT (key) DO UPDATE SET value = :at
                                                """)
                                        .bind("at", TAKEOVER.toString())
                                        .execute());
        return new AuthFeature(
                new Secret("eight-ch"),
                LIFE,
                new AuthFeature.Parts(
                        postgres.database(),
                        bus,
                        new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of()),
                        new Passwords(),
                        RateLimiter.unlimited(),
                        () -> false,
                        clock));
    }

    private String legacyToken(UserId user, Instant issuedAt, Optional<Instant> end) {
        var builder = JWT.create().withClaim("userId", user.value()).withIssuedAt(issuedAt);
        end.ifPresent(builder::withExpiresAt);
        return builder.sign(Algorithm.HMAC256("eight-ch"));
    }

    private static boolean isGood(AuthFeature auth, Held held) {
        try {
            return auth.authenticator().authenticate(held.token).user().equals(held.user);
        } catch (ApiException e) {
            return false;
        }
    }

    /// Random histories of signing in, signing out, bans and unbans, checked after every step for
    /// every token, new and old, through an authenticator that remembers what it saw.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noTokenOutlivesItsRevocation(long seed) {
        AuthFeature auth = feature();
        Random random = new Random(seed);
        List<UserId> users =
                List.of(
                        new Rows(postgres.database()).user("Ada"),
                        new Rows(postgres.database()).user("Bob"));
        boolean[] banned = new boolean[users.size()];
        List<Held> tokens = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            int who = random.nextInt(users.size());
            UserId user = users.get(who);
            switch (random.nextInt(7)) {
                case 0, 1 ->
                        tokens.add(new Held(user, begin(auth, user), clock.instant().plus(LIFE)));
                case 2 -> tokens.add(legacy(random, user));
                case 3 -> signOut(auth, tokens, random);
                case 4 -> {
                    auth.accounts().ban(user);
                    banned[who] = true;
                    revokeAll(tokens, user);
                }
                case 5 -> {
                    auth.accounts().unban(user);
                    banned[who] = false;
                }
                default -> {
                    auth.sessions().revokeAll(user);
                    revokeAll(tokens, user);
                }
            }
            for (Held held : tokens) {
                boolean expected =
                        !held.revoked
                                && !banned[users.indexOf(held.user)]
                                && held.end.isAfter(clock.instant());
                assertThat(isGood(auth, held)).as("step %d of %d", step, seed).isEqualTo(expected);
            }
            clock.advance(Duration.ofSeconds(random.nextInt(100_000)));
        }
    }

    private static void revokeAll(List<Held> tokens, UserId user) {
        tokens.stream().filter(held -> held.user.equals(user)).forEach(held -> held.revoked = true);
    }

    private static void signOut(AuthFeature auth, List<Held> tokens, Random random) {
        if (!tokens.isEmpty()) {
            Held held = tokens.get(random.nextInt(tokens.size()));
            auth.sessions().end(held.token);
            held.revoked = true;
        }
    }

    private static String begin(AuthFeature auth, UserId user) {
        return postgres.database().write(handle -> auth.sessions().begin(handle, user, CLIENT));
    }

    /// Some token of the replaced server; one that turns up after everything was revoked was
    /// revoked with the rest.
    private Held legacy(Random random, UserId user) {
        Instant issuedAt = TAKEOVER.minusSeconds(1 + random.nextInt(1_000_000));
        Optional<Instant> end =
                random.nextBoolean()
                        ? Optional.of(issuedAt.plus(LIFE).truncatedTo(ChronoUnit.SECONDS))
                        : Optional.empty();
        Held held =
                new Held(user, legacyToken(user, issuedAt, end), end.orElse(TAKEOVER.plus(LIFE)));
        boolean everRevoked =
                postgres.database()
                        .<Boolean, RuntimeException>read(
                                handle ->
                                        handle.createQuery(
                                                        """
                                                        SELECT tokens_valid_from IS NOT NULL
                                                        FROM users WHERE id = :id
                                                        """)
                                                .bind("id", user)
                                                .mapTo(Boolean.class)
                                                .one());
        held.revoked = everRevoked;
        return held;
    }

    @Test
    void aTokenFromAfterTheTakeOverWithoutSessionIsForged() {
        AuthFeature auth = feature();
        UserId ada = new Rows(postgres.database()).user("Ada");
        Instant now = clock.instant();

        assertThat(
                        isGood(
                                auth,
                                new Held(
                                        ada,
                                        legacyToken(ada, now, Optional.of(now.plusSeconds(60))),
                                        now)))
                .isFalse();
        assertThat(
                        isGood(
                                auth,
                                new Held(
                                        ada,
                                        legacyToken(
                                                ada,
                                                TAKEOVER.minusSeconds(1),
                                                Optional.of(now.plusSeconds(60))),
                                        now)))
                .isTrue();
    }

    @Test
    void anOldTokenWithoutEndDiesThirtyDaysAfterTheTakeOver() {
        AuthFeature auth = feature();
        UserId ada = new Rows(postgres.database()).user("Ada");
        Held held =
                new Held(
                        ada,
                        legacyToken(ada, TAKEOVER.minusSeconds(1), Optional.empty()),
                        TAKEOVER);
        assertThat(isGood(auth, held)).isTrue();
        clock.advance(Duration.ofDays(29));

        assertThat(isGood(feature(), held)).isFalse();
    }

    @Test
    void everyNodeForgetsATokenAtOnce() {
        AuthFeature one = feature();
        AuthFeature other = feature();
        UserId ada = new Rows(postgres.database()).user("Ada");
        Held held = new Held(ada, begin(one, ada), clock.instant().plus(LIFE));
        assertThat(isGood(other, held)).isTrue();
        one.sessions().end(held.token);

        assertThat(isGood(other, held)).isFalse();
    }

    @Test
    void whoIsNoLongerAnAdministratorIsFoundOutWithoutHearingOfIt() {
        AuthFeature auth = feature();
        UserId ada = new Rows(postgres.database()).user("Ada");
        makeAdmin(ada, true);
        Caller before = auth.authenticator().authenticate(begin(auth, ada));
        assertThat(before.admin()).isTrue();
        assertThat(auth.authenticator().suspects(List.of(before))).isEmpty();

        makeAdmin(ada, false);

        assertThat(auth.authenticator().suspects(List.of(before))).containsExactly(before);
    }

    private static void makeAdmin(UserId user, boolean admin) {
        postgres.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "UPDATE users SET is_admin = ? WHERE id = ?",
                                        admin,
                                        user.value()));
    }

    @Test
    void useOfASessionIsNotedAtMostOnceAMinute() {
        AuthFeature auth = feature();
        UserId ada = new Rows(postgres.database()).user("Ada");
        Held held = new Held(ada, begin(auth, ada), clock.instant().plus(LIFE));
        Instant begun = clock.instant();
        clock.advance(Duration.ofSeconds(50));
        assertThat(isGood(feature(), held)).isTrue();
        assertThat(lastUsed(ada)).isEqualTo(begun);
        clock.advance(Duration.ofSeconds(50));
        assertThat(isGood(feature(), held)).isTrue();

        assertThat(lastUsed(ada)).isEqualTo(begun.plusSeconds(100));
    }

    private static Instant lastUsed(UserId user) {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT last_used_at FROM sessions WHERE user_id = :id")
                                        .bind("id", user)
                                        .mapTo(Instant.class)
                                        .one());
    }
}
