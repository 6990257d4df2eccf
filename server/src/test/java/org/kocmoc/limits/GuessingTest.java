package org.kocmoc.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.TestServer;

/// The limits per address over HTTP, each test from addresses of its own behind a trusted proxy.
class GuessingTest {
    @RegisterExtension
    static final TestServer server =
            new TestServer().with("RATE_LIMITS", "on").with("TRUSTED_PROXIES", "127.0.0.1");

    private static Api from(String address) {
        return server.api().with("X-Forwarded-For", address);
    }

    /// As many as the limit says pass; soon after, one is refused: on a slow machine a token or two
    /// come back meanwhile.
    private static void assertSlowedDown(Rate rate, IntFunction<Answer> attempt) {
        int passed = 0;
        Answer answer = attempt.apply(0);
        while (answer.status() != 429 && passed < 2 * rate.burst()) {
            passed++;
            answer = attempt.apply(passed);
        }
        assertTold(answer);
        assertThat(passed).isGreaterThanOrEqualTo(rate.burst());
    }

    private static void assertTold(Answer refused) {
        refused.expect(429, "Слишком много запросов. Попробуйте позже.");
        assertThat(refused.json().path("code").asString()).isEqualTo("too_many_requests");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    }

    @Test
    void passwordsOfManyAccountsAreNotGuessedFromOneAddress() {
        assertSlowedDown(
                Rate.LOGIN_PER_ADDRESS,
                i ->
                        from("198.51.100.1")
                                .post(
                                        "/api/auth/login",
                                        Map.of("email", "a" + i + "@x.test", "password", "p")));
    }

    @Test
    void codesOfManyAccountsAreNotGuessedFromOneAddress() {
        assertSlowedDown(
                Rate.CODE_TRIES_PER_ADDRESS,
                i ->
                        from("198.51.100.2")
                                .post(
                                        "/api/auth/verify-email",
                                        Map.of("userId", 1_000 + i, "code", "123456")));
    }

    @Test
    void mailboxesAreNotFloodedFromOneAddress() {
        assertSlowedDown(
                Rate.MAIL_PER_ADDRESS,
                i ->
                        from("198.51.100.3")
                                .post("/api/auth/resend-code", Map.of("email", i + "@x.test")));
    }

    /// The limit per device is bypassed by naming another device.
    @Test
    void accountsAreNotMadeInNumbersFromOneAddressWithFreshDevices() {
        assertSlowedDown(
                Rate.REGISTER_PER_ADDRESS,
                i ->
                        from("198.51.100.4")
                                .post(
                                        "/api/auth/register",
                                        Map.of(
                                                "name",
                                                "Ada",
                                                "email",
                                                "d" + i + "@kocmoc.test",
                                                "password",
                                                "secret-ada",
                                                "deviceId",
                                                "device " + i)));
    }

    @Test
    void walkingThroughAnIpv6NetworkDoesNotHelp() {
        assertSlowedDown(
                Rate.ADMIN_TOKEN_PER_ADDRESS,
                i ->
                        from("2001:db8:0:1::" + Integer.toHexString(i))
                                .with("x-admin-token", "guess" + i)
                                .post("/admin/toggle-maintenance"));
    }

    @Test
    void writingAnAddressInFrontOfTheProxysDoesNotHelp() {
        assertSlowedDown(
                Rate.ADMIN_TOKEN_PER_ADDRESS,
                i ->
                        from("10.1.2." + i + ", 198.51.100.5")
                                .with("x-admin-token", "guess" + i)
                                .post("/admin/toggle-maintenance"));
    }

    @Test
    void whatOneAccountMayDoIsLimitedFromWhereverItCalls() {
        Api ada = server.people().ada().api();
        long admin = server.people().admin().id().value();
        assertSlowedDown(
                Rate.REPORT_PER_USER,
                i ->
                        ada.with("X-Forwarded-For", "203.0.113." + i)
                                .post("/api/reports", Map.of("userId", admin, "reason", "spam")));
    }
}
