package org.kocmoc.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Binds rows as parallel arrays for `unnest`: one array parameter per column, in order. The arrays
/// are of the exact types that the driver sends in binary form.
final class Columns<T> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int parameter;

    /// @param first number of the statement's parameter that the first column takes
    Columns(Connection connection, PreparedStatement statement, List<T> rows, int first) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.parameter = first;
    }

    void longs(Function<T, @Nullable Long> value) throws SQLException {
        bind("int8", value, Long[]::new);
    }

    void ints(Function<T, @Nullable Integer> value) throws SQLException {
        bind("int4", value, Integer[]::new);
    }

    void texts(Function<T, @Nullable String> value) throws SQLException {
        bind("text", value, String[]::new);
    }

    void bytes(Function<T, byte @Nullable []> value) throws SQLException {
        bind("bytea", value, byte[][]::new);
    }

    /// Times as milliseconds since 1970, which `to_timestamp(ms / 1000.0)` turns back exactly.
    void millis(Function<T, Instant> value) throws SQLException {
        longs(row -> value.apply(row).toEpochMilli());
    }

    private <V> void bind(
            String type, Function<T, ? extends @Nullable V> value, IntFunction<@Nullable V[]> array)
            throws SQLException {
        @Nullable V[] values = array.apply(rows.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        statement.setArray(parameter++, connection.createArrayOf(type, values));
    }
}
