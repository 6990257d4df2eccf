package org.kocmoc.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Several servers of one installation in this JVM: one database, one NATS server, and for each
/// server a network to NATS that can be cut.
///
///     @RegisterExtension static final Nodes nodes = new Nodes(2);
public final class Nodes implements BeforeAllCallback, AfterAllCallback {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final List<TestServer> servers = new ArrayList<>();
    private final List<Relay> networks = new ArrayList<>();
    private @Nullable NatsServer nats;

    /// @param count how many servers
    public Nodes(int count) {
        servers.add(new TestServer());
        for (int i = 1; i < count; i++) {
            servers.add(servers.getFirst().beside());
        }
    }

    /// Sets a variable of all servers.
    public Nodes with(String variable, String value) {
        servers.forEach(server -> server.with(variable, value));
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        NatsServer started = new NatsServer();
        nats = started;
        for (TestServer server : servers) {
            Relay network = new Relay();
            network.to(started.port());
            networks.add(network);
            server.with("NATS_URL", "nats://127.0.0.1:" + network.port());
            server.beforeAll(context);
        }
        awaitWhole();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (TestServer server : servers.reversed()) {
            server.afterAll(context);
        }
        for (Relay network : networks) {
            network.close();
        }
        if (nats != null) {
            nats.close();
        }
    }

    /// One of the servers, from 0.
    public TestServer node(int number) {
        return servers.get(number);
    }

    /// The NATS server.
    public NatsServer nats() {
        return Objects.requireNonNull(nats, "only while the test class runs");
    }

    /// The network between a server and NATS.
    public Relay network(int number) {
        return networks.get(number);
    }

    /// Waits until every server hears the others.
    public void awaitWhole() {
        await("all nodes connected", () -> servers.stream().allMatch(Nodes::isWhole));
    }

    /// Waits until no server hears the others.
    public void awaitLost() {
        await("all nodes cut off", () -> servers.stream().noneMatch(Nodes::isWhole));
    }

    private static boolean isWhole(TestServer server) {
        return bus(server).equals("connected");
    }

    /// How a server's bus is doing, as it says itself.
    public static String bus(TestServer server) {
        return server.api().get("/health/ready").expect(200).json().path("bus").asString();
    }

    /// A figure of a server.
    public static double figure(TestServer server, String name) {
        return server.api()
                .get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// Waits for something that will come about by itself.
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never came about: " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
