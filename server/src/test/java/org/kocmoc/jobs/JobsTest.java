package org.kocmoc.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.db.Database;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Postgres;

/// What servers that were killed, and clocks that were wrong, leave in the plan of jobs.
class JobsTest {
    private static final Duration OFTEN = Duration.ofMillis(50);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final AtomicInteger done = new AtomicInteger();

    private Jobs started(Duration pause) {
        Jobs jobs =
                new Jobs(
                        postgres.database(),
                        List.of(new Job("test.job", pause, done::incrementAndGet)));
        jobs.start();
        return jobs;
    }

    @BeforeEach
    void plan() {
        postgres.database().execute(handle -> handle.execute("DELETE FROM scheduled_tasks"));
    }

    private static void change(String assignments) {
        postgres.database()
                .execute(handle -> handle.execute("UPDATE scheduled_tasks SET " + assignments));
    }

    private void ranOnce() {
        try (Jobs _ = started(Duration.ofHours(1))) {
            Nodes.await("the first run", () -> done.get() == 1 && isPlanned());
        }
    }

    private static boolean isPlanned() {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT bool_and(NOT picked AND last_success IS NOT NULL) FROM scheduled_tasks")
                                        .mapTo(Boolean.class)
                                        .one());
    }

    @Test
    void aJobOfAServerThatWasKilledIsTakenOverAfterTwoMinutes() {
        ranOnce();
        change(
                "picked = true, picked_by = 'killed', last_heartbeat = now() - interval '2 minutes'");

        try (Jobs _ = started(Duration.ofHours(1))) {
            Nodes.await("it is taken over", () -> done.get() == 2);
        }
    }

    @Test
    void aJobOfAServerThatWasHeardOfAMinuteAgoIsLeftToIt() {
        ranOnce();
        change("picked = true, picked_by = 'busy', last_heartbeat = now() - interval '1 minute'");

        try (Jobs _ = started(Duration.ofHours(1));
                Jobs other = new Jobs(postgres.database(), List.of(tick()))) {
            other.start();
            Nodes.await("others run", () -> ticks.get() > 3);
            assertThat(done).hasValue(1);
        }
    }

    private final AtomicInteger ticks = new AtomicInteger();

    private Job tick() {
        return new Job("test.tick", OFTEN, ticks::incrementAndGet);
    }

    @Test
    void aJobThatAClockAheadHasPlannedHoursAheadRunsSoon() {
        try (Jobs _ = started(Duration.ofMinutes(5))) {
            Nodes.await("the first run", () -> done.get() == 1 && isPlanned());
            change("execution_time = now() + interval '5 hours'");

            Nodes.await("it is pulled forward", () -> done.get() == 2);
        }
    }

    /// Ours is an hour ahead of this database's.
    @Test
    void theDatabasesClockDecidesWhatIsDueAndWhoIsDead() {
        String name = postgres.settings().database();
        try (Database owner = new Database(postgres.settings().withPoolSize(1))) {
            owner.execute(
                    handle -> {
                        handle.execute(
                                """
                                CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                                AS $$ SELECT pg_catalog.clock_timestamp() - interval '1 hour' $$
                                """);
                        handle.execute(
                                "ALTER DATABASE " + name + " SET search_path = public, pg_catalog");
                    });
        }
        Instant before = Instant.now();
        try (Database late = new Database(postgres.settings().withPoolSize(3));
                Jobs jobs = new Jobs(late, List.of(tick()))) {
            jobs.start();
            Nodes.await("several runs", () -> ticks.get() > 2);
            Instant planned =
                    late.read(
                            handle ->
                                    handle.createQuery("SELECT execution_time FROM scheduled_tasks")
                                            .mapTo(Instant.class)
                                            .one());

            assertThat(planned).isBefore(before.minus(Duration.ofMinutes(30)));
        } finally {
            postgres.database()
                    .execute(
                            handle -> {
                                handle.execute("ALTER DATABASE " + name + " RESET search_path");
                                handle.execute("DROP FUNCTION public.clock_timestamp()");
                            });
        }
    }
}
