package org.kocmoc.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.bastiaanjansen.otp.TOTPGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.limits.LocalRateLimiter;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.SharedRateLimiter;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// Guessing is slowed down, and the owners of what is guessed at get in all the same.
class LockoutTest {
    @RegisterExtension
    static final TestServer server =
            new TestServer().with("RATE_LIMITS", "on").with("TRUSTED_PROXIES", "127.0.0.1");

    private static Answer signIn(String from, String email, String password, String... device) {
        Map<String, String> body = new HashMap<>(Map.of("email", email, "password", password));
        if (device.length > 0) {
            body.put("deviceId", device[0]);
        }
        return server.api().with("X-Forwarded-For", from).post("/api/auth/login", body);
    }

    /// As if somebody had been wrong that often.
    private static void wrong(Rate rate, String key, int times) {
        SharedRateLimiter limiter =
                new SharedRateLimiter(server.database(), new LocalRateLimiter());
        for (int i = 0; i < times; i++) {
            limiter.take(rate, key);
        }
    }

    /// As if somebody had gone on being wrong: nothing of it comes back while a test runs.
    private static void usedUp(Rate rate, String key) {
        wrong(rate, key, 1);
        int changed =
                server.database()
                        .write(
                                handle ->
                                        handle.createUpdate(
                                                        """
                                                        UPDATE rate_limits SET full_at = now() + 2 * :period
                                                        WHERE key = sha256(convert_to(:key, 'UTF8'))
                                                        """)
                                                .bind("period", rate.period())
                                                .bind("key", rate + " " + key)
                                                .execute());
        assertThat(changed).isEqualTo(1);
    }

    @Test
    void whoeverGuessesElsewhereDoesNotLockTheOwnerOut() {
        Person ada = server.people().ada();
        for (int i = 0; i < Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst(); i++) {
            signIn("2001:db8:0:1::" + i, ada.email(), "guess").expect(401);
        }

        signIn("2001:db8:0:1::ffff", ada.email(), "guess").expect(429);
        signIn("2001:db8:0:1::ffff", ada.email(), ada.password()).expect(429);
        signIn("2001:db8:0:2::1", ada.email(), ada.password()).expect(200);
    }

    @Test
    void guessingFromManyNetworksEndsButForDevicesThatAreSignedIn() {
        Person bob = server.people().bob();
        signIn("198.51.100.1", bob.email(), bob.password(), "bobs own").expect(200);
        usedUp(Rate.LOGIN_PER_ACCOUNT, bob.email());
        usedUp(Rate.LOGIN_PER_ACCOUNT, "nobody@kocmoc.test");

        signIn("198.51.100.2", bob.email(), "guess").expect(429);
        signIn("198.51.100.2", "nobody@kocmoc.test", "guess").expect(429);
        signIn("198.51.100.2", bob.email(), bob.password(), "another").expect(429);
        signIn("198.51.100.2", bob.email(), bob.password(), "bobs own").expect(200);
        for (int i = 0; i < Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst(); i++) {
            signIn("198.51.100." + (3 + i), bob.email(), "guess", "bobs own").expect(401);
        }
        signIn("198.51.100.99", bob.email(), "guess", "bobs own").expect(429);
    }

    @Test
    void rightPasswordsUseNothingUp() {
        Person carol = server.people().carol();
        String office = "203.0.113.1";
        wrong(Rate.LOGIN_PER_ADDRESS, office, Rate.LOGIN_PER_ADDRESS.burst() - 2);
        wrong(Rate.LOGIN_PER_ACCOUNT, carol.email(), Rate.LOGIN_PER_ACCOUNT.burst() - 2);

        for (int i = 0; i < Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst() + 5; i++) {
            signIn(office, carol.email(), carol.password()).expect(200);
        }
    }

