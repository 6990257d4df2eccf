package org.kocmoc.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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
            description = "send, history, fanout, latency, resume, group, memory or all")
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
        // Last: it asks for collections, after which compiled code and caches start anew.
        sections.put("memory", new MemorySection());
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
        Report report = new Report(json);
        try (Stage stage = Stage.open(jar.toAbsolutePath(), Duration.ofSeconds(seconds))) {
            for (Map.Entry<String, Section> section : sections.entrySet()) {
                if (what.equals("all") || what.equals(section.getKey())) {
                    section.getValue().run(stage, report);
                }
            }
        }
        return 0;
    }
}
