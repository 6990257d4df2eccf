package org.kocmoc.keys;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;

/// Pre-keys of the caller's own device. Any thread; blocks.
final class PreKeys {
    /// What a device has here.
    ///
    /// @param epoch keys uploaded in another one do not count
    record State(
            int oneTime,
            int oneTimeKem,
            @Nullable Integer signedId,
            @Nullable Long signedCreatedMs,
            long epoch) {}

    private final Database database;
    private final UserLog log;
    private final Epoch epoch;
    private final RateLimiter limiter;

    PreKeys(Database database, UserLog log, Epoch epoch, RateLimiter limiter) {
        this.database = database;
        this.log = log;
        this.epoch = epoch;
        this.limiter = limiter;
    }

    State state(Device device) {
        return database.read(handle -> state(handle, device, epoch.of(handle)));
    }

    private static State state(Handle handle, Device device, long epoch) {
        PreKeyStore.Counts counts = PreKeyStore.counts(handle, device.user(), device.id(), epoch);
        PreKeyStore.Present present = PreKeyStore.present(handle, device);
        return new State(
                counts.oneTime(),
                counts.oneTimeKem(),
                present.signedId(),
                present.signedCreatedMs(),
                epoch);
    }

    /// Takes keys in, all or none.
    State upload(Device device, SignedKeys keys) {
        limiter.take(Rate.KEYS_PER_USER, device.user().toString());
        DeviceCertificate owner =
                DeviceCertificate.parse(
                        database.read(
                                        handle ->
                                                DeviceStore.certificate(
                                                        handle, device.user(), device.id()))
                                .orElseThrow(() -> new ApiException(KeysError.DEVICE_REQUIRED)));
        keys.require(owner);
        return log.change(
                (handle, entries) -> {
                    long now = epoch.of(handle);
                    PreKeyStore.LastIds last =
                            PreKeyStore.lockLastIds(handle, device)
                                    .orElseThrow(() -> new ApiException(KeysError.DEVICE_REQUIRED));
                    PreKeyStore.setLastIds(handle, device, after(last, keys));
                    PreKeyStore.removeOfOtherEpochs(handle, device, now);
                    PreKeyStore.addOneTime(handle, device, keys.oneTime(), now);
                    PreKeyStore.addKems(handle, device, keys.oneTimeKem(), now);
                    boolean becameReady =
                            keys.rotated()
                                    .map(both -> PreKeyStore.rotate(handle, device, both))
                                    .orElse(false);
                    if (becameReady) {
                        DeviceStore.raiseSerial(handle, device.user());
                        Devices.announce(handle, entries, device.user());
                    }
                    State state = state(handle, device, now);
                    if (Math.max(state.oneTime(), state.oneTimeKem())
                            > Size.E2EE_ONE_TIME_KEYS.value()) {
                        throw new ApiException(KeysError.TOO_MANY_KEYS);
                    }
                    return state;
                });
    }

    private static PreKeyStore.LastIds after(PreKeyStore.LastIds last, SignedKeys keys) {
        return new PreKeyStore.LastIds(
                keys.rotated()
                        .map(k -> above(last.signed(), k.signed().id()))
                        .orElse(last.signed()),
                keys.rotated()
                        .map(k -> above(last.lastResort(), k.lastResort().id()))
                        .orElse(last.lastResort()),
                above(last.oneTime(), keys.oneTime(), SignedKeys.OneTime::id),
                above(last.kem(), keys.oneTimeKem(), SignedKeys.Signed::id));
    }

    private static <T> int above(int last, List<T> keys, ToIntFunction<T> id) {
        if (keys.isEmpty()) {
            return last;
        }
        above(last, id.applyAsInt(keys.getFirst()));
        return id.applyAsInt(keys.getLast());
    }

    private static int above(int last, int id) {
        if (id <= last) {
            throw new ApiException(KeysError.KEY_ID_REUSED);
        }
        return id;
    }
}
