package org.kocmoc.keys;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.Relations;
import org.kocmoc.wire.Caller;

/// Hands out what is needed to write to a device for the first time. Any thread; blocks.
///
/// One statement for each device, committed by itself: a crash between commit and answer loses a
/// key, which is harmless; two people never get the same one. Whoever takes too often gets the keys
/// that serve everybody: nobody can use up somebody's one-time keys, and nobody is kept from
/// writing.
final class Bundles {
    private static final BundleStore.Kept NOTHING = new BundleStore.Kept(null, null, false);

    /// What writing to one device takes.
    ///
    /// @param bundle a `PreKeyBundle`
    record Taken(int deviceId, byte[] bundle) {}

    /// What writing to a user takes.
    ///
    /// @param list the signed list of devices in force
    /// @param certificates of all devices
    record Handed(byte[] accountKey, byte[] list, List<byte[]> certificates, List<Taken> bundles) {}

    private final Database database;
    private final Relations relations;
    private final UserLog log;
    private final Epoch epoch;
    private final RateLimiter limiter;
    private final InstantSource clock;

    Bundles(
            Database database,
            Relations relations,
            UserLog log,
            Epoch epoch,
            RateLimiter limiter,
            InstantSource clock) {
        this.database = database;
        this.relations = relations;
        this.log = log;
        this.epoch = epoch;
        this.limiter = limiter;
        this.clock = clock;
    }

    /// What writing first to some devices of a user takes, or to all of them if none is named;
    /// bundles of those that can be written to and are not the caller itself.
    ///
    /// @throws ApiException 403 if the caller is no device or may not write to the user, 404 if the
    ///   user has not set up encryption
    Handed take(Caller caller, UserId user, Set<Integer> wanted) {
        BundleStore.Asked asked =
                database.query(
                        connection ->
                                BundleStore.ask(
                                        connection, caller.user(), caller.tokenHash(), user));
        Device taker =
                asked.caller().orElseThrow(() -> new ApiException(KeysError.DEVICE_REQUIRED));
        if (asked.strangers() && !relations.mayAdd(caller.user(), user)) {
            throw new ApiException(KeysError.KEYS_REFUSED);
        }
        BundleStore.Addressee addressee =
                asked.addressee()
                        .orElseThrow(() -> new ApiException(KeysError.ENCRYPTION_NOT_SET_UP));
        return new Handed(
                addressee.accountKey(),
                addressee.list(),
                addressee.certificates(),
                addressee.serving().stream()
                        .filter(d -> wanted.isEmpty() || wanted.contains(d.deviceId()))
                        .filter(d -> !(user.equals(taker.user()) && d.deviceId() == taker.id()))
                        .map(device -> take(taker.user(), user, device))
                        .toList());
    }

    private Taken take(UserId taker, UserId user, BundleStore.Serving device) {
        BundleStore.Kept kept =
                mayTakeOneTime(taker, user, device.deviceId())
                        ? takeOneTime(user, device.deviceId())
                        : NOTHING;
        return new Taken(device.deviceId(), BundleWriter.write(device, kept.kem(), kept.oneTime()));
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

    /// The epoch is that of the connection which takes: on another server's past a key may have
    /// been handed out that is here again.
    private BundleStore.Kept takeOneTime(UserId user, int device) {
        BundleStore.Kept kept =
                database.query(
                        connection ->
                                BundleStore.take(
                                        connection,
                                        user,
                                        device,
                                        epoch.of(connection),
                                        clock.instant()));
        if (kept.runsOut()) {
            tellThatKeysRunOut(user, device);
        }
        return kept;
    }

    /// After the take and not with it: whoever takes next looks again, so nothing is missed.
    private void tellThatKeysRunOut(UserId user, int device) {
        log.change(
                (handle, entries) -> {
                    boolean isNews = PreKeyStore.noteLow(handle, user, device, clock.instant());
                    if (isNews) {
                        PreKeyStore.Counts left =
                                PreKeyStore.counts(handle, user, device, epoch.of(handle));
                        entries.tell(
                                user,
                                "keys:low",
                                Map.of(
                                        "device_id",
                                        device,
                                        "one_time",
                                        left.oneTime(),
                                        "one_time_kem",
                                        left.oneTimeKem()));
                    }
                    return isNews;
                });
    }
}
