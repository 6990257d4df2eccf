package org.kocmoc.realtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.kocmoc.base.ApiException;

/// How long commands take and how they end, as `kocmoc_socket_commands` by command and outcome: the
/// counterpart of `kocmoc_http_requests`. What no command is counts as `unknown`. Any thread;
/// recording makes no objects.
final class CommandTimes {
    /// How a command ended.
    enum Outcome {
        OK,
        /// The client's fault, or not allowed.
        REFUSED,
        /// Too often.
        LIMITED,
        /// The database is away or everything is full.
        UNAVAILABLE,
        /// A bug.
        FAILED;

        static Outcome of(ApiException refusal) {
            return switch (refusal.code().status()) {
                case 429 -> LIMITED;
                case 503 -> UNAVAILABLE;
                case 500 -> FAILED;
                default -> REFUSED;
            };
        }
    }

    private static final String UNKNOWN = "unknown";

    private final Map<String, Map<Outcome, Timer>> timers = new HashMap<>();
    private final Map<Outcome, Timer> unknown;
    private final Counter bugs;

    /// Every command is there from the start with every outcome: a series that appears with its
    /// first event hides that event from rates.
    CommandTimes(MeterRegistry registry, Collection<String> commands) {
        for (String command : commands) {
            timers.put(command, series(registry, command));
        }
        unknown = series(registry, UNKNOWN);
        bugs =
                Counter.builder("kocmoc_bugs")
                        .description("Requests and commands that failed by a bug: the log has it")
                        .tag("at", "command")
                        .register(registry);
    }

    private static Map<Outcome, Timer> series(MeterRegistry registry, String command) {
        Map<Outcome, Timer> series = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            series.put(
                    outcome,
                    Timer.builder("kocmoc_socket_commands")
                            .description("Commands of sockets, from reading one to its answer")
                            .tag("command", command)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        return series;
    }

    void record(String command, Outcome outcome, long nanos) {
        Timer timer = timers.getOrDefault(command, unknown).get(outcome);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
        if (outcome == Outcome.FAILED) {
            bugs.increment();
        }
    }
}
