package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A run in words.
final class Report {
    /// Examples of one rule; thousands of the same kind help nobody.
    private static final int EXAMPLES = 20;

    private Report() {}

    static String of(Options options, Simulation.Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("# Proof");
        lines.add("");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Seed %d, %d users, %d groups, %d servers, %d seconds%s.",
                        options.seed(),
                        options.users(),
                        options.groups(),
                        options.nodes(),
                        options.seconds(),
                        options.harms().isEmpty() ? ", nothing harmed" : ""));
        lines.add("");
        lines.add("| what | number |");
        lines.add("|---|---|");
        outcome.history()
                .counts()
                .forEach((what, number) -> lines.add("| " + what + " | " + number + " |"));
        lines.add("");
        lines.add("## Rules");
        lines.add("");
        Map<String, List<Violation>> byRule = byRule(outcome.violations());
        Rules.ALL.forEach(rule -> byRule.putIfAbsent(rule.name(), List.of()));
        byRule.putIfAbsent(Simulation.EQUIVALENCE, List.of());
        byRule.putIfAbsent(Simulation.DELIVERY, List.of());
        byRule.forEach(
                (rule, found) ->
                        lines.add(
                                "- "
                                        + rule
                                        + ": "
                                        + (found.isEmpty()
                                                ? "holds"
                                                : "BROKEN " + found.size() + " times")));
        byRule.forEach((rule, found) -> examples(rule, found, lines));
        lines.add("");
        return String.join("\n", lines);
    }

    private static void examples(String rule, List<Violation> found, List<String> lines) {
        if (!found.isEmpty()) {
            lines.add("");
            lines.add("### " + rule);
            lines.add("");
            found.stream().limit(EXAMPLES).forEach(one -> lines.add("- " + one.what()));
        }
    }

    static Map<String, List<Violation>> byRule(List<Violation> violations) {
        Map<String, List<Violation>> byRule = new TreeMap<>();
        violations.forEach(
                one -> byRule.computeIfAbsent(one.rule(), key -> new ArrayList<>()).add(one));
        return new LinkedHashMap<>(byRule);
    }
}
