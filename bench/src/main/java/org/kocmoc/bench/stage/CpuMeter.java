package org.kocmoc.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Reads from `/proc` how much processor time the server, its PostgreSQL and this process have
/// used. Elsewhere than on Linux everything reads as zero.
public final class CpuMeter {
    /// Processor time so far, in nanoseconds.
    public record Usage(long server, long postgres, long generator) {
        public Usage since(Usage before) {
            return new Usage(
                    server - before.server,
                    postgres - before.postgres,
                    generator - before.generator);
        }

        /// What one of so many operations took.
        public String perOperation(long operations) {
            double micros = 1e3 * Math.max(1, operations);
            return String.format(
                    Locale.ROOT,
                    "CPU per operation: server %.0f µs, PostgreSQL %.0f µs, generator %.0f µs",
                    server / micros,
                    postgres / micros,
                    generator / micros);
        }
    }

    private static final Path PROC = Path.of("/proc");

    /// The kernel's unit of processor time as user space sees it, on every architecture.
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int KERNEL = 12;

    private final long server;
    private final long postmaster;

    public CpuMeter(long server, long postmaster) {
        this.server = server;
        this.postmaster = postmaster;
    }

    public Usage usage() throws IOException {
        long postgres = 0;
        if (Files.isDirectory(PROC)) {
            try (Stream<Path> processes = Files.list(PROC)) {
                for (Path process : processes.filter(CpuMeter::isProcess).toList()) {
                    String[] fields = stat(process);
                    if (fields.length > KERNEL && isPostgres(process, fields)) {
                        postgres += ticks(fields);
                    }
                }
            }
        }
        return new Usage(
                nanos(server), postgres * TICK_NANOS, nanos(ProcessHandle.current().pid()));
    }

    private static long nanos(long pid) throws IOException {
        String[] fields = stat(PROC.resolve(Long.toString(pid)));
        return fields.length > KERNEL ? ticks(fields) * TICK_NANOS : 0;
    }

    private static boolean isProcess(Path path) {
        return Character.isDigit(path.getFileName().toString().charAt(0));
    }

    private boolean isPostgres(Path process, String[] fields) {
        return process.getFileName().toString().equals(Long.toString(postmaster))
                || fields[PARENT].equals(Long.toString(postmaster));
    }

    private static long ticks(String[] fields) {
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL]);
    }

    /// The fields after the command's name, which may itself hold spaces; none if the process has
    /// ended.
    private static String[] stat(Path process) throws IOException {
        try {
            String line = Files.readString(process.resolve("stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (NoSuchFileException e) {
            return new String[0];
        } catch (IOException e) {
            // It ended between opening and reading.
            if (Files.exists(process)) {
                throw e;
            }
            return new String[0];
        }
    }
}
