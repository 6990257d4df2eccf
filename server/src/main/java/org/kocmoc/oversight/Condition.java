package org.kocmoc.oversight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kocmoc.db.Database;

/// How the server is doing at this moment. Any thread; blocks.
final class Condition {
    private final Database database;
    private final Path data;

    /// @param data the folder that files go to
    Condition(Database database, Path data) {
        this.database = database;
        this.data = data;
    }

    Map<String, Object> now() {
        Map<String, Object> figures = new LinkedHashMap<>();
        ConditionStore.Figures stored = database.read(ConditionStore::figures);
        figures.put("uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1_000);
        figures.put("java_version", Runtime.version().toString());
        figures.put("memory_used_bytes", used());
        figures.put("memory_max_bytes", Runtime.getRuntime().maxMemory());
        try {
            FileStore disk = Files.getFileStore(data);
            figures.put("disk_free_bytes", disk.getUsableSpace());
            figures.put("disk_total_bytes", disk.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        figures.put("database", stored);
        return figures;
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
