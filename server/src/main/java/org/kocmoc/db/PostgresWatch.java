package org.kocmoc.db;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the private PostgreSQL again when it has died: killed by somebody, or by itself because
/// the disk under its log is full; or when it is stuck: where the disk is still full while it
/// replays its log, that part of it ends and the rest refuses everybody for good. Tries after a
/// second, then after twice as long each time up to half a minute, for as long as it takes.
/// Meanwhile the server is one whose database is away.
///
/// A thread of its own; [#close] may be called by any.
final class PostgresWatch implements AutoCloseable {
    /// Whether it lives, and how it is started.
    interface Postgres {
        boolean lives() throws IOException;

        /// Stops what is left of it first.
        void start() throws IOException;

        /// Whether it refuses everybody and does nothing about it at this moment.
        boolean isIdleAndRefuses();

        /// Why it died, as far as it told.
        String lastWords();
    }

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /// Every so many looks it is asked whether it takes anybody, which costs it a process.
    private static final int ASKING = 5;

    /// It is stuck if it was found so as often in a row: while it ends what a crash left, nothing
    /// is replayed for a moment either.
    private static final int OFTEN = 3;

    private static final Logger LOG = LoggerFactory.getLogger(PostgresWatch.class);

    private final Postgres postgres;
    private final Duration between;
    private final Thread thread;
    private boolean closed;
    private int looks;
    private int refusals;

    PostgresWatch(Postgres postgres) {
        this(postgres, LOOK);
    }

    PostgresWatch(Postgres postgres, Duration between) {
        this.postgres = postgres;
        this.between = between;
        this.thread = Thread.ofVirtual().name("postgres-watch").start(this::run);
    }

    private void run() {
        Duration pause = between;
        try {
            while (true) {
                Thread.sleep(pause);
                boolean lives = look();
                pause = lives ? between : pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized boolean look() {
        try {
            boolean lives = postgres.lives();
            if (!closed && (!lives || isStuck())) {
                refusals = 0;
                LOG.atError()
                        .addKeyValue("cause", postgres.lastWords())
                        .log(
                                lives
                                        ? "the embedded PostgreSQL is stuck; starting it again"
                                        : "the embedded PostgreSQL has died; starting it again");
                postgres.start();
                LOG.warn("the embedded PostgreSQL runs again");
            }
            return true;
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("cause", e.getMessage())
                    .log("the embedded PostgreSQL does not start");
            return false;
        } catch (RuntimeException e) {
            // Whatever it is, it must not end the watch.
            LOG.atError().setCause(e).log("the embedded PostgreSQL cannot be watched");
            return false;
        }
    }

    private boolean isStuck() {
        if (++looks % ASKING == 0) {
            refusals = postgres.isIdleAndRefuses() ? refusals + 1 : 0;
        }
        return refusals >= OFTEN;
    }

    /// Waits for a start that is going on, and begins no other.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
    }
}
