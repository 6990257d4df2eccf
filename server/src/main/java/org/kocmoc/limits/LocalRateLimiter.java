package org.kocmoc.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;

/// Token buckets in this process's memory, at most [#MAX_BUCKETS] of them.
///
/// When there are more keys than that, the ones used least go: an attacker with that many addresses
/// is not held by per-address limits anyway, and memory stays bounded.
public final class LocalRateLimiter implements RateLimiter {
    private static final int MAX_BUCKETS = 200_000;

    private record Key(Rate rate, String key) {}

    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(MAX_BUCKETS)
                    .expireAfterAccess(Duration.ofHours(24))
                    .build();

    @Override
    public void take(Rate rate, String key) {
        String counted = rate.counted(key);
        Bucket bucket = buckets.get(new Key(rate, counted), LocalRateLimiter::newBucket);
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new ApiException(
                    CommonError.TOO_MANY_REQUESTS,
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    @Override
    public void giveBack(Rate rate, String key) {
        Bucket bucket = buckets.getIfPresent(new Key(rate, rate.counted(key)));
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }

    private static Bucket newBucket(Key key) {
        Rate rate = key.rate();
        return Bucket.builder()
                .addLimit(
                        Bandwidth.builder()
                                .capacity(rate.burst())
                                .refillGreedy(rate.burst(), rate.period())
                                .build())
                .build();
    }
}
