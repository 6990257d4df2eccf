package org.kocmoc.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Recognises the legacy messenger's database before anything in it is touched.
///
/// All tables, columns, types and unique keys that the migrations rely on must be there; tables and
/// columns besides them are left alone.
final class LegacySchema {
    /// Table, columns in `information_schema` types; `!` marks a unique key.
    private static final List<String> EXPECTED =
            """
            users: id integer, name text, email text, password text, avatar text, bio text, birthdate text, \
            online boolean, is_admin boolean, banned boolean, created_at timestamptz, !id, !email
            chats: id integer, name text, avatar text, type text, created_at timestamptz, !id
            chat_participants: id integer, chat_id integer, user_id integer, unread_count integer, \
            muted boolean, archived boolean, !id, !chat_id+user_id
            messages: id integer, chat_id integer, sender_id integer, text text, file_url text, file_name text, \
            file_size bigint, file_type text, voice_url text, voice_duration integer, message_type text, \
            status text, created_at timestamptz, !id
            contacts: id integer, owner_id integer, contact_id integer, created_at timestamptz, !id, \
            !contact_id+owner_id
            message_reactions: id integer, message_id integer, user_id integer, reaction text, \
            created_at timestamptz, !id, !message_id+user_id
            devices: id integer, device_id text, account_count integer, created_at timestamptz, !id, !device_id
            email_verifications: id integer, user_id integer, email text, code text, expires_at timestamptz, \
            used boolean, created_at timestamptz, !id
            sessions: id integer, user_id integer, token text, device_id text, created_at timestamptz, !id, !token
            stories: id integer, user_id integer, type text, content_url text, text text, background text, \
            created_at timestamptz, expires_at timestamptz, !id
            story_views: id integer, story_id integer, user_id integer, viewed_at timestamptz, !id, \
            !story_id+user_id
            """
                    .lines()
                    .toList();

    private static final String COLUMNS =
            """
            SELECT a.attname || ' ' || CASE a.atttypid WHEN 'timestamptz'::regtype THEN 'timestamptz'
                ELSE format_type(a.atttypid, a.atttypmod) END
            FROM pg_attribute a
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT '!' || (SELECT string_agg(a.attname, '+' ORDER BY a.attname)
                           FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))
            FROM pg_index i
            WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indisvalid
                AND i.indpred IS NULL AND i.indexprs IS NULL
            """;

    private LegacySchema() {}

    /// True if all legacy tables are there, false if none is.
    ///
    /// @throws SchemaException if some are, or if one is not as expected
    static boolean isPresent(Connection connection) throws SQLException {
        Set<String> absent = new TreeSet<>();
        Set<String> wrong = new TreeSet<>();
        for (String line : EXPECTED) {
            int colon = line.indexOf(':');
            String table = line.substring(0, colon);
            Set<String> found = find(connection, table);
            Set<String> missing =
                    new LinkedHashSet<>(
                            Arrays.asList(line.substring(colon + 1).strip().split(", ")));
            missing.removeAll(found);
            if (found.isEmpty()) {
                absent.add(table);
            } else if (!missing.isEmpty()) {
                wrong.add(table + " lacks " + describe(missing));
            }
        }
        if (absent.size() == EXPECTED.size()) {
            return false;
        }
        if (absent.isEmpty() && wrong.isEmpty()) {
            return true;
        }
        throw new SchemaException(
                "This database is neither empty nor a complete legacy database, and is left alone."
                        + (absent.isEmpty()
                                ? ""
                                : " Missing tables: " + String.join(", ", absent) + ".")
                        + (wrong.isEmpty()
                                ? ""
                                : " Different tables: " + String.join("; ", wrong) + ".")
                        + " Name another database in PG_DATABASE, or complete this one.");
    }

    private static Set<String> find(Connection connection, String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, table);
            query.setString(2, table);
            try (ResultSet rows = query.executeQuery()) {
                Set<String> found = new TreeSet<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        }
    }

    private static String describe(Set<String> missing) {
        return missing.stream()
                .map(m -> m.startsWith("!") ? "a unique key on " + m.substring(1) : m)
                .collect(Collectors.joining(", "));
    }
}
