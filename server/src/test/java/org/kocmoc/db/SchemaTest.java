package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Postgres;

/// Rules that every table keeps, whichever migration made it.
class SchemaTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    /// Columns, constraints, indexes, sequences and comments as text.
    static final List<String> CATALOGUES =
            List.of(
                    """
                    SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity
                    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
                    """,
                    """
                    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                    FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
                    """,
                    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
                    "SELECT sequencename, data_type::text, max_value FROM pg_sequences ORDER BY 1",
                    """
                    SELECT relname, obj_description(oid) FROM pg_class
                    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
                    """);

    @Test
    void everyTableSaysWhoOwnsItAndWhatHolds() {
        assertThat(
                        names(
                                """
                                SELECT relname FROM pg_class
                                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                                    AND relname <> 'flyway_schema_history'
                                    AND obj_description(oid) IS DISTINCT FROM 'Owner: ' || substr(obj_description(oid), 8)
                                """))
                .isEmpty();
    }

    /// Otherwise deleting an account or a chat reads whole tables.
    @Test
    void everyForeignKeyHasAnIndexThatBeginsWithIt() {
        assertThat(
                        names(
                                """
                                SELECT conrelid::regclass || '.' || a.attname
                                FROM pg_constraint c
                                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                                WHERE c.contype = 'f' AND NOT EXISTS (
                                    SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1]
                                    AND (i.indpred IS NULL
                                        OR pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)'))
                                """))
                .isEmpty();
    }

    /// A send must not touch an index when it advances the head.
    @Test
    void chatHeadsHaveNoIndexButTheKey() {
        assertThat(names("SELECT indexdef FROM pg_indexes WHERE tablename = 'chat_heads'"))
                .singleElement()
                .asString()
                .endsWith("(chat_id)");
    }

    private List<String> names(String sql) {
        return postgres.database()
                .read(handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
