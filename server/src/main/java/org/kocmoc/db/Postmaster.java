package org.kocmoc.db;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A running PostgreSQL as its `postmaster.pid` describes it.
record Postmaster(long pid, int port) {
    private static final int PORT_LINE = 3;

    /// Many lines, however large the log of a day is.
    private static final int TAIL_BYTES = 64 * 1024;

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

    /// Whether the one of a directory has a process that replays its log. Yes where that cannot be
    /// told: only Linux shows what PostgreSQL calls its processes.
    static boolean isReplaying(Path directory) {
        if (!Files.exists(Path.of("/proc/self/cmdline"))) {
            return true;
        }
        try {
            return of(directory)
                    .flatMap(found -> ProcessHandle.of(found.pid()))
                    .map(process -> process.children().anyMatch(Postmaster::replays))
                    .orElse(false);
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean replays(ProcessHandle child) {
        try {
            Path title = Path.of("/proc", Long.toString(child.pid()), "cmdline");
            return Files.readString(title, StandardCharsets.ISO_8859_1)
                    .startsWith("postgres: startup");
        } catch (IOException e) {
            return false;
        }
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

    /// The newest line of its own log that tells why it ended, with the time at which it was
    /// written, for the server's log: operators look there first. The empty text if there is none.
    /// Never fails.
    static String lastWords(Path cluster) {
        try (Stream<Path> files = Files.list(cluster.resolve("log"))) {
            Optional<Path> newest =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
            return newest.isEmpty() ? "" : lastWordsIn(tail(newest.get()));
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /// A panic, or else what kept it from starting; not what it answers meanwhile to those who want
    /// to connect.
    static String lastWordsIn(String log) {
        String panic = "";
        String fatal = "";
        for (String line : log.lines().toList()) {
            if (line.contains(" PANIC: ")) {
                panic = line;
            } else if (line.contains(" FATAL: ") && !line.contains("the database system is")) {
                fatal = line;
            }
        }
        return panic.isEmpty() ? fatal : panic;
    }

    private static String tail(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, open.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (open.length() - from)];
            open.seek(from);
            open.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
