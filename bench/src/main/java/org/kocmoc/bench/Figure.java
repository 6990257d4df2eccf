package org.kocmoc.bench;

import java.util.Locale;

/// One result: ours beside its reference.
///
/// @param ours measured on the server
/// @param reference measured in the same run, or a fixed figure of the replaced backend
/// @param unit of both
record Figure(String name, double ours, double reference, String unit) {
    double ratio() {
        return ours / reference;
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"ours\":%.1f,\"reference\":%.1f,\"ratio\":%.2f,\"unit\":\"%s\"}",
                name,
                ours,
                reference,
                ratio(),
                unit);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%-44s %10.1f %10.1f  %6.2f  %s",
                name,
                ours,
                reference,
                ratio(),
                unit);
    }
}
