package org.kocmoc.bus;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// The bus in figures.
public final class BusMetrics {
    private BusMetrics() {}

    /// Reports a bus from now on.
    public static void register(Bus bus, MeterRegistry registry) {
        Gauge.builder("kocmoc_bus_whole", bus, b -> b.state().isWhole() ? 1 : 0)
                .description("1 while what other nodes publish arrives, or there are none")
                .strongReference(true)
                .register(registry);
        Gauge.builder("kocmoc_bus_subjects", bus, b -> b.state().subjects())
                .description("Subjects that this node hears")
                .strongReference(true)
                .register(registry);
        count(registry, bus, "kocmoc_bus_sent", BusState::sent, "Nudges to other nodes");
        count(registry, bus, "kocmoc_bus_received", BusState::received, "Nudges of other nodes");
        count(registry, bus, "kocmoc_bus_dropped", BusState::dropped, "Nudges that were not sent");
        count(registry, bus, "kocmoc_bus_gaps", BusState::gaps, "Times that nudges may be missing");
    }

    private static void count(
            MeterRegistry registry,
            Bus bus,
            String name,
            ToDoubleFunction<BusState> value,
            String description) {
        FunctionCounter.builder(name, bus, b -> value.applyAsDouble(b.state()))
                .description(description)
                .register(registry);
    }
}
