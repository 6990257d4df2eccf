package org.kocmoc.keys;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;

/// Hands out what is needed to write to a device for the first time. Any thread; blocks.
///
/// One transaction for each device: a crash between commit and answer loses a key, which is
/// harmless; two people never get the same one. Whoever takes too often gets the keys that serve
/// everybody: nobody can use up somebody's one-time keys, and nobody is kept from writing.
final class Bundles {
    /// Below it the device is told to bring more.
    private static final int LOW_ONE_TIME = 20;

    private static final int LOW_KEM = 10;

    /// What writing to one device takes.
    ///
    /// @param bundle a `PreKeyBundle`
    record Taken(int deviceId, byte[] bundle) {}

    private final Database database;
    private final UserLog log;
    private final Epoch epoch;
    private final RateLimiter limiter;
    private final InstantSource clock;

    Bundles(Database database, UserLog log, Epoch epoch, RateLimiter limiter, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.epoch = epoch;
        this.limiter = limiter;
        this.clock = clock;
    }

    /// Bundles of some devices of a user, or of all of them if none is named; of those that can be
    /// written to and are not the caller itself.
    List<Taken> take(Device caller, UserId user, Set<Integer> wanted) {
        List<PreKeyStore.Serving> devices =
                database.read(handle -> PreKeyStore.serving(handle, user)).stream()
                        .filter(d -> wanted.isEmpty() || wanted.contains(d.deviceId()))
                        .filter(d -> !(user.equals(caller.user()) && d.deviceId() == caller.id()))
                        .toList();
        List<Taken> taken = new ArrayList<>();
        for (PreKeyStore.Serving device : devices) {
            taken.add(
                    mayTakeOneTime(caller.user(), user, device.deviceId())
                            ? takeOneTime(user, device)
                            : new Taken(
                                    device.deviceId(),
                                    BundleWriter.write(
                                            device, Optional.empty(), Optional.empty())));
        }
        return taken;
    }

    private boolean mayTakeOneTime(UserId taker, UserId user, int device) {
        try {
            limiter.take(Rate.BUNDLES_PER_USER, taker.toString());
            limiter.take(Rate.BUNDLES_PER_DEVICE, taker + "/" + user + "/" + device);
            return true;
        } catch (ApiException tooOften) {
            return false;
        }
    }

    private Taken takeOneTime(UserId user, PreKeyStore.Serving device) {
        int id = device.deviceId();
        return log.change(
                (handle, entries) -> {
                    long now = epoch.current();
                    var kem = PreKeyStore.takeKem(handle, user, id, now);
                    var oneTime = PreKeyStore.takeOneTime(handle, user, id, now);
                    PreKeyStore.Counts left = PreKeyStore.counts(handle, user, id, now);
                    boolean low = left.oneTime() < LOW_ONE_TIME || left.oneTimeKem() < LOW_KEM;
                    if (low && PreKeyStore.noteLow(handle, user, id, clock.instant())) {
                        entries.tell(
                                user,
                                "keys:low",
                                Map.of(
                                        "device_id",
                                        id,
                                        "one_time",
                                        left.oneTime(),
                                        "one_time_kem",
                                        left.oneTimeKem()));
                    }
                    return new Taken(id, BundleWriter.write(device, kem, oneTime));
                });
    }
}
