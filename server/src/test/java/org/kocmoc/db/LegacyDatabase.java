package org.kocmoc.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kocmoc.testkit.Postgres;

/// A database of the legacy server, filled with what only years of use produce, and plain SQL on it
/// before there is a schema for a pool.
record LegacyDatabase(DatabaseSettings settings) {
    static final Map<String, String> COLUMNS = columns();

    /// On the cluster of `server`.
    static LegacyDatabase create(DatabaseSettings server, String name)
            throws SQLException, IOException {
        new LegacyDatabase(server).execute("CREATE DATABASE " + name);
        var database = new LegacyDatabase(Postgres.another(server, name));
        database.execute(resource("/db/migration/V1__legacy.sql"));
        database.execute(resource("/legacy-data.sql"));
        return database;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = settings.singleConnections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The rows as texts, `null` for null, times in UTC, columns joined by a bar.
    List<String> rows(String sql) throws SQLException {
        try (Connection connection = settings.singleConnections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            ResultSet rows = statement.executeQuery(sql);
            int width = rows.getMetaData().getColumnCount();
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                found.add(String.join("|", row));
            }
            return found;
        }
    }

    String one(String sql) throws SQLException {
        List<String> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError(rows);
        }
        return rows.getFirst();
    }

    /// Every legacy column of every row, by table.
    Map<String, List<String>> contents() throws SQLException {
        Map<String, List<String>> contents = new LinkedHashMap<>();
        for (Map.Entry<String, String> table : COLUMNS.entrySet()) {
            contents.put(
                    table.getKey(),
                    rows(
                            "SELECT "
                                    + table.getValue()
                                    + " FROM "
                                    + table.getKey()
                                    + " ORDER BY id"));
        }
        return contents;
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(
                "users",
                "id, name, email, password, avatar, bio, birthdate, online, is_admin, banned, created_at");
        columns.put("chats", "id, name, avatar, type, created_at");
        columns.put("chat_participants", "id, chat_id, user_id, unread_count, muted, archived");
        columns.put(
                "messages",
                "id, chat_id, sender_id, text, file_url, file_name, file_size, file_type, voice_url, voice_duration, message_type, status, created_at");
        columns.put("contacts", "id, owner_id, contact_id, created_at");
        columns.put("message_reactions", "id, message_id, user_id, reaction, created_at");
        columns.put("devices", "id, device_id, account_count, created_at");
        columns.put(
                "email_verifications", "id, user_id, email, code, expires_at, used, created_at");
        columns.put("sessions", "id, user_id, token, device_id, created_at");
        columns.put(
                "stories",
                "id, user_id, type, content_url, text, background, created_at, expires_at");
        columns.put("story_views", "id, story_id, user_id, viewed_at");
        return columns;
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = LegacyDatabase.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
