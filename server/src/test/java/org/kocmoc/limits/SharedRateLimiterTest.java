package org.kocmoc.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.testkit.TestServer;

class SharedRateLimiterTest {
    @RegisterExtension static final TestServer server = new TestServer();

    /// Two nodes, each with a memory of its own.
    private final RateLimiter one = node();

    private final RateLimiter other = node();

    private static RateLimiter node() {
        return new SharedRateLimiter(server.database(), new LocalRateLimiter());
    }

    private static boolean passes(RateLimiter limiter, Rate rate, String key) {
        try {
            limiter.take(rate, key);
            return true;
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(CommonError.TOO_MANY_REQUESTS);
            assertThat(e.retryAfter().orElseThrow()).isPositive().isLessThan(rate.period());
            return false;
        }
    }

    @Test
    void goingFromNodeToNodeDoesNotHelp() {
        int passed = 0;
        for (int i = 0; i < 2 * Rate.EXPORT_PER_USER.burst(); i++) {
            passed += passes(i % 2 == 0 ? one : other, Rate.EXPORT_PER_USER, "ada") ? 1 : 0;
        }

        assertThat(passed).isEqualTo(Rate.EXPORT_PER_USER.burst());
        one.take(Rate.EXPORT_PER_USER, "bob");
        one.take(Rate.MAIL_PER_ACCOUNT, "ada");
    }

    @Test
    void allAtOnceGetNoMoreThanOneAfterTheOther() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                RateLimiter node = i % 2 == 0 ? one : other;
                threads.submit(
                        () -> {
                            start.await();
                            passed.addAndGet(passes(node, Rate.EXPORT_PER_USER, "eve") ? 1 : 0);
                            return null;
                        });
            }
            start.countDown();
        }

        assertThat(passed).hasValue(Rate.EXPORT_PER_USER.burst());
    }

    @Test
    void tokensComeBackOneByOne() {
        for (int i = 0; i < Rate.EXPORT_PER_USER.burst(); i++) {
            one.take(Rate.EXPORT_PER_USER, "tim");
        }
        pass(Rate.EXPORT_PER_USER.period().dividedBy(Rate.EXPORT_PER_USER.burst()));

        assertThat(passes(other, Rate.EXPORT_PER_USER, "tim")).isTrue();
        assertThat(passes(one, Rate.EXPORT_PER_USER, "tim")).isFalse();
    }

    @Test
    void aFullBucketIsForgotten() {
        one.take(Rate.EXPORT_PER_USER, "zoe");
        SharedRateLimiter.forgetFull(server.database());
        assertThat(buckets()).isPositive();

        pass(Rate.EXPORT_PER_USER.period());
        SharedRateLimiter.forgetFull(server.database());

        assertThat(buckets()).isZero();
    }

    @Test
    void theAddressesOfOneIpv6NetworkCountAsOne() {
        for (int i = 0; i < Rate.REGISTER_PER_ADDRESS.burst(); i++) {
            one.take(Rate.REGISTER_PER_ADDRESS, "2001:db8:0:7:" + Integer.toHexString(i) + "::1");
        }

        assertThat(passes(other, Rate.REGISTER_PER_ADDRESS, "2001:db8:0:7:ffff::1")).isFalse();
        other.take(Rate.REGISTER_PER_ADDRESS, "2001:db8:0:8::1");
    }

    /// What a transaction takes back would not have been counted.
    @Test
    void insideOfATransactionItIsRefused() {
        assertThatThrownBy(
                        () ->
                                server.database()
                                        .execute(handle -> one.take(Rate.LOGIN_PER_ACCOUNT, "ada")))
                .isInstanceOf(IllegalStateException.class);
    }

    /// What the secret was for has happened by then.
    @Test
    void aRightTryThatCannotBeGivenBackIsNoError() {
        Guess guess = new Guess(one);
        guess.count(Rate.LOGIN_PER_ACCOUNT, "kim");
        rename("rate_limits", "rate_limits_away");
        try {
            assertThatCode(guess::close).doesNotThrowAnyException();
        } finally {
            rename("rate_limits_away", "rate_limits");
        }
        assertThat(buckets()).isPositive();
    }

    private static void rename(String from, String to) {
        server.database()
                .execute(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    /// As if that much time had passed.
    private static void pass(Duration time) {
        server.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                "UPDATE rate_limits SET full_at = full_at - :time")
                                        .bind("time", time)
                                        .execute());
    }

    private static int buckets() {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery("SELECT count(*) FROM rate_limits")
                                        .mapTo(Integer.class)
                                        .one());
    }
}
