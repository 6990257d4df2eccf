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
import java.util.function.ToDoubleFunction;
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
    private volatile OperationsStore.Depths depths = OperationsStore.Depths.UNKNOWN;
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
        // Whether the database answered when the figures were asked for.
        gauge("kocmoc_database_up", known -> Double.isNaN(known.mailWaiting()) ? 0 : 1);
        gauge("kocmoc_mail_waiting", OperationsStore.Depths::mailWaiting);
        gauge("kocmoc_mail_oldest_seconds", OperationsStore.Depths::mailOldestSeconds);
        gauge("kocmoc_jobs_failing", OperationsStore.Depths::jobsFailing);
        gauge("kocmoc_jobs_late_seconds", OperationsStore.Depths::jobsLateSeconds);
        gauge("kocmoc_reports_open", OperationsStore.Depths::reportsOpen);
        gauge("kocmoc_mailbox_waiting", OperationsStore.Depths::mailboxWaiting);
        gauge("kocmoc_mailbox_oldest_seconds", OperationsStore.Depths::mailboxOldestSeconds);
        Gauge.builder("kocmoc_backup_age_seconds", () -> upkeep.backupAgeSeconds())
                .register(registry);
        Gauge.builder("kocmoc_file_sweeps_stopped", () -> upkeep.sweepsStopped())
                .register(registry);
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

    private void gauge(String name, ToDoubleFunction<OperationsStore.Depths> figure) {
        Gauge.builder(name, () -> figure.applyAsDouble(depths)).register(registry);
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
            depths = OperationsStore.Depths.UNKNOWN;
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
