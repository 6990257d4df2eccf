package org.kocmoc.prove;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.kocmoc.Ports;
import org.kocmoc.Server;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.log.SendStore;
import org.kocmoc.streams.Backlog;

/// Programs that start a server which is wrong in one point.
final class FaultyServers {
    private FaultyServers() {}

    private static void run(
            UnaryOperator<Bus> bus, UnaryOperator<SendStore> sends, UnaryOperator<Backlog> backlog)
            throws IOException {
        ServerUnderTest.run(
                (config, clock) -> Server.start(config, clock, new Ports(bus, sends, backlog)));
    }

    private static Database database() {
        Map<String, String> environment = System.getenv();
        return new Database(
                new DatabaseSettings(
                        Objects.requireNonNull(environment.get("PG_HOST")),
                        Integer.parseInt(environment.get("PG_PORT")),
                        Objects.requireNonNull(environment.get("PG_DATABASE")),
                        Objects.requireNonNull(environment.get("PG_USER")),
                        Objects.requireNonNull(environment.get("PG_PASSWORD")),
                        false,
                        5));
    }

    private static void runStore(FaultyStore.Fault fault) throws IOException {
        run(
                UnaryOperator.identity(),
                right -> new FaultyStore(database(), fault),
                UnaryOperator.identity());
    }

    /// Skips the lock of the chat's head.
    static final class WithoutLock {
        public static void main(String[] arguments) throws IOException {
            runStore(FaultyStore.Fault.NO_LOCK);
        }
    }

    /// Checks and locks in one statement.
    static final class CheckBeforeLock {
        public static void main(String[] arguments) throws IOException {
            runStore(FaultyStore.Fault.ONE_STATEMENT);
        }
    }

    /// Answers before the commit.
    static final class EarlyAnswer {
        public static void main(String[] arguments) throws IOException {
            runStore(FaultyStore.Fault.EARLY_ANSWER);
        }
    }

    /// Loses nudges in the middle and does not look for what they would have brought.
    static final class LostInTheMiddle {
        public static void main(String[] arguments) throws IOException {
            LossyBus bus = new LossyBus(new LocalBus(), seq -> seq % 3 == 0);
            run(
                    right -> bus,
                    UnaryOperator.identity(),
                    right -> new BlindBacklog(right, bus, false));
        }
    }

    /// Loses most nudges and finds it out only by their successors, which the last one does not
    /// have.
    static final class LostAtTheEnd {
        public static void main(String[] arguments) throws IOException {
            LossyBus bus = new LossyBus(new LocalBus(), seq -> seq % 3 != 0);
            run(
                    right -> bus,
                    UnaryOperator.identity(),
                    right -> new BlindBacklog(right, bus, true));
        }
    }

    /// Shows newcomers the messages from before their time with what happens to them now.
    static final class ShownToNewcomers {
        public static void main(String[] arguments) throws IOException {
            run(UnaryOperator.identity(), UnaryOperator.identity(), OpenBacklog::new);
        }
    }

    /// Comes back from a crash without the last message of each chat, as a standby that had not
    /// received it, and numbers on from there in the same epoch.
    static final class ReusedNumbers {
        public static void main(String[] arguments) throws IOException {
            try (Database database = database()) {
                database.execute(
                        handle -> {
                            boolean fresh =
                                    handle.createQuery("SELECT to_regclass('chat_heads') IS NULL")
                                            .mapTo(Boolean.class)
                                            .one();
                            if (!fresh) {
                                forgetNewest(handle);
                            }
                        });
            }
            run(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
        }

        private static void forgetNewest(Handle handle) {
            handle.execute(
                    """
                    WITH gone AS (
                        DELETE FROM messages m USING chat_heads h
                        WHERE m.chat_id = h.chat_id AND m.seq = h.last_seq
                        RETURNING m.chat_id, m.seq
                    )
                    UPDATE chat_heads h
                    SET last_seq = gone.seq - 1, last_msg_seq = least(last_msg_seq, gone.seq - 1)
                    FROM gone WHERE gone.chat_id = h.chat_id
                    """);
        }
    }
}
