package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// What everybody saw, in an order that agrees with that of each socket and each caller. Any
/// thread.
final class History {
    private final Queue<Fact> facts = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    void add(Fact fact) {
        facts.add(fact);
    }

    /// Counts something for the report.
    void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    <T extends Fact> List<T> all(Class<T> kind) {
        List<T> all = new ArrayList<>();
        for (Fact fact : facts) {
            if (kind.isInstance(fact)) {
                all.add(kind.cast(fact));
            }
        }
        return all;
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }

    Map<String, Long> counts() {
        Map<String, Long> numbers = new TreeMap<>();
        counts.forEach((what, number) -> numbers.put(what, number.sum()));
        return numbers;
    }
}
