package org.kocmoc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.kocmoc.bench.stage.Stage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./kocmoc soak`: days of use in a short time. People write, read, come, go, upload and delete,
/// as fast as they can; what the server holds afterwards must be what it held before.
///
/// A third of the time warms up: caches fill, code is compiled. Exit status 1 if anything grew.
@Command(
        name = "soak",
        description = "Messages, connects and uploads in numbers; fails if the server grows.",
        mixinStandardHelpOptions = true)
public final class Soak implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "120", description = "how long in all, from 30")
    private int seconds = 120;

    @Option(names = "--jar", required = true, description = "the server's jar")
    private Path jar = Path.of("");

    /// Runs the command line and exits with its status.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 30) {
            System.err.println("--seconds from 30");
            return 2;
        }
        try (Stage stage = Stage.open(jar.toAbsolutePath(), Duration.ofSeconds(seconds))) {
            SoakLoad load = new SoakLoad(stage);
            Duration third = Duration.ofSeconds(seconds / 3);
            load.run(third);
            SoakReading before = read(stage, load);
            load.run(third.multipliedBy(2));
            SoakReading after = read(stage, load);
            return tell(before, after) ? 0 : 1;
        }
    }

    /// When what is under way has ended: sockets are closed, marks written, words indexed.
    private static SoakReading read(Stage stage, SoakLoad load)
            throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(5);
        return SoakReading.of(stage, load);
    }

    private static boolean tell(SoakReading before, SoakReading after) {
        List<String> grown = new ArrayList<>();
        System.out.printf("%-44s %14s %14s%n", "", "warm", "at the end");
        for (SoakReading.Line line : SoakReading.compare(before, after)) {
            System.out.printf("%-44s %14d %14d%n", line.name(), line.before(), line.after());
            if (line.after() > line.most()) {
                grown.add(line.name() + ": " + line.after() + ", at most " + line.most());
            }
        }
        grown.forEach(line -> System.out.println("GROWN " + line));
        System.out.println(grown.isEmpty() ? "Nothing grew." : "Something grew.");
        return grown.isEmpty();
    }
}
