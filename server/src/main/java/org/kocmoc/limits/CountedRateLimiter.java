package org.kocmoc.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.kocmoc.base.ApiException;

/// Another limiter whose refusals are counted as `kocmoc_limits_refused`, by limit: who floods is
/// seen on the dashboard. Any thread.
public final class CountedRateLimiter implements RateLimiter {
    private final RateLimiter limiter;
    private final Map<Rate, Counter> refused = new EnumMap<>(Rate.class);

    /// All limits are there from the start, with zero.
    public CountedRateLimiter(RateLimiter limiter, MeterRegistry registry) {
        this.limiter = limiter;
        for (Rate rate : Rate.values()) {
            refused.put(
                    rate,
                    Counter.builder("kocmoc_limits_refused")
                            .description("What limits refused, by limit")
                            .tag("limit", rate.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public void take(Rate rate, String key) {
        try {
            limiter.take(rate, key);
        } catch (ApiException e) {
            Counter counter = refused.get(rate);
            if (counter != null) {
                counter.increment();
            }
            throw e;
        }
    }

    @Override
    public void giveBack(Rate rate, String key) {
        limiter.giveBack(rate, key);
    }
}
