package org.kocmoc.bench.sections;

import java.util.Locale;

/// One result: ours beside its reference.
///
/// @param ours measured on the server
/// @param reference measured in the same run, a fixed figure of the replaced backend, or a target
/// @param unit of both
public record Figure(String name, double ours, double reference, String unit) {
    public double ratio() {
        return ours / reference;
    }

    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"ours\":%.2f,\"reference\":%.2f,\"ratio\":%.3f,\"unit\":\"%s\"}",
                name,
                ours,
                reference,
                ratio(),
                unit);
    }

    public String text() {
        return String.format(
                Locale.ROOT,
                "%-52s %12.2f %12.2f  %6.2f  %s",
                name,
                ours,
                reference,
                ratio(),
                unit);
    }
}