    /// A token comes back every ten seconds, so a slow machine gets some more in.
    @Test
    @Timeout(300)
    void signInsOfOneAccountFromOneNetworkAreBoundedThoughTheyAreRight() {
        Rate rate = Rate.SIGN_INS_PER_ACCOUNT_AND_NETWORK;
        Person finn = server.people().newcomer("Finn");
        String office = "203.0.113.5";
        long begun = System.nanoTime();
        int right = 0;
        while (signIn(office, finn.email(), finn.password()).status() == 200) {
            right++;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();

        long back = seconds * rate.burst() / rate.period().toSeconds();
        assertThat(right).isBetween(rate.burst(), (int) (rate.burst() + back + 1));
        assertThat(server.api().get("/metrics").expect(200).text())
                .containsPattern(
                        "kocmoc_limits_refused_total\\{limit=\"sign_ins_per_account_and_network\"} [1-9]");
        signIn("203.0.113.6", finn.email(), finn.password()).expect(200);
        signIn(office, server.people().carol().email(), "guess").expect(401);
    }

    @Test
    void guessesAtOnceAreNoMoreThanOneAfterTheOther() throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3 * Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst(); i++) {
                answers.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    return signIn("203.0.113.2", "eve@kocmoc.test", "guess")
                                            .status();
                                }));
            }
            start.countDown();
        }
        int looked = 0;
        for (Future<Integer> answer : answers) {
            looked += answer.get() == 401 ? 1 : 0;
        }

        // A token comes back after a minute: not one, but for a machine that stands still.
        assertThat(looked).isBetween(1, Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst() + 1);
    }

    @Test
    void wrongSecondFactorsCountLikeWrongPasswords() {
        Person dora = server.people().newcomer("Dora");
        String secret =
                dora.api()
                        .post("/api/account/totp", Map.of("password", dora.password()))
                        .expect(200)
                        .json()
                        .path("secret")
                        .asString();
        dora.api()
                .post(
                        "/api/account/totp/confirm",
                        Map.of("code", TOTPGenerator.withDefaultValues(Bytes.utf8(secret)).now()))
                .expect(200);
        Map<String, String> body =
                Map.of("email", dora.email(), "password", dora.password(), "totp", "000000");

        for (int i = 0; i < Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst() + 5; i++) {
            signIn("203.0.113.3", dora.email(), dora.password()).expect(401);
        }
        for (int i = 0; i < Rate.LOGIN_PER_ACCOUNT_AND_NETWORK.burst(); i++) {
            server.api()
                    .with("X-Forwarded-For", "203.0.113.3")
                    .post("/api/auth/login", body)
                    .expect(401);
        }
        server.api()
                .with("X-Forwarded-For", "203.0.113.3")
                .post("/api/auth/login", body)
                .expect(429);
    }

    @Test
    void askingForMailsDoesNotKeepAnAddressFromRegistering() {
        Map<String, String> victim = Map.of("email", "late@kocmoc.test");
        for (int i = 0; i < Rate.MAIL_PER_ACCOUNT.burst(); i++) {
            server.api().post("/api/auth/password/forgot", victim).expect(200);
            server.api().post("/api/auth/resend-code", victim).expect(200);
        }
        server.api().post("/api/auth/password/forgot", victim).expect(429);
        server.api().post("/api/auth/resend-code", victim).expect(429);

        server.people().register("Late", "late@kocmoc.test", "secret-late");
    }

    @Test
    void rightCodesUseNothingUp() {
        String office = "203.0.113.4";
        wrong(Rate.CODE_TRIES_PER_ADDRESS, office, Rate.CODE_TRIES_PER_ADDRESS.burst() - 1);

        for (int i = 0; i < 3; i++) {
            String email = "pupil" + i + "@kocmoc.test";
            server.api()
                    .with("X-Forwarded-For", office)
                    .post(
                            "/api/auth/register",
                            Map.of("name", "Pupil", "email", email, "password", "secret-pupil"))
                    .expect(201);
            server.api()
                    .with("X-Forwarded-For", office)
                    .post(
                            "/api/auth/verify-email",
                            Map.of("email", email, "code", server.mails().code(email)))
                    .expect(200);
        }
    }
}
