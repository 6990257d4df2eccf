package org.kocmoc.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.kocmoc.base.Closer;
import org.kocmoc.bench.load.Clients;
import org.kocmoc.bench.load.HttpLoad;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.load.RawHttp;
import org.kocmoc.bench.sections.SendSection;
import org.kocmoc.bench.stage.BenchServer;
import org.kocmoc.bench.stage.CpuMeter;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.db.Database;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./kocmoc bench scale`: what a message costs each part with one, two and three servers on this
/// machine, and the tables that follow.
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description =
                "Measures the costs of a message on each part, and computes what clusters carry.")
public final class ScaleBench implements Callable<Integer> {
    private static final int WRITERS = 48;

    /// Until the compiler has seen what it waits for, on each server.
    private static final int WARM_UP_MESSAGES = 40_000;

    private static final int WARM_UP_SECONDS = 60;
    private static final int MOST_NODES = 3;

    @Option(names = "--seconds", description = "length of each measurement (${DEFAULT-VALUE})")
    private int seconds = 10;

    @Option(names = "--jar", required = true, description = "the server's jar")
    private Path jar = Path.of("");

    /// Runs the command line and exits with its status.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ScaleBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<ScaleCosts> all = new ArrayList<>();
        System.out.println(ScaleCosts.HEAD);
        for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
            try (ScaleCluster cluster = ScaleCluster.start(jar.toAbsolutePath(), nodes)) {
                ScaleCosts costs = measure(cluster);
                all.add(costs);
                System.out.println(costs.row());
            }
        }
        System.out.println();
        new ScaleTables(all.getLast(), ScaleTables.Hardware.USUAL)
                .lines()
                .forEach(System.out::println);
        return 0;
    }

    /// Figures of the database and of NATS, and processor time, at one moment.
    private record Meters(long node, long postgres, long nats, long generator, Counters counters) {}

    /// @param rows inserted and updated so far
    /// @param wal position in the log of writes
    private record Counters(double rows, double wal) {}

    private ScaleCosts measure(ScaleCluster cluster) throws Exception {
        try (Closer closer = new Closer()) {
            Database database = closer.add(new Database(cluster.database().withPoolSize(2)));
            List<HttpLoad> loads = loads(cluster, database, closer);
            warmUp(loads, cluster.nodes().size() * WARM_UP_MESSAGES);
            Meters before = meters(cluster, database);
            double sent = bus(cluster, "kocmoc_bus_sent_total");
            double received = bus(cluster, "kocmoc_bus_received_total");
            long begin = System.nanoTime();
            long messages = run(loads, Duration.ofSeconds(seconds));
            double elapsed = (System.nanoTime() - begin) / 1e9;
            Meters after = meters(cluster, database);
            double micros = 1e3 * messages;
            return new ScaleCosts(
                    cluster.nodes().size(),
                    messages / elapsed,
                    (after.node() - before.node()) / micros,
                    (after.postgres() - before.postgres()) / micros,
                    (after.nats() - before.nats()) / micros,
                    (after.generator() - before.generator()) / micros,
                    (after.counters().rows() - before.counters().rows()) / messages,
                    (after.counters().wal() - before.counters().wal()) / messages,
                    (bus(cluster, "kocmoc_bus_sent_total") - sent) / messages,
                    (bus(cluster, "kocmoc_bus_received_total") - received) / messages);
        }
    }

    /// Writers on each server, whose readers' sockets are on the next one.
    private static List<HttpLoad> loads(ScaleCluster cluster, Database database, Closer closer)
            throws IOException, InterruptedException {
        Population population = new Population(database, BenchServer.JWT_SECRET);
        List<HttpLoad> loads = new ArrayList<>();
        int count = cluster.nodes().size();
        for (int i = 0; i < count; i++) {
            List<Population.Pair> pairs = population.pairs(WRITERS / count);
            Clients readers =
                    closer.add(
                            new Clients(
                                    cluster.nodes().get((i + 1) % count).port(),
                                    pairs.size(),
                                    (socket, frame) -> {}));
            readers.open(pairs.stream().map(pair -> pair.other().token()).toList());
            loads.add(
                    closer.add(
                            new HttpLoad(
                                    cluster.nodes().get(i).port(),
                                    pairs.stream()
                                            .map(
                                                    pair ->
                                                            HttpLoad.request(
                                                                    "POST",
                                                                    "/api/messages/" + pair.chat(),
                                                                    pair.token(),
                                                                    SendSection.TEXT))
                                            .toList(),
                                    201)));
        }
        return loads;
    }

    private static void warmUp(List<HttpLoad> loads, long wanted) throws Exception {
        long messages = 0;
        for (int second = 0; second < WARM_UP_SECONDS && messages < wanted; second++) {
            messages += run(loads, Duration.ofSeconds(1));
        }
    }

    /// All at once; returns how many messages were stored.
    private static long run(List<HttpLoad> loads, Duration time) throws Exception {
        List<Latencies> results = new ArrayList<>();
        AtomicReference<Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (HttpLoad load : loads) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            Latencies result = load.run(time);
                                            synchronized (results) {
                                                results.add(result);
                                            }
                                        } catch (IOException e) {
                                            failure.set(e);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return results.stream().mapToLong(Latencies::count).sum();
    }

    private static Meters meters(ScaleCluster cluster, Database database) throws Exception {
        long node = 0;
        for (ScaleCluster.Node one : cluster.nodes()) {
            node += new CpuMeter(one.pid(), cluster.postmaster()).usage().server();
        }
        CpuMeter.Usage rest = new CpuMeter(cluster.nats(), cluster.postmaster()).usage();
        // Backends report their counts when they have been idle for a second.
        Thread.sleep(1_500);
        Counters counters =
                database.read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT sum(n_tup_ins + n_tup_upd)::float8 AS rows,
                                                       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS wal
                                                FROM pg_stat_user_tables
                                                """)
                                        .map(
                                                (row, context) ->
                                                        new Counters(
                                                                row.getDouble("rows"),
                                                                row.getDouble("wal")))
                                        .one());
        return new Meters(node, rest.postgres(), rest.server(), rest.generator(), counters);
    }

    /// A figure of all servers together.
    private static double bus(ScaleCluster cluster, String name) throws IOException {
        double sum = 0;
        for (ScaleCluster.Node node : cluster.nodes()) {
            try (RawHttp http = new RawHttp(node.port(), "")) {
                sum +=
                        new String(http.get("/metrics").body(), StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> line.startsWith(name + " "))
                                .mapToDouble(
                                        line ->
                                                Double.parseDouble(
                                                        line.substring(line.lastIndexOf(' ') + 1)))
                                .sum();
            }
        }
        return sum;
    }
}
