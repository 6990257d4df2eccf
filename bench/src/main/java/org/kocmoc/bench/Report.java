package org.kocmoc.bench;

import java.util.Locale;

/// Prints results as they come: one line each, as a table or as JSON.
final class Report {
    private final boolean json;

    Report(boolean json) {
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

    void add(String name, double ours, double reference, String unit) {
        Figure figure = new Figure(name, ours, reference, unit);
        System.out.println(json ? figure.json() : figure.text());
    }

    /// Something that helps to read the figures; not part of the JSON.
    void note(String text) {
        if (!json) {
            System.out.println("    " + text);
        }
    }
}
