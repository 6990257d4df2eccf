package org.kocmoc.prove;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Harms a world again and again, one harm at a time, in an order that the seed decides. One
/// thread.
final class Chaos {
    /// What can be done to a server.
    enum Harm {
        /// Kill a server and start it again.
        KILL,
        /// Stop and start PostgreSQL.
        RESTART_DATABASE,
        /// Cut the server's connections to PostgreSQL.
        CUT_DATABASE,
        /// Cut clients' connections in the middle of a frame.
        CUT_CLIENTS,
        /// Delay what clients and server say.
        DELAY,
        /// Set a server's clock.
        CLOCK,
        /// Stop a server in peace and start it again.
        DRAIN,
        /// Kill NATS and start it again after a while.
        KILL_NATS,
        /// Cut one server off NATS for a while, so that it does not hear the others.
        CUT_NATS
    }

    /// A kill and a restart take longer than the rest, so they come less often.
    static final List<Harm> ALL =
            List.of(
                    Harm.KILL,
                    Harm.CUT_CLIENTS,
                    Harm.DELAY,
                    Harm.CUT_CLIENTS,
                    Harm.CLOCK,
                    Harm.CUT_DATABASE,
                    Harm.KILL,
                    Harm.CUT_CLIENTS,
                    Harm.RESTART_DATABASE,
                    Harm.DELAY,
                    Harm.CLOCK);

    /// For several servers.
    static final List<Harm> CLUSTER =
            List.of(
                    Harm.KILL,
                    Harm.CUT_NATS,
                    Harm.CUT_CLIENTS,
                    Harm.DRAIN,
                    Harm.CLOCK,
                    Harm.KILL_NATS,
                    Harm.CUT_DATABASE,
                    Harm.KILL,
                    Harm.CUT_NATS,
                    Harm.DELAY,
                    Harm.RESTART_DATABASE,
                    Harm.DRAIN,
                    Harm.KILL_NATS,
                    Harm.CLOCK);

    private static final long HOUR_MILLIS = 3_600_000;

    private final List<Harm> deck;
    private final World world;
    private final History history;
    private final SplittableRandom random;

    /// @param deck what to do, from a random place on in its order
    Chaos(List<Harm> deck, World world, History history, SplittableRandom random) {
        this.deck = List.copyOf(deck);
        this.world = world;
        this.history = history;
        this.random = random;
    }

    /// Harms until the deadline; afterwards everything runs again.
    void run(long deadline) throws IOException, InterruptedException {
        int first = random.nextInt(deck.size());
        for (int i = 0; System.nanoTime() < deadline; i++) {
            Thread.sleep(random.nextLong(1_000, 3_500));
            if (System.nanoTime() < deadline) {
                harm(deck.get((first + i) % deck.size()));
            }
        }
        for (ServerProcess server : world.servers()) {
            server.setClock(0);
        }
    }

    private void harm(Harm harm) throws IOException, InterruptedException {
        history.count("fault: " + harm.name().toLowerCase(Locale.ROOT));
        ServerProcess server = world.servers().get(random.nextInt(world.servers().size()));
        switch (harm) {
            case KILL -> server.crash(Duration.ofMillis(random.nextLong(1_500)));
            case DRAIN -> server.restart();
            case KILL_NATS -> world.nats().crash(random.nextLong(4_000));
            case CUT_NATS ->
                    world.natsLines()
                            .get(random.nextInt(world.natsLines().size()))
                            .block(random.nextLong(1_000, 6_000));
            case RESTART_DATABASE -> world.postgres().restart();
            case CUT_DATABASE -> world.postgres().cut();
            case CUT_CLIENTS -> world.network().cut(random.nextInt(20, 101));
            case DELAY -> world.network().delay(random.nextLong(1_000, 3_000));
            case CLOCK -> server.setClock(random.nextLong(-2 * HOUR_MILLIS, 2 * HOUR_MILLIS));
        }
    }
}
