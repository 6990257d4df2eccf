package org.kocmoc.access;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kocmoc.db.Database;

/// All rows of the database as texts, to tell what changed.
///
/// @param tables the rows of each table
record Contents(Map<String, Set<String>> tables) {
    /// Tables that change by themselves: work in the background, figures.
    private static final Set<String> RESTLESS =
            Set.of(
                    "flyway_schema_history",
                    "scheduled_tasks",
                    "presence",
                    "nodes",
                    "message_terms",
                    "message_terms_progress",
                    "chat_search_keys",
                    "daily_statistics",
                    "daily_statistics_progress",
                    "server_state");

    /// Columns that change by themselves: who called when, when a file was last of use, how far a
    /// mail has come.
    private static final String LEFT_OUT =
            "'last_used_at', 'last_seen_at', 'online', 'unused_since', 'payload', 'sent_at',"
                    + " 'attempts', 'next_try_at', 'last_error'";

    static Contents of(Database database) {
        return database.read(
                handle -> {
                    List<String> names =
                            handle.createQuery(
                                            """
                                            SELECT table_name FROM information_schema.tables
                                            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                                            """)
                                    .mapTo(String.class)
                                    .list();
                    Map<String, Set<String>> tables = new TreeMap<>();
                    for (String name : names) {
                        if (!RESTLESS.contains(name)) {
                            tables.put(
                                    name,
                                    new HashSet<>(
                                            handle.createQuery(
                                                            "SELECT (to_jsonb(t) - ARRAY["
                                                                    + LEFT_OUT
                                                                    + "])::text FROM "
                                                                    + name
                                                                    + " t")
                                                    .mapTo(String.class)
                                                    .list()));
                        }
                    }
                    return new Contents(tables);
                });
    }

    /// Rows that are there now and were not, each after its table's name.
    static Set<String> added(Contents before, Contents after) {
        return after.tables.entrySet().stream()
                .flatMap(
                        table ->
                                table.getValue().stream()
                                        .filter(
                                                row ->
                                                        !before.tables
                                                                .getOrDefault(
                                                                        table.getKey(), Set.of())
                                                                .contains(row))
                                        .map(row -> table.getKey() + " " + row))
                .collect(Collectors.toSet());
    }
}
