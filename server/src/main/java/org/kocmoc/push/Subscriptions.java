package org.kocmoc.push;

import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import java.time.InstantSource;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Caller;

/// Who wants to be told, and where. Any thread; blocks.
final class Subscriptions {
    private final Database database;
    private final Destinations destinations;
    private final RateLimiter limiter;
    private final InstantSource clock;

    Subscriptions(
            Database database,
            Destinations destinations,
            RateLimiter limiter,
            InstantSource clock) {
        this.database = database;
        this.destinations = destinations;
        this.limiter = limiter;
        this.clock = clock;
    }

    /// Subscribes the caller's browser, or brings its subscription up to date.
    ///
    /// @return its id
    long put(Caller caller, Subscription subscription) {
        take(caller.user());
        check(subscription);
        return database.write(
                handle -> {
                    if (!SubscriptionStore.isSignedIn(handle, caller.user(), caller.tokenHash())) {
                        throw new ApiException(PushError.PUSH_NEEDS_SIGN_IN);
                    }
                    LookoutStore.beginIfIdle(handle);
                    long id =
                            SubscriptionStore.put(
                                    handle,
                                    caller.user(),
                                    caller.tokenHash(),
                                    subscription,
                                    clock.instant());
                    SubscriptionStore.dropForeign(handle, id, caller.user());
                    SubscriptionStore.deleteAllBut(
                            handle, caller.user(), Size.PUSH_SUBSCRIPTIONS_PER_USER.value());
                    return id;
                });
    }

    private void check(Subscription subscription) {
        if (destinations.parse(subscription.endpoint()).isEmpty()) {
            throw new ApiException(PushError.PUSH_SERVICE_REFUSED);
        }
        try {
            UserAgentMessageEncryptionKeyInfo.of(subscription.publicKey(), subscription.secret());
        } catch (RuntimeException notOnTheCurve) {
            throw new ApiException(PushError.BAD_SUBSCRIPTION);
        }
    }

    /// Ends a subscription; whether there was one.
    boolean remove(UserId user, String endpoint) {
        return database.write(handle -> SubscriptionStore.delete(handle, user, endpoint));
    }

    /// Sends a trial message to the caller's browser.
    void test(Caller caller) {
        take(caller.user());
        int noted =
                database.write(
                        handle ->
                                SubscriptionStore.test(
                                        handle, caller.tokenHash(), clock.instant()));
        if (noted == 0) {
            throw new ApiException(PushError.NOT_SUBSCRIBED);
        }
    }

    private void take(UserId user) {
        limiter.take(Rate.PUSH_CHANGES_PER_USER, user.toString());
    }
}
