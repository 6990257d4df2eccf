package org.kocmoc.oversight;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kocmoc.db.Database;

/// How the server is doing at this moment. Any thread; blocks.
final class Condition {
    private final Database database;
    private final Path data;
    private final MeterRegistry metrics;

    /// @param data the folder that files go to
    /// @param metrics this node's figures
    Condition(Database database, Path data, MeterRegistry metrics) {
        this.database = database;
        this.data = data;
        this.metrics = metrics;
    }

    Map<String, Object> now() {
        Map<String, Object> figures = new LinkedHashMap<>();
        ConditionStore.Figures stored = database.read(ConditionStore::figures);
        figures.put("uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1_000);
        figures.put("java_version", Runtime.version().toString());
        figures.put("memory_used_bytes", used());
        figures.put("memory_max_bytes", Runtime.getRuntime().maxMemory());
        try {
            FileStore disk = Files.getFileStore(data);
            figures.put("disk_free_bytes", disk.getUsableSpace());
            figures.put("disk_total_bytes", disk.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        figures.put("node", node());
        figures.put("database", stored);
        return figures;
    }

    /// The main ones of `/metrics`, of the node that answers, since it started.
    private Map<String, Object> node() {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("sockets_open", (long) sum("kocmoc_sockets_open"));
        node.put("sockets_behind", (long) sum("kocmoc_sockets_behind"));
        node.put("resumes", (long) sum("kocmoc_resumes"));
        node.put("messages_written", (long) total("kocmoc_log_batch_messages"));
        node.put("slowest_send_millis", Math.round(slowestSendMillis()));
        node.put("refused_by_limits", (long) sum("kocmoc_limits_refused"));
        node.put("envelopes_refused", (long) sum("kocmoc_envelopes_refused"));
        return node;
    }

    /// The first value of each meter of that name, all together: a count, or what a gauge shows.
    private double sum(String name) {
        return metrics.find(name).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    private double total(String name) {
        return metrics.find(name).summaries().stream()
                .mapToDouble(DistributionSummary::totalAmount)
                .sum();
    }

    /// Of the last minutes, over the socket or HTTP.
    private double slowestSendMillis() {
        return Stream.of(
                        metrics.find("kocmoc_socket_commands").tag("command", "message:send"),
                        metrics.find("kocmoc_http_requests")
                                .tag("method", "POST")
                                .tag("route", "/api/messages/:chatId"))
                .flatMap(found -> found.timers().stream())
                .mapToDouble(timer -> timer.max(TimeUnit.MILLISECONDS))
                .max()
                .orElse(0);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
