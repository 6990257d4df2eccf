package org.kocmoc.db;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the private PostgreSQL again when it has died: killed by somebody, or by itself because
/// the disk under its log is full. Tries after a second, then after twice as long each time up to
/// half a minute, for as long as it takes. Meanwhile the server is one whose database is away.
///
/// A thread of its own; [#close] may be called by any.
final class PostgresWatch implements AutoCloseable {
    /// Whether it lives, and how it is started.
    interface Postgres {
        boolean lives() throws IOException;

        void start() throws IOException;

        /// Why it died, as far as it told.
        String lastWords();
    }

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(PostgresWatch.class);

    private final Postgres postgres;
    private final Thread thread;
    private boolean closed;

    PostgresWatch(Postgres postgres) {
        this.postgres = postgres;
        this.thread = Thread.ofVirtual().name("postgres-watch").start(this::run);
    }

    private void run() {
        Duration pause = LOOK;
        try {
            while (true) {
                Thread.sleep(pause);
                boolean lives = look();
                pause = lives ? LOOK : pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized boolean look() {
        try {
            if (!closed && !postgres.lives()) {
                LOG.atError()
                        .addKeyValue("cause", postgres.lastWords())
                        .log("the embedded PostgreSQL has died; starting it again");
                postgres.start();
                LOG.warn("the embedded PostgreSQL runs again");
            }
            return true;
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("cause", e.getMessage())
                    .log("the embedded PostgreSQL does not start");
            return false;
        }
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
