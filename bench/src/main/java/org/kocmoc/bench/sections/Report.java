package org.kocmoc.bench.sections;

import java.util.Locale;
import java.util.Map;
import org.kocmoc.base.Json;

/// Prints results as they come: one line each, as a table or as JSON.
public final class Report {
    private final boolean json;

    public Report(boolean json) {
        this.json = json;
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%-52s %12s %12s  %6s  %s%n",
                    "",
                    "ours",
                    "reference",
                    "ratio",
                    "unit");
        }
    }

    public void add(String name, double ours, double reference, String unit) {
        Figure figure = new Figure(name, ours, reference, unit);
        System.out.println(json ? figure.json() : figure.text());
    }

    /// A topic that could not be measured.
    public void failed(String section, Exception failure) {
        String cause = failure.getClass().getSimpleName() + ": " + failure.getMessage();
        System.out.println(
                json
                        ? Json.writeText(Map.of("name", section, "failed", cause))
                        : section + ": FAILED, " + cause);
        failure.printStackTrace();
    }

    /// Something that helps to read the figures; not part of the JSON.
    public void note(String text) {
        if (!json) {
            System.out.println("    " + text);
        }
    }
}
