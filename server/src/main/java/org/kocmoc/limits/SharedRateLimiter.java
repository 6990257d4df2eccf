package org.kocmoc.limits;

import java.time.Duration;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.db.Database;

/// Counts what [Rate#isShared] in the database, once for all nodes and across restarts, and leaves
/// the rest to another limiter. Any thread; blocks for what it counts, and may not be called inside
/// of a transaction: a refused request must have been counted.
public final class SharedRateLimiter implements RateLimiter {
    private final Database database;
    private final RateLimiter others;

    /// @param others counts what is not shared
    public SharedRateLimiter(Database database, RateLimiter others) {
        this.database = database;
        this.others = others;
    }

    @Override
    public void take(Rate rate, String key) {
        if (!rate.isShared()) {
            others.take(rate, key);
            return;
        }
        String counted = rate.counted(key);
        database.write(handle -> BucketStore.take(handle, rate, counted))
                .ifPresent(SharedRateLimiter::refuse);
    }

    @Override
    public void giveBack(Rate rate, String key) {
        if (!rate.isShared()) {
            others.giveBack(rate, key);
            return;
        }
        String counted = rate.counted(key);
        database.execute(handle -> BucketStore.giveBack(handle, rate, counted));
    }

    private static void refuse(Duration wait) {
        throw new ApiException(CommonError.TOO_MANY_REQUESTS, wait);
    }

    /// Deletes the buckets that are full: they are as good as none.
    public static void forgetFull(Database database) {
        database.execute(BucketStore::deleteFull);
    }
}
