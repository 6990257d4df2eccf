package org.kocmoc.prove;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./kocmoc prove`: exits with 0 if every rule holds, with 1 and a report if not.
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Simulates users while server, database and network are harmed,",
            "and checks that nothing is lost, doubled or reordered."
        },
        footer =
                "./kocmoc prove --encrypted [messages] [people] [devices of each] [seed]: the same of"
                        + " encrypted chats")
public final class Prove implements Callable<Integer> {
    private static final Build THIS = Build.of(ServerUnderTest.class.getName());

    @Option(names = "--seconds", description = "how long users act (${DEFAULT-VALUE})")
    private long seconds = 60;

    @Option(names = "--seed", description = "repeats the choices of an earlier run")
    private @Nullable Long seed;

    @Option(names = "--users", description = "how many users (${DEFAULT-VALUE})")
    private int users = 12;

    @Option(names = "--nodes", description = "how many servers (${DEFAULT-VALUE})")
    private int nodes = 1;

    @Option(
            names = "--rolling",
            description =
                    "restarts three servers behind nginx one after another under load"
                            + " and measures what clients feel")
    private boolean rolling;

    @Option(
            names = "--from",
            description =
                    "with --rolling: the jar of another build, which the servers run at first"
                            + " and again at the end")
    private @Nullable Path from;

    @Option(names = "--sockets", description = "with --rolling: open sockets (${DEFAULT-VALUE})")
    private int sockets = 300;

    @Option(
            names = "--people",
            description =
                    "with --rolling: whose the sockets are, three to a chat (${DEFAULT-VALUE})")
    private int people = 150;

    @Option(names = "--rate", description = "with --rolling: messages a second (${DEFAULT-VALUE})")
    private int rate = 200;

    @Option(names = "--calm", description = "harms nothing")
    private boolean calm;

    @Option(names = "--report", description = "where the report goes (${DEFAULT-VALUE})")
    private Path report = Path.of("proof.md");

    /// Runs the command line.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Prove()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rolling) {
            return roll();
        }
        Options options =
                new Options(
                        seconds,
                        seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
                        users,
                        Math.max(1, users / 3),
                        nodes,
                        calm ? List.of() : nodes > 1 ? Chaos.CLUSTER : Chaos.ALL,
                        THIS);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        out.printf("Proving with seed %d for %d seconds …%n", options.seed(), seconds);
        Simulation.Outcome outcome = run(options);
        String text = Report.of(options, outcome);
        Files.writeString(report, text);
        out.println(text);
        out.println(
                outcome.violations().isEmpty()
                        ? "Nothing lost, doubled or reordered."
                        : outcome.violations().size() + " violations; seed " + options.seed());
        return outcome.violations().isEmpty() ? 0 : 1;
    }

    /// Once over each server; from another build also back to it, as an operator would who regrets.
    private int roll() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kocmoc-rolling-");
        List<Build> builds =
                from == null
                        ? List.of(THIS, THIS)
                        : List.of(Build.jar(from), THIS, Build.jar(from));
        RollingOutcome outcome =
                Rolling.run(folder, new Rolling.Load(3, people, sockets, rate, builds));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        out.println(outcome.text());
        out.println(outcome.isClean() ? "Clean." : "Not clean; logs are in " + folder);
        if (outcome.isClean()) {
            delete(folder);
        }
        return outcome.isClean() ? 0 : 1;
    }

    /// Runs in a folder of its own, which is kept if anything goes wrong.
    static Simulation.Outcome run(Options options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kocmoc-prove-");
        Simulation.Outcome outcome;
        try (World world = World.start(folder, options.build(), options.nodes())) {
            outcome = new Simulation(options, world).run();
        }
        if (outcome.violations().isEmpty()) {
            delete(folder);
        }
        return outcome;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
