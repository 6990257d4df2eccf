package org.kocmoc.bench.sections;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.stage.BenchServer;
import org.kocmoc.bench.stage.Stage;
import org.kocmoc.db.LocalPostgres;

/// From `java -jar` to being ready, with existing data and with what the JVM has learnt from an
/// earlier start (its AOT cache), less the time that the embedded PostgreSQL takes for its own
/// start.
public final class StartupSection implements Section {
    private static final double TARGET_MILLIS = 1_500;
    private static final int TIMES = 5;

    @Override
    public void run(Stage stage, Report report) throws Exception {
        Path folder = Files.createTempDirectory("kocmoc-bench-start-");
        try {
            Path cache = cache(stage.jar(), folder);
            List<String> options =
                    List.of("-XX:AOTCache=" + cache, "-Xlog:disable", "-Xlog:all=error:stderr");
            // Makes the data.
            start(stage.jar(), folder, options);
            Latencies server = new Latencies();
            Latencies postgres = new Latencies();
            for (int i = 0; i < TIMES; i++) {
                server.add(start(stage.jar(), folder, options));
                postgres.add(startPostgres(folder));
            }
            double own = postgres.millis(0.5);
            report.add(
                    "startup: ready, beside PostgreSQL's own start",
                    server.millis(0.5) - own,
                    TARGET_MILLIS,
                    "ms");
            report.note("PostgreSQL's own start: " + Math.round(own) + " ms");
        } finally {
            BenchServer.remove(folder);
        }
    }

    /// The cache of the build, or one made here.
    private static Path cache(Path jar, Path folder) throws IOException, InterruptedException {
        Path built = jar.resolveSibling("kocmoc.aot");
        if (Files.isRegularFile(built)
                && Files.getLastModifiedTime(built).compareTo(Files.getLastModifiedTime(jar)) > 0) {
            return built;
        }
        Path made = folder.resolve("kocmoc.aot");
        Path script =
                Path.of(System.getProperty("kocmoc.bench", "bench"), "..", "deploy", "train.sh");
        Process training =
                new ProcessBuilder(
                                script.toString(),
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                jar.toString(),
                                made.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (training.waitFor() != 0) {
            throw new IOException("the JVM did not learn from a start");
        }
        return made;
    }

    private static long start(Path jar, Path folder, List<String> options)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        BenchServer server = BenchServer.start(jar, folder, options);
        long nanos = System.nanoTime() - start;
        server.stop();
        return nanos;
    }

    private static long startPostgres(Path folder) throws IOException {
        long start = System.nanoTime();
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"))) {
            postgres.settings();
            return System.nanoTime() - start;
        }
    }
}
