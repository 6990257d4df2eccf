package org.kocmoc.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// SQL of pre-keys.
final class PreKeyStore {
    /// The highest ids that a device ever uploaded.
    public record LastIds(int signed, int lastResort, int oneTime, int kem) {}

    /// What is left of a device's keys.
    public record Counts(int oneTime, int oneTimeKem) {}

    /// The id and age of the present signed key.
    public record Present(@Nullable Integer signedId, @Nullable Long signedCreatedMs) {}

    private PreKeyStore() {}

    static Optional<LastIds> lockLastIds(Handle handle, Device device) {
        return handle.createQuery(
                        """
                        SELECT last_signed_id AS signed, last_resort_id AS last_resort,
                            last_one_time_id AS one_time, last_kem_id AS kem
                        FROM e2ee_devices WHERE user_id = :user AND device_id = :device FOR UPDATE
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .mapTo(LastIds.class)
                .findOne();
    }

    static void setLastIds(Handle handle, Device device, LastIds ids) {
        handle.execute(
                """
                UPDATE e2ee_devices SET last_signed_id = ?, last_resort_id = ?,
                    last_one_time_id = ?, last_kem_id = ?, low_told_at = NULL
                WHERE user_id = ? AND device_id = ?
                """,
                ids.signed(),
                ids.lastResort(),
                ids.oneTime(),
                ids.kem(),
                device.user(),
                device.id());
    }

    /// Whether the device had no keys before and can be written to from now on.
    static boolean rotate(Handle handle, Device device, SignedKeys.Rotated keys) {
        boolean isFirst =
                handle.execute(
                                "DELETE FROM e2ee_signed_keys WHERE user_id = ? AND device_id = ?",
                                device.user(),
                                device.id())
                        == 0;
        SignedKeys.Signed signed = keys.signed();
        SignedKeys.Signed kem = keys.lastResort();
        handle.execute(
                "INSERT INTO e2ee_signed_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                device.user(),
                device.id(),
                signed.id(),
                signed.createdMs(),
                signed.key(),
                signed.signature(),
                kem.id(),
                kem.createdMs(),
                kem.key(),
                kem.signature());
        return isFirst;
    }

    static void addOneTime(
            Handle handle, Device device, List<SignedKeys.OneTime> keys, long epoch) {
        handle.createUpdate(
                        """
                        INSERT INTO e2ee_one_time_keys (user_id, device_id, key_id, epoch, key)
                        SELECT :user, :device, new.id, :epoch, decode(new.key, 'hex')
                        FROM unnest(:ids, :keys) AS new (id, key)
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .bind("epoch", epoch)
                .bindArray(
                        "ids", Integer.class, keys.stream().map(SignedKeys.OneTime::id).toArray())
                .bindArray(
                        "keys", String.class, keys.stream().map(k -> Bytes.hex(k.key())).toArray())
                .execute();
    }

    static void addKems(Handle handle, Device device, List<SignedKeys.Signed> keys, long epoch) {
        handle.createUpdate(
                        """
                        INSERT INTO e2ee_one_time_kems
                            (user_id, device_id, key_id, epoch, created_ms, key, signature)
                        SELECT :user, :device, new.id, :epoch, new.created,
                            decode(new.key, 'hex'), decode(new.signature, 'hex')
                        FROM unnest(:ids, :created, :keys, :signatures)
                            AS new (id, created, key, signature)
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .bind("epoch", epoch)
                .bindArray("ids", Integer.class, keys.stream().map(k -> k.id()).toArray())
                .bindArray("created", Long.class, keys.stream().map(k -> k.createdMs()).toArray())
                .bindArray(
                        "keys", String.class, keys.stream().map(k -> Bytes.hex(k.key())).toArray())
                .bindArray(
                        "signatures",
                        String.class,
                        keys.stream().map(k -> Bytes.hex(k.signature())).toArray())
                .execute();
    }

    /// Removes keys that a backup restored: they may have been handed out after it was made.
    static void removeOfOtherEpochs(Handle handle, Device device, long epoch) {
        for (String table : List.of("e2ee_one_time_keys", "e2ee_one_time_kems")) {
            handle.execute(
                    "DELETE FROM " + table + " WHERE user_id = ? AND device_id = ? AND epoch <> ?",
                    device.user(),
                    device.id(),
                    epoch);
        }
    }

    static Counts counts(Handle handle, UserId user, int device, long epoch) {
        return handle.createQuery(
                        """
                        SELECT
                            (SELECT count(*) FROM (
                                SELECT FROM e2ee_one_time_keys
                                WHERE user_id = :user AND device_id = :device AND epoch = :epoch
                                LIMIT :most) AS few) AS one_time,
                            (SELECT count(*) FROM (
                                SELECT FROM e2ee_one_time_kems
                                WHERE user_id = :user AND device_id = :device AND epoch = :epoch
                                LIMIT :most) AS few) AS one_time_kem
                        """)
                .bind("user", user)
                .bind("device", device)
                .bind("epoch", epoch)
                .bind("most", Size.E2EE_ONE_TIME_KEYS.value() + 1)
                .mapTo(Counts.class)
                .one();
    }

    static Present present(Handle handle, Device device) {
        return handle.createQuery(
                        """
                        SELECT signed_id, signed_created_ms FROM e2ee_signed_keys
                        WHERE user_id = :user AND device_id = :device
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .mapTo(Present.class)
                .findOne()
                .orElse(new Present(null, null));
    }

    /// Whether the device has not been told within the hour that its keys run out.
    static boolean noteLow(Handle handle, UserId user, int device, Instant now) {
        return handle.execute(
                        """
                        UPDATE e2ee_devices SET low_told_at = ?
                        WHERE user_id = ? AND device_id = ?
                          AND (low_told_at IS NULL OR low_told_at < ?::timestamptz - interval '1 hour')
                        """,
                        now,
                        user,
                        device,
                        now)
                > 0;
    }
}
