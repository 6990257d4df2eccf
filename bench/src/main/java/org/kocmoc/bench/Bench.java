package org.kocmoc.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.kocmoc.db.Database;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line: `bench [send|history|all] [--seconds N] [--json]`.
@Command(
        name = "bench",
        description = "Measures the server beside references taken in the same run.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    private static final int CONNECTIONS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /// Reads of the replaced backend on such a machine, in the middle of what was measured.
    private static final double OLD_PAGES_PER_SECOND = 435;

    /// Sends of the replaced backend on such a machine, in the middle of what was measured.
    private static final double OLD_SENDS_PER_SECOND = 590;

    @Parameters(arity = "0..1", defaultValue = "all", description = "send, history or all")
    private String what = "all";

    @Option(names = "--seconds", defaultValue = "10", description = "length of each measurement")
    private int seconds = 10;

    @Option(names = "--json", description = "one JSON object per line")
    private boolean json;

    @Option(names = "--jar", required = true, description = "the server's jar")
    private Path jar = Path.of("");

    /// Runs the command line and exits with its status.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (!Set.of("send", "history", "all").contains(what)) {
            System.err.println("send, history or all, not " + what);
            return 2;
        }
        try (BenchServer server = BenchServer.start(jar.toAbsolutePath());
                Database database = new Database(server.database().withPoolSize(40))) {
            List<Population.Writer> writers =
                    Population.create(database, server.port(), CONNECTIONS);
            try (Reference reference = new Reference(database)) {
                measure(server, writers, reference);
            }
        }
        return 0;
    }

    private void measure(BenchServer server, List<Population.Writer> writers, Reference reference)
            throws Exception {
        // History needs messages to read, so sends come first in any case.
        Load.Result inserts = run(reference.inserts());
        Load.Result sends = run(sends(server, writers));
        if (!what.equals("history")) {
            print(figure("sends, 64 connections, beside inserts", sends, inserts.perSecond()));
            print(figure("sends, beside the replaced backend", sends, OLD_SENDS_PER_SECOND));
            print(
                    new Figure(
                            "send p99, beside an insert",
                            sends.p99Millis(),
                            inserts.p99Millis(),
                            "ms"));
        }
        if (!what.equals("send")) {
            Iterator<Population.Writer> chats = writers.iterator();
            Load.Result selects = run(reference.pages(() -> chats.next().chat()));
            Load.Result pages = run(pages(server, writers));
            print(
                    figure(
                            "pages of 50, 64 connections, beside selects",
                            pages,
                            selects.perSecond()));
            print(figure("pages of 50, beside the replaced backend", pages, OLD_PAGES_PER_SECOND));
        }
    }

    private Load.Result run(List<Load.Action> actions) throws Exception {
        return Load.run(actions, WARM_UP, Duration.ofSeconds(seconds));
    }

    private static Figure figure(String name, Load.Result ours, double reference) {
        return new Figure(name, ours.perSecond(), reference, "1/s");
    }

    private void print(Figure figure) {
        System.out.println(json ? figure.json() : figure.text());
    }

    private static List<Load.Action> sends(BenchServer server, List<Population.Writer> writers)
            throws IOException {
        List<Load.Action> actions = new ArrayList<>();
        for (Population.Writer writer : writers) {
            RawHttp http = new RawHttp(server.port(), writer.token());
            String path = "/api/messages/" + writer.chat();
            String body = "{\"text\":\"A message of about the usual length, sent to measure.\"}";
            actions.add(() -> require(http.post(path, body), 201));
        }
        return actions;
    }

    private static List<Load.Action> pages(BenchServer server, List<Population.Writer> writers)
            throws IOException {
        List<Load.Action> actions = new ArrayList<>();
        for (Population.Writer writer : writers) {
            RawHttp http = new RawHttp(server.port(), writer.token());
            String path = "/api/messages/" + writer.chat();
            actions.add(() -> require(http.get(path), 200));
        }
        return actions;
    }

    private static void require(RawHttp.Answer answer, int status) {
        if (answer.status() != status) {
            throw new IllegalStateException(
                    "status "
                            + answer.status()
                            + ": "
                            + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
