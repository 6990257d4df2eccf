package org.kocmoc.backup;

import java.util.List;
import java.util.Map;

/// What a backup holds, written at its end and compared by a restore.
///
/// @param rows rows of each table in the stream; of long tables a few may be dropped by a restore
/// @param files files with their thumbnails
/// @param bytes their bytes
/// @param problems what was wrong at the source: files that were missing or damaged there
public record Summary(Map<String, Long> rows, long files, long bytes, List<String> problems) {
    /// Copies.
    public Summary {
        rows = Map.copyOf(rows);
        problems = List.copyOf(problems);
    }

    /// Whether it holds every file.
    ///
    /// @param accepted so many problems are known to the operator
    public boolean isWhole(int accepted) {
        return problems.isEmpty() || problems.size() <= accepted;
    }

    /// Rows of all tables.
    public long allRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
