package org.kocmoc.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Whether the data folder can be written to and has room.
final class DiskCheck implements Check {
    /// PostgreSQL stops when the disk is full, so the warning comes early.
    private static final long WARN_MIB = 2_048;

    private static final long PROBLEM_MIB = 256;

    private final Path data;

    DiskCheck(Path data) {
        this.data = data;
    }

    @Override
    public List<Finding> run() throws IOException {
        Path existing = data.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent(), "a root always exists");
        }
        if (!Files.isWritable(existing)) {
            return List.of(
                    Finding.problem(
                            existing + " cannot be written to",
                            "Give it to the account that runs the server, or set KOCMOC_DATA."));
        }
        FileStore store = Files.getFileStore(existing);
        long free = store.getUsableSpace() >> 20;
        String what = free + " MiB free for " + data;
        if (free < PROBLEM_MIB) {
            return List.of(Finding.problem(what, "Free space, or move KOCMOC_DATA."));
        }
        if (free < WARN_MIB) {
            return List.of(Finding.warning(what, "Free space soon, or move KOCMOC_DATA."));
        }
        return List.of(Finding.ok(what));
    }
}
