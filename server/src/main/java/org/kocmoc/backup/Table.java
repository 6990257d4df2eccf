package org.kocmoc.backup;

import java.util.List;
import java.util.stream.Collectors;

/// A table as a backup holds it.
///
/// @param columns those copied, in their order in the stream
record Table(String name, List<String> columns) {
    /// Quoted for SQL.
    String quoted() {
        return quote(name);
    }

    /// Quoted and joined by commas.
    String columnList() {
        return columns.stream().map(Table::quote).collect(Collectors.joining(", "));
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
