package org.kocmoc.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Limits that the statements of every request live under: 30 s for a statement, 5 s for a lock, 10
/// s idle in a transaction.
///
/// They belong to the role in this database, because a session's own settings do not survive
/// PgBouncer and `SET LOCAL` costs a round trip per transaction. What an operator has set is kept.
/// They hold for connections made afterwards.
final class RoleLimits {
    private static final String SET_WHERE_UNSET =
            """
            DO $$
            DECLARE
                wanted record;
            BEGIN
                FOR wanted IN SELECT * FROM (VALUES ('statement_timeout', '30s'), ('lock_timeout', '5s'),
                    ('idle_in_transaction_session_timeout', '10s')) AS w (name, value)
                LOOP
                    IF EXISTS (SELECT FROM pg_settings s WHERE s.name = wanted.name AND s.reset_val = '0') THEN
                        EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET %I = %L',
                            current_database(), wanted.name, wanted.value);
                    END IF;
                END LOOP;
            END $$
            """;

    private RoleLimits() {}

    static void set(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SET_WHERE_UNSET);
        }
    }
}
