package org.kocmoc.keys;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL of accounts, lists, devices and their sessions; what every request of a device asks is in
/// plain JDBC.
final class DeviceStore {
    /// What a user's devices hang on.
    public record AccountRow(byte[] accountKey, long listVersion, byte[] listHash) {}

    /// Parameters: [#bindActing].
    static final String ACTING =
            """
            SELECT d.device_id, d.registration_id
            FROM e2ee_sessions s JOIN e2ee_devices d
                ON d.user_id = s.user_id AND d.device_id = s.device_id
            WHERE s.token_hash = ? AND s.user_id = ?
            """;

    /// Parameters: [#bindStrangers].
    static final String STRANGERS =
            """
            SELECT wanted.id FROM unnest(?::bigint[]) AS wanted (id)
            WHERE wanted.id <> ? AND NOT EXISTS (
                SELECT FROM chat_participants mine
                JOIN chat_participants theirs ON theirs.chat_id = mine.chat_id
                WHERE mine.user_id = ? AND theirs.user_id = wanted.id)
            """;

    private DeviceStore() {}

    static Optional<AccountRow> account(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT a.account_key, a.list_version, l.hash AS list_hash
                        FROM e2ee_accounts a JOIN e2ee_device_lists l
                            ON l.user_id = a.user_id AND l.version = a.list_version
                        WHERE a.user_id = :user
                        """)
                .bind("user", user)
                .mapTo(AccountRow.class)
                .findOne();
    }

    /// As [#account], locked until the transaction ends. Locked first and read afterwards: one
    /// statement that has waited for the lock would join the list of before.
    static Optional<AccountRow> lockAccount(Handle handle, UserId user) {
        handle.createQuery("SELECT user_id FROM e2ee_accounts WHERE user_id = ? FOR NO KEY UPDATE")
                .bind(0, user)
                .mapTo(Long.class)
                .findOne();
        return account(handle, user);
    }

    /// Whether there was none before.
    static boolean insertAccount(Handle handle, UserId user, byte[] accountKey, long version) {
        return handle.execute(
                        """
                        INSERT INTO e2ee_accounts (user_id, account_key, list_version)
                        VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        user,
                        accountKey,
                        version)
                > 0;
    }

    /// Puts another account key in place; devices and lists signed by the former one go.
    static void replaceAccount(Handle handle, UserId user, byte[] accountKey, long version) {
        handle.execute("DELETE FROM e2ee_devices WHERE user_id = ?", user);
        handle.execute("DELETE FROM e2ee_device_lists WHERE user_id = ?", user);
        handle.execute(
                """
                UPDATE e2ee_accounts SET account_key = ?, list_version = ?,
                    roster_serial = roster_serial + 1
                WHERE user_id = ?
                """,
                accountKey,
                version,
                user);
    }

    static void addLists(Handle handle, UserId user, List<DeviceList> lists, Instant at) {
        for (DeviceList list : lists) {
            handle.execute(
                    """
                    INSERT INTO e2ee_device_lists (user_id, version, hash, signed, created_at)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    user,
                    list.version(),
                    list.hash(),
                    list.encoded(),
                    at);
        }
        handle.execute(
                """
                UPDATE e2ee_accounts SET list_version = ?, roster_serial = roster_serial + 1
                WHERE user_id = ?
                """,
                lists.getLast().version(),
                user);
    }

    static void raiseSerial(Handle handle, UserId user) {
        handle.execute(
                "UPDATE e2ee_accounts SET roster_serial = roster_serial + 1 WHERE user_id = ?",
                user);
    }

    /// Lists from a version on, oldest first.
    static List<byte[]> lists(Handle handle, UserId user, long from, int limit) {
        return handle.createQuery(
                        """
                        SELECT signed FROM e2ee_device_lists
                        WHERE user_id = :user AND version >= :from ORDER BY version LIMIT :limit
                        """)
                .bind("user", user)
                .bind("from", from)
                .bind("limit", limit)
                .mapTo(byte[].class)
                .list();
    }

    static List<byte[]> certificates(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT certificate FROM e2ee_devices
                        WHERE user_id = :user ORDER BY device_id
                        """)
                .bind("user", user)
                .mapTo(byte[].class)
                .list();
    }

    static Optional<byte[]> certificate(Handle handle, UserId user, int device) {
        return handle.createQuery(
                        """
                        SELECT certificate FROM e2ee_devices
                        WHERE user_id = :user AND device_id = :device
                        """)
                .bind("user", user)
                .bind("device", device)
                .mapTo(byte[].class)
                .findOne();
    }

    /// Hashes of the stored certificates in hexadecimal.
    static List<String> hashes(Handle handle, UserId user) {
        return handle
                .createQuery("SELECT hash FROM e2ee_devices WHERE user_id = :user")
                .bind("user", user)
                .mapTo(byte[].class)
                .list()
                .stream()
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    /// Removes devices that are not on a list, with their keys, sessions and mail.
    static void removeUnlisted(Handle handle, UserId user, List<String> listed) {
        handle.createUpdate(
                        """
                        DELETE FROM e2ee_devices
                        WHERE user_id = :user AND encode(hash, 'hex') <> ALL (:listed)
                        """)
                .bind("user", user)
                .bindArray("listed", String.class, listed.toArray())
                .execute();
    }

    static void addDevice(Handle handle, UserId user, DeviceCertificate device, Instant at) {
        handle.execute(
                """
                INSERT INTO e2ee_devices (user_id, device_id, registration_id, certificate, hash,
                    signing_key, listed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                user,
                device.device(),
                device.registrationId(),
                device.encoded(),
                device.hash(),
                device.signingKey(),
                at);
    }

    static void claim(Handle handle, UserId user, int device, String tokenHash) {
        handle.execute(
                """
                INSERT INTO e2ee_sessions (token_hash, user_id, device_id) VALUES (?, ?, ?)
                ON CONFLICT (token_hash) DO UPDATE SET device_id = excluded.device_id
                """,
                tokenHash,
                user,
                device);
    }

    static Optional<Device> acting(Connection connection, UserId user, String tokenHash)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ACTING)) {
            bindActing(statement, 1, user, tokenHash);
            try (ResultSet rows = statement.executeQuery()) {
                return acting(rows, user);
            }
        }
    }

    static void bindActing(PreparedStatement statement, int first, UserId user, String tokenHash)
            throws SQLException {
        statement.setString(first, tokenHash);
        statement.setLong(first + 1, user.value());
    }

    static Optional<Device> acting(ResultSet rows, UserId user) throws SQLException {
        return rows.next()
                ? Optional.of(new Device(user, rows.getInt(1), rows.getInt(2)))
                : Optional.empty();
    }

    /// Everybody with whom the user shares an encrypted chat.
    static List<UserId> companions(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT DISTINCT other.user_id
                        FROM chat_participants mine
                        JOIN chats c ON c.id = mine.chat_id AND c.mode = 'e2ee'
                        JOIN chat_participants other ON other.chat_id = mine.chat_id
                        WHERE mine.user_id = :user
                        """)
                .bind("user", user)
                .mapTo(UserId.class)
                .list();
    }

    /// Those of several users with whom the user shares no chat.
    static List<UserId> strangers(Connection connection, UserId user, List<UserId> others)
            throws SQLException {
        List<UserId> strangers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(STRANGERS)) {
            bindStrangers(connection, statement, 1, user, others);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    strangers.add(new UserId(rows.getLong(1)));
                }
            }
        }
        return strangers;
    }

    static void bindStrangers(
            Connection connection,
            PreparedStatement statement,
            int first,
            UserId user,
            List<UserId> others)
            throws SQLException {
        statement.setArray(
                first,
                connection.createArrayOf(
                        "int8", others.stream().map(UserId::value).toArray(Long[]::new)));
        statement.setLong(first + 1, user.value());
        statement.setLong(first + 2, user.value());
    }
}
