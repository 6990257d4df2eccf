package org.kocmoc.bench.sections;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.stage.CpuMeter;

/// Measures two things in turns (A, B, A, B …), because a shared machine is faster in one minute
/// than in the next. Figures are medians over the rounds.
public final class Rounds {
    private static final int COUNT = 3;

    /// Until the compiler has seen what it waits for, on a machine that may be slow.
    private static final int WARM_UP_OPERATIONS = 60_000;

    private static final int WARM_UP_SECONDS = 40;

    /// Does one thing over and over for a time.
    @FunctionalInterface
    public interface Work {
        Latencies run(Duration time) throws Exception;
    }

    /// What one side did in one round, and what processors spent on it.
    private record Round(Latencies latencies, CpuMeter.Usage cpu) {}

    /// What one side did in all rounds.
    public static final class Side {
        private final List<Round> rounds = new ArrayList<>();

        double perSecond() {
            return median(Latencies::perSecond);
        }

        double millis(double quantile) {
            return median(latencies -> latencies.millis(quantile));
        }

        /// Processor time per operation in the round of median speed.
        String cpu() {
            Round middle =
                    rounds.stream()
                            .sorted(Comparator.comparingDouble(r -> r.latencies().perSecond()))
                            .toList()
                            .get(rounds.size() / 2);
            return middle.cpu().perOperation(middle.latencies().count());
        }

        private double median(ToDoubleFunction<Latencies> value) {
            return rounds.stream()
                    .map(Round::latencies)
                    .mapToDouble(value)
                    .sorted()
                    .toArray()[rounds.size() / 2];
        }
    }

    public final Side ours = new Side();
    public final Side reference = new Side();

    private Rounds() {}

    public static Rounds of(CpuMeter meter, Duration time, Work ours, Work reference)
            throws Exception {
        Rounds rounds = new Rounds();
        warmUp(ours);
        warmUp(reference);
        for (int i = 0; i < COUNT; i++) {
            rounds.ours.rounds.add(round(meter, time, ours));
            rounds.reference.rounds.add(round(meter, time, reference));
        }
        return rounds;
    }

    private static void warmUp(Work work) throws Exception {
        long operations = 0;
        for (int i = 0; i < WARM_UP_SECONDS && operations < WARM_UP_OPERATIONS; i++) {
            operations += work.run(Duration.ofSeconds(1)).count();
        }
    }

    private static Round round(CpuMeter meter, Duration time, Work work) throws Exception {
        CpuMeter.Usage before = meter.usage();
        Latencies latencies = work.run(time);
        return new Round(latencies, meter.usage().since(before));
    }
}
