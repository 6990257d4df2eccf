package org.kocmoc.ratchet;

import org.jspecify.annotations.Nullable;

/// What Jazzer calls: one decoder per process, named by its argument.
public final class FuzzEntry {
    private static @Nullable FuzzTarget target;

    private FuzzEntry() {}

    /// Called once, with the slug of a [FuzzTarget].
    public static void fuzzerInitialize(String[] arguments) {
        target =
                new FuzzCorpus()
                        .targets().stream()
                                .filter(t -> t.slug().equals(arguments[0]))
                                .findFirst()
                                .orElseThrow();
    }

    /// Called for every input.
    public static void fuzzerTestOneInput(byte[] input) {
        if (target == null) {
            throw new IllegalStateException("not initialised");
        }
        target.accepts(input);
    }
}
