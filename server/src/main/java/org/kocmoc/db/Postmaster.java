package org.kocmoc.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A running PostgreSQL as its `postmaster.pid` describes it.
record Postmaster(long pid, int port) {
    private static final int PORT_LINE = 3;

    /// The one that serves `directory`; none if the file is absent, or the process it names is gone
    /// or is another program that got its number.
    static Optional<Postmaster> of(Path directory) throws IOException {
        return read(directory).filter(Postmaster::isPostgres);
    }

    /// Stops what an earlier server left running in `directory`, which the caller holds the lock
    /// of.
    static void clear(Path directory, PostgresCommand command) throws IOException {
        Optional<Postmaster> found = read(directory);
        if (found.isEmpty()) {
            return;
        }
        if (found.get().isPostgres()) {
            stop(directory, command);
        } else if (ProcessHandle.of(found.get().pid()).isPresent()) {
            // PostgreSQL would take the stranger for itself and refuse to start. A container whose
            // process numbers begin anew at each start is where this happens.
            Files.delete(directory.resolve("postmaster.pid"));
        }
    }

    /// Ends connections, writes everything to disk and stops.
    static void stop(Path directory, PostgresCommand command) throws IOException {
        command.run("pg_ctl", "stop", "-D", directory.toString(), "-m", "fast", "-w", "-t", "60");
    }

    private boolean isPostgres() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).getFileName().toString())
                .filter(name -> name.equals("postgres") || name.equals("postgres.exe"))
                .isPresent();
    }

    private static Optional<Postmaster> read(Path directory) throws IOException {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
            return lines.size() <= PORT_LINE
                    ? Optional.empty()
                    : Optional.of(
                            new Postmaster(
                                    Long.parseLong(lines.getFirst().strip()),
                                    Integer.parseInt(lines.get(PORT_LINE).strip())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            throw new IOException("Unreadable: " + directory.resolve("postmaster.pid"), e);
        }
    }
}
