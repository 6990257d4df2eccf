package org.kocmoc.client.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kocmoc.client.chaos.Step.Kind;

/// What happens, in order. Immutable.
///
/// @param seed of the bad line's chances
record History(long seed, List<Step> steps) {
    private static final int FUSE = 40;

    History {
        steps = List.copyOf(steps);
    }

    /// A random one with so many messages, and one restore of the server in the middle of it.
    static History random(long seed, int messages) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        int said = 0;
        int backup = messages * 2 / 5;
        int restore = backup + Math.max(2, Math.min(200, messages / 20));
        while (said < messages) {
            Kind kind = kind(random.nextInt(1_000));
            if (kind == Kind.SAY || kind == Kind.DIE_SAYING) {
                said++;
                if (said == backup) {
                    steps.add(new Step(Kind.BACK_UP, 0, 0, 0));
                } else if (said == restore) {
                    steps.add(new Step(Kind.RESTORE, 0, 0, 0));
                }
            }
            int number = kind == Kind.SAY ? said : 1 + random.nextInt(FUSE);
            steps.add(new Step(kind, random.nextInt(1_000), random.nextInt(1_000), number));
        }
        return new History(seed, steps);
    }

    private static Kind kind(int chance) {
        int left = chance;
        for (Kind kind : Kind.values()) {
            left -= kind.share();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares must make a thousand");
    }

    /// A part of this history that fails as well, as short as can be found in so many runs.
    History shrunk(Predicate<History> fails, int runs) {
        History shortest = this;
        int left = runs;
        for (int parts = 2; parts <= 2 * shortest.steps.size() && left > 0; ) {
            int size = Math.max(1, shortest.steps.size() / parts);
            boolean found = false;
            for (int from = 0; from < shortest.steps.size() && left > 0 && !found; from += size) {
                List<Step> fewer = new ArrayList<>(shortest.steps);
                fewer.subList(from, Math.min(fewer.size(), from + size)).clear();
                History candidate = new History(seed, fewer);
                left--;
                if (fails.test(candidate)) {
                    shortest = candidate;
                    found = true;
                }
            }
            parts = found ? Math.max(2, parts - 1) : parts * 2;
        }
        return shortest;
    }

    @Override
    public String toString() {
        return "seed "
                + seed
                + ": "
                + steps.stream().map(Step::toString).collect(Collectors.joining(" "));
    }
}
