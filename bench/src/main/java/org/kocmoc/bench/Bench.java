package org.kocmoc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.kocmoc.bench.sections.EncryptedSection;
import org.kocmoc.bench.sections.FanoutSection;
import org.kocmoc.bench.sections.GroupSection;
import org.kocmoc.bench.sections.HistorySection;
import org.kocmoc.bench.sections.LatencySection;
import org.kocmoc.bench.sections.MemorySection;
import org.kocmoc.bench.sections.Report;
import org.kocmoc.bench.sections.ResumeSection;
import org.kocmoc.bench.sections.Section;
import org.kocmoc.bench.sections.SendSection;
import org.kocmoc.bench.sections.SizeSection;
import org.kocmoc.bench.sections.StartupSection;
import org.kocmoc.bench.stage.Stage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line: `bench [SECTION|all] [--seconds N] [--json]`.
@Command(
        name = "bench",
        description = "Measures the server beside references taken in the same run.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "all",
            description =
                    "send, history, fanout, latency, resume, group, encrypted, memory, startup, size or all")
    private String what = "all";

    @Option(
            names = "--seconds",
            defaultValue = "8",
            description = "length of one side of one of the three rounds")
    private int seconds = 8;

    @Option(names = "--json", description = "one JSON object per line")
    private boolean json;

    @Option(names = "--jar", required = true, description = "the server's jar")
    private Path jar = Path.of("");

    private static Map<String, Section> sections() {
        Map<String, Section> sections = new LinkedHashMap<>();
        sections.put("send", new SendSection());
        sections.put("history", new HistorySection());
        sections.put("fanout", new FanoutSection());
        sections.put("latency", new LatencySection());
        sections.put("resume", new ResumeSection());
        sections.put("group", new GroupSection());
        sections.put("encrypted", new EncryptedSection());
        // Last: it asks for collections, after which compiled code and caches start anew.
        sections.put("memory", new MemorySection());
        sections.put("startup", new StartupSection());
        sections.put("size", new SizeSection());
        return sections;
    }

    /// Runs the command line and exits with its status.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Section> sections = sections();
        if (!what.equals("all") && !sections.containsKey(what)) {
            System.err.println("all or one of " + sections.keySet() + ", not " + what);
            return 2;
        }
        if (!what.equals("all")) {
            sections.keySet().retainAll(List.of(what));
        }
        Report report = new Report(json);
        Deque<Map.Entry<String, Section>> left = new ArrayDeque<>(sections.entrySet());
        boolean whole = true;
        while (!left.isEmpty()) {
            whole &= run(left, report);
        }
        return whole ? 0 : 1;
    }

    /// Runs sections on one server until one of them fails: after that nobody knows what state the
    /// server is in, and the rest gets a new one.
    ///
    /// @param left is emptied
    private boolean run(Deque<Map.Entry<String, Section>> left, Report report) throws Exception {
        try (Stage stage = Stage.open(jar.toAbsolutePath(), Duration.ofSeconds(seconds))) {
            while (!left.isEmpty()) {
                Map.Entry<String, Section> section = left.poll();
                try {
                    section.getValue().run(stage, report);
                } catch (IOException | RuntimeException | SQLException | ExecutionException e) {
                    report.failed(section.getKey(), e);
                    return false;
                }
            }
        }
        return true;
    }
}
