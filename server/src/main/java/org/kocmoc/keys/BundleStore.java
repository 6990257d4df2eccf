package org.kocmoc.keys;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// SQL of taking bundles, in plain JDBC because a group that gets new keys takes many at once.
final class BundleStore {
    /// A device and the keys that serve everybody.
    record Serving(
            byte[] certificate,
            int deviceId,
            int signedId,
            long signedCreatedMs,
            byte[] signedKey,
            byte[] signedSignature,
            int kemId,
            long kemCreatedMs,
            byte[] kemKey,
            byte[] kemSignature) {}

    /// A one-time ML-KEM key.
    record KemRow(int keyId, long createdMs, byte[] key, byte[] signature) {}

    /// A one-time X25519 key.
    record OneTimeRow(int keyId, byte[] key) {}

    /// What a take found.
    ///
    /// @param runsOut whether the device has few left and has not been told so within the hour
    record Kept(@Nullable KemRow kem, @Nullable OneTimeRow oneTime, boolean runsOut) {}

    /// What others need of a user's devices.
    ///
    /// @param list the signed list in force
    /// @param serving of the devices that can be written to
    record Addressee(
            byte[] accountKey, byte[] list, List<byte[]> certificates, List<Serving> serving) {}

    /// Who asks and for whom.
    ///
    /// @param caller the device that the sign-in was claimed for, if there is one
    /// @param strangers whether the two share no chat
    /// @param addressee empty if the user has not set up encryption
    record Asked(Optional<Device> caller, boolean strangers, Optional<Addressee> addressee) {}

    /// Three statements in one round trip.
    private static final String ASK =
            DeviceStore.ACTING
                    + ";"
                    + DeviceStore.STRANGERS
                    + ";"
                    + """
            SELECT a.account_key, l.signed, d.device_id, d.certificate,
                k.signed_id, k.signed_created_ms, k.signed_key, k.signed_signature,
                k.kem_id, k.kem_created_ms, k.kem_key, k.kem_signature
            FROM e2ee_accounts a
            JOIN e2ee_device_lists l ON l.user_id = a.user_id AND l.version = a.list_version
            LEFT JOIN e2ee_devices d ON d.user_id = a.user_id
            LEFT JOIN e2ee_signed_keys k ON k.user_id = d.user_id AND k.device_id = d.device_id
            WHERE a.user_id = ? ORDER BY d.device_id
            """;

    private static final String OWN = "user_id = ? AND device_id = ? AND epoch = ?";

    /// The counts are of the moment before, so that they include what is taken.
    private static final String TAKE =
            """
            WITH kem AS (
                DELETE FROM e2ee_one_time_kems WHERE (user_id, device_id, key_id) = (
                    SELECT user_id, device_id, key_id FROM e2ee_one_time_kems
                    WHERE $own ORDER BY key_id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING key_id, created_ms, key, signature
            ), one_time AS (
                DELETE FROM e2ee_one_time_keys WHERE (user_id, device_id, key_id) = (
                    SELECT user_id, device_id, key_id FROM e2ee_one_time_keys
                    WHERE $own ORDER BY key_id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING key_id, key
            )
            SELECT kem.key_id, kem.created_ms, kem.key, kem.signature,
                one_time.key_id, one_time.key,
                ((SELECT count(*) FROM (SELECT FROM e2ee_one_time_kems
                                        WHERE $own LIMIT $low_kem + 1) AS few) <= $low_kem
                 OR (SELECT count(*) FROM (SELECT FROM e2ee_one_time_keys
                                           WHERE $own LIMIT $low_one_time + 1) AS few)
                    <= $low_one_time)
                AND NOT EXISTS (
                    SELECT FROM e2ee_devices WHERE user_id = ? AND device_id = ?
                    AND low_told_at >= to_timestamp(? / 1000.0) - interval '1 hour')
            FROM (SELECT) AS always LEFT JOIN kem ON true LEFT JOIN one_time ON true
            """
                    .replace("$own", OWN)
                    .replace("$low_kem", Integer.toString(Size.E2EE_ONE_TIME_KEMS_LOW.value()))
                    .replace(
                            "$low_one_time", Integer.toString(Size.E2EE_ONE_TIME_KEYS_LOW.value()));

    private BundleStore() {}

    /// Looks up what a take begins with.
    static Asked ask(Connection connection, UserId caller, String tokenHash, UserId user)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ASK)) {
            DeviceStore.bindActing(statement, 1, caller, tokenHash);
            DeviceStore.bindStrangers(connection, statement, 3, caller, List.of(user));
            statement.setLong(6, user.value());
            statement.execute();
            Optional<Device> acting;
            try (ResultSet rows = statement.getResultSet()) {
                acting = DeviceStore.acting(rows, caller);
            }
            statement.getMoreResults();
            boolean strangers;
            try (ResultSet rows = statement.getResultSet()) {
                strangers = rows.next();
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return new Asked(acting, strangers, addressee(rows));
            }
        }
    }

    private static Optional<Addressee> addressee(ResultSet rows) throws SQLException {
        Addressee addressee = null;
        while (rows.next()) {
            if (addressee == null) {
                addressee =
                        new Addressee(
                                rows.getBytes(1),
                                rows.getBytes(2),
                                new ArrayList<>(),
                                new ArrayList<>());
            }
            byte[] certificate = rows.getBytes(4);
            if (certificate != null) {
                addressee.certificates().add(certificate);
            }
            if (rows.getBytes(7) != null) {
                addressee.serving().add(serving(certificate, rows));
            }
        }
        return Optional.ofNullable(addressee);
    }

    private static Serving serving(byte[] certificate, ResultSet row) throws SQLException {
        return new Serving(
                certificate,
                row.getInt(3),
                row.getInt(5),
                row.getLong(6),
                row.getBytes(7),
                row.getBytes(8),
                row.getInt(9),
                row.getLong(10),
                row.getBytes(11),
                row.getBytes(12));
    }

    /// Takes the oldest one-time keys of a device that nobody else is just taking, in one statement
    /// that is committed by itself.
    static Kept take(Connection connection, UserId user, int device, long epoch, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            int parameter = 1;
            for (long third : new long[] {epoch, epoch, epoch, epoch, now.toEpochMilli()}) {
                statement.setLong(parameter++, user.value());
                statement.setLong(parameter++, device);
                statement.setLong(parameter++, third);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                byte[] kem = row.getBytes(3);
                byte[] oneTime = row.getBytes(6);
                return new Kept(
                        kem == null
                                ? null
                                : new KemRow(row.getInt(1), row.getLong(2), kem, row.getBytes(4)),
                        oneTime == null ? null : new OneTimeRow(row.getInt(5), oneTime),
                        row.getBoolean(7));
            }
        }
    }
}
