package org.kocmoc.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.kocmoc.admin.OperationsStore.Depths;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Closer;
import org.kocmoc.base.Secret;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;

/// Figures in the Prometheus text form: the JVM, the disk, the connection pool, each route, the
/// queues.
///
/// Figures tell much about people's habits, so they are for holders of the token, or, without one,
/// for programs on the same machine that come directly and not through a proxy.
final class MetricsApi {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final List<String> FORWARDING =
            List.of(
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Real-IP",
                    "Forwarded");

    private final Database database;
    private final PrometheusMeterRegistry registry;
    private final Optional<Secret> token;
    private volatile Depths depths = Depths.UNKNOWN;
    private volatile OperationsStore.Upkeep upkeep = OperationsStore.Upkeep.UNKNOWN;

    MetricsApi(
            Database database,
            PrometheusMeterRegistry registry,
            OperatorSettings settings,
            Closer closer) {
        this.database = database;
        this.registry = registry;
        this.token = settings.metricsToken();
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        closer.add(bound(new JvmGcMetrics()));
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new DiskSpaceMetrics(existing(settings.data()).toFile()).bindTo(registry);
        database.measure(registry);
        measureQueues();
    }

    /// As they were when the figures were asked for.
    private void measureQueues() {
        depth(
                "kocmoc_database_up",
                d -> Double.isNaN(d.mailWaiting()) ? 0 : 1,
                "1 if PostgreSQL answered");
        depth("kocmoc_mail_waiting", Depths::mailWaiting, "Mails that wait to be sent");
        depth(
                "kocmoc_mail_oldest_seconds",
                Depths::mailOldestSeconds,
                "How long the oldest has waited");
        depth(
                "kocmoc_jobs_failing",
                Depths::jobsFailing,
                "Background jobs that fail again and again");
        depth("kocmoc_jobs_late_seconds", Depths::jobsLateSeconds, "How late the latest job is");
        depth("kocmoc_reports_open", Depths::reportsOpen, "Reports that no moderator has closed");
        depth(
                "kocmoc_mailbox_waiting",
                Depths::mailboxWaiting,
                "Envelopes that devices have not fetched");
        depth(
                "kocmoc_mailbox_oldest_seconds",
                Depths::mailboxOldestSeconds,
                "Age of the oldest of them");
        gauge(
                "kocmoc_backup_age_seconds",
                () -> upkeep.backupAgeSeconds(),
                "Age of the last good backup");
        gauge(
                "kocmoc_file_sweeps_stopped",
                () -> upkeep.sweepsStopped(),
                "Reasons for which no files are removed");
    }

    /// The folder may be made later; it will lie on the same disk.
    private static Path existing(Path folder) {
        Path found = folder;
        while (!Files.exists(found)) {
            found = Objects.requireNonNull(found.getParent(), "a root always exists");
        }
        return found;
    }

    private JvmGcMetrics bound(JvmGcMetrics metrics) {
        metrics.bindTo(registry);
        return metrics;
    }

    private void depth(String name, ToDoubleFunction<Depths> figure, String description) {
        gauge(name, () -> figure.applyAsDouble(depths), description);
    }

    private void gauge(String name, Supplier<Number> figure, String description) {
        Gauge.builder(name, figure).description(description).register(registry);
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/metrics",
                        Access.PUBLIC,
                        "Figures in the Prometheus form.",
                        this::scrape));
    }

    private Response scrape(Request request) {
        if (!mayRead(request)) {
            throw new ApiException(AdminError.METRICS_FORBIDDEN);
        }
        look();
        return Response.text(200, TEXT, registry.scrape());
    }

    /// Without a database the other figures matter all the more.
    private void look() {
        try {
            depths = database.read(OperationsStore::depths);
            upkeep = database.read(OperationsStore::upkeep);
        } catch (RuntimeException e) {
            depths = Depths.UNKNOWN;
            upkeep = OperationsStore.Upkeep.UNKNOWN;
        }
    }

    private boolean mayRead(Request request) {
        if (token.isPresent()) {
            String given = request.header("Authorization").orElse("");
            return given.toLowerCase(Locale.ROOT).startsWith("bearer ")
                    && Bytes.equal(token.get().reveal(), given.substring("bearer ".length()));
        }
        return isLoopback(request.remoteAddress())
                && FORWARDING.stream().allMatch(name -> request.header(name).isEmpty());
    }

    private static boolean isLoopback(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
