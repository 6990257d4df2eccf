package org.kocmoc.backup;

import java.util.List;

/// What a backup says about itself before anything else.
///
/// @param schema version of the schema that its tables have
/// @param createdAt ISO 8601; before the snapshot
/// @param postgres version of the server it was taken from
/// @param epoch of the log when it was taken
record Manifest(int schema, String createdAt, String postgres, long epoch, List<Table> tables) {
    Manifest {
        tables = List.copyOf(tables);
    }

    /// A table of that name, which is there.
    Table table(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BackupException("The backup lacks the table " + name + "."));
    }
}
