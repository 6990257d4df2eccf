package org.kocmoc.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kocmoc.bench.stage.Stage;

/// What a server holds at a moment of a soak, after a full collection.
record SoakReading(
        long messages,
        long connects,
        long uploads,
        long heapKilobytes,
        long threads,
        long files,
        long databaseKilobytes,
        long mailsWaiting,
        long jobsLate) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /// What messages may take in the database beside their indexes and words, and what else may be
    /// there: vacuum comes later.
    private static final long KILOBYTES_PER_MESSAGE = 4;

    private static final long SLACK_KILOBYTES = 64 << 10;

    /// A figure before and after.
    ///
    /// @param most what it may be afterwards
    record Line(String name, long before, long after, long most) {}

    static SoakReading of(Stage stage, SoakLoad load) throws IOException, InterruptedException {
        long pid = stage.server().pid();
        jcmd(pid, "GC.run");
        String heap = jcmd(pid, "GC.heap_info");
        Matcher used = USED.matcher(heap);
        if (!used.find()) {
            throw new IOException(heap);
        }
        return new SoakReading(
                load.messages.get(),
                load.connects.get(),
                load.uploads.get(),
                Long.parseLong(used.group(1)),
                count(pid, "task"),
                count(pid, "fd"),
                number(stage, "SELECT pg_database_size(current_database()) / 1024"),
                number(stage, "SELECT count(*) FROM mail_outbox WHERE sent_at IS NULL"),
                number(
                        stage,
                        "SELECT count(*) FROM scheduled_tasks WHERE NOT picked AND execution_time < now() - interval '5 minutes'"));
    }

    static List<Line> compare(SoakReading before, SoakReading after) {
        long anything = Long.MAX_VALUE;
        return List.of(
                new Line("messages sent", before.messages, after.messages, anything),
                new Line("sockets signed in", before.connects, after.connects, anything),
                new Line("files uploaded and deleted", before.uploads, after.uploads, anything),
                new Line(
                        "heap after a collection, KB",
                        before.heapKilobytes,
                        after.heapKilobytes,
                        before.heapKilobytes * 5 / 4 + (8 << 10)),
                new Line("threads", before.threads, after.threads, before.threads + 8),
                new Line("open files and sockets", before.files, after.files, before.files + 24),
                new Line(
                        "database, KB",
                        before.databaseKilobytes,
                        after.databaseKilobytes,
                        before.databaseKilobytes
                                + SLACK_KILOBYTES
                                + KILOBYTES_PER_MESSAGE * (after.messages - before.messages)),
                new Line("mails waiting", before.mailsWaiting, after.mailsWaiting, 0),
                new Line("jobs late by 5 minutes", before.jobsLate, after.jobsLate, 0));
    }

    private static long number(Stage stage, String sql) {
        return stage.database().read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private static long count(long pid, String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), folder))) {
            return entries.count();
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
