package org.kocmoc.envelopes;

import java.util.List;
import org.kocmoc.db.Database;

/// Looks for a text in every table, as text and inside bytes.
public final class Canary {
    private Canary() {}

    /// The tables that hold it.
    public static List<String> tablesHolding(Database database, String canary) {
        return database.read(
                handle ->
                        handle
                                .createQuery(
                                        """
                                        SELECT c.relname FROM pg_class c
                                        JOIN pg_namespace n ON n.oid = c.relnamespace
                                        WHERE c.relkind = 'r' AND n.nspname = 'public'
                                        """)
                                .mapTo(String.class)
                                .list()
                                .stream()
                                .filter(
                                        table ->
                                                handle.createQuery(
                                                                "SELECT EXISTS (SELECT 1 FROM "
                                                                        + table
                                                                        + " t WHERE t::text LIKE '%' || :canary || '%'"
                                                                        + " OR t::text LIKE '%' || encode(:canary::bytea, 'hex') || '%')")
                                                        .bind("canary", canary)
                                                        .mapTo(Boolean.class)
                                                        .one())
                                .toList());
    }
}
