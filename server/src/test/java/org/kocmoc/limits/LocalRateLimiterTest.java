package org.kocmoc.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;

class LocalRateLimiterTest {
    private final LocalRateLimiter limiter = new LocalRateLimiter();

    private void exhaust(Rate rate, IntFunction<String> key) {
        for (int i = 0; i < rate.burst(); i++) {
            limiter.take(rate, key.apply(i));
        }
    }

    private void assertRefused(Rate rate, String key) {
        assertThatThrownBy(() -> limiter.take(rate, key))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(CommonError.TOO_MANY_REQUESTS);
                            assertThat(e.retryAfter().orElseThrow()).isPositive();
                        });
    }

    @Test
    void anEmptyBucketRefusesItsOwnKeyOnly() {
        exhaust(Rate.LOGIN_PER_ACCOUNT, i -> "ada");

        assertRefused(Rate.LOGIN_PER_ACCOUNT, "ada");
        limiter.take(Rate.LOGIN_PER_ACCOUNT, "bob");
        limiter.take(Rate.MAIL_PER_ACCOUNT, "ada");
    }

    /// Whoever has one IPv6 address has 2^64 of them.
    @Test
    void theAddressesOfOneIpv6NetworkCountAsOne() {
        exhaust(Rate.LOGIN_PER_ADDRESS, i -> "2001:db8:0:7:" + Integer.toHexString(i) + "::1");

        assertRefused(Rate.LOGIN_PER_ADDRESS, "2001:db8:0:7:ffff:ffff:ffff:ffff");
        assertRefused(Rate.LOGIN_PER_ADDRESS, "2001:DB8::7:0:0:0:1");
        assertRefused(Rate.LOGIN_PER_ADDRESS, "2001:db8:0:7::1%eth0");
        limiter.take(Rate.LOGIN_PER_ADDRESS, "2001:db8:0:8::1");
    }

    @Test
    void ipv4AddressesCountEachAlsoWhenMapped() {
        exhaust(Rate.LOGIN_PER_ADDRESS, i -> "198.51.100.1");

        assertRefused(Rate.LOGIN_PER_ADDRESS, "::ffff:198.51.100.1");
        limiter.take(Rate.LOGIN_PER_ADDRESS, "::ffff:198.51.100.2");
        limiter.take(Rate.LOGIN_PER_ADDRESS, "local");
    }

    @Test
    void keysThatAreNoAddressesAreTakenAsTheyAre() {
        exhaust(Rate.MAIL_PER_ACCOUNT, i -> "2001:db8:0:7::1");

        limiter.take(Rate.MAIL_PER_ACCOUNT, "2001:db8:0:7::2");
    }

    @ParameterizedTest
    @EnumSource(Rate.class)
    void everyRateHasAReason(Rate rate) {
        assertThat(rate.burst()).isPositive();
        assertThat(rate.period()).isPositive();
        assertThat(rate.reason()).isNotBlank();
    }
}
