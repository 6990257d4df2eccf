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
        /// Kill the server and start it again.
        KILL,
        /// Stop and start PostgreSQL.
        RESTART_DATABASE,
        /// Cut the server's connections to PostgreSQL.
        CUT_DATABASE,
        /// Cut clients' connections in the middle of a frame.
        CUT_CLIENTS,
        /// Delay what clients and server say.
        DELAY,
        /// Set the server's clock.
        CLOCK
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
        world.server().setClock(0);
    }

    private void harm(Harm harm) throws IOException, InterruptedException {
        history.count("fault: " + harm.name().toLowerCase(Locale.ROOT));
        switch (harm) {
            case KILL -> world.server().crash(Duration.ofMillis(random.nextLong(1_500)));
            case RESTART_DATABASE -> world.cluster().restart();
            case CUT_DATABASE -> world.cluster().cut();
            case CUT_CLIENTS -> world.network().cut(random.nextInt(20, 101));
            case DELAY -> world.network().delay(random.nextLong(1_000, 3_000));
            case CLOCK ->
                    world.server().setClock(random.nextLong(-2 * HOUR_MILLIS, 2 * HOUR_MILLIS));
        }
    }
}
