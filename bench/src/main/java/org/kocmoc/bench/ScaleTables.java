package org.kocmoc.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// From the costs of one message to what clusters of several sizes carry, and what stops them.
/// Plain arithmetic on measured figures: it tells which part is the limit, not how fast somebody
/// else's machine is.
///
/// @param costs measured
/// @param hardware that the clusters are imagined on
record ScaleTables(ScaleCosts costs, Hardware hardware) {
    /// The machines of a cluster.
    ///
    /// @param nodeCores processors of each server
    /// @param postgresCores processors of each PostgreSQL
    /// @param walBytesPerSecond that its disk takes for good
    /// @param natsCores processors of NATS
    /// @param busyShare of a processor that may be used in the long run
    /// @param messagesPerPersonAndSecond at the busiest time
    /// @param listeners servers on which somebody hears of a message, beside that of its sender
    record Hardware(
            int nodeCores,
            int postgresCores,
            double walBytesPerSecond,
            int natsCores,
            double busyShare,
            double messagesPerPersonAndSecond,
            double listeners) {
        /// Usual machines of 2026, and people who write 40 messages a day, a tenth of them in the
        /// busiest hour.
        static final Hardware USUAL = new Hardware(8, 16, 200e6, 4, 0.6, 40 * 0.1 / 3600, 1.5);
    }

    private static final double MICROS = 1e6;
    static final List<Integer> SIZES = List.of(1, 3, 10, 100);

    /// What one part carries, in messages a second.
    double ofNodes(int nodes) {
        return nodes * hardware.nodeCores() * MICROS * hardware.busyShare() / costs.nodeMicros();
    }

    double ofPostgres(int databases) {
        double processors =
                hardware.postgresCores() * MICROS * hardware.busyShare() / costs.postgresMicros();
        return databases * Math.min(processors, hardware.walBytesPerSecond() / costs.walBytes());
    }

    double ofNats() {
        double perMessage = costs.natsMicros() * (1 + hardware.listeners()) / 2;
        return hardware.natsCores() * MICROS * hardware.busyShare() / perMessage;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| servers | they carry, messages/s | one PostgreSQL carries | one NATS carries | limit | people at the busiest time | PostgreSQL shards that would not be the limit |");
        lines.add("|---|---|---|---|---|---|---|");
        for (int nodes : SIZES) {
            double servers = ofNodes(nodes);
            double postgres = ofPostgres(1);
            double nats = nodes == 1 ? Double.POSITIVE_INFINITY : ofNats();
            double least = Math.min(servers, Math.min(postgres, nats));
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "| %d | %.0f | %.0f | %s | %s | %.1f million | %d |",
                            nodes,
                            servers,
                            postgres,
                            nodes == 1 ? "–" : String.format(Locale.ROOT, "%.0f", nats),
                            least == servers
                                    ? "servers"
                                    : least == postgres ? "PostgreSQL" : "NATS",
                            least / hardware.messagesPerPersonAndSecond() / 1e6,
                            (int) Math.ceil(Math.min(servers, nats) / postgres)));
        }
        return lines;
    }
}
