package org.kocmoc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.db.Database;
import org.kocmoc.jobs.Job;
import org.kocmoc.jobs.Jobs;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Postgres;

/// Recurring work of two nodes on one schedule.
class JobsOnNodesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private void work() {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            Thread.sleep(150);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.decrementAndGet();
        done.incrementAndGet();
    }

    @Test
    void aJobRunsOnOneNodeAtATimeAndOnTheOtherWhenOneIsGone() {
        List<Job> jobs = List.of(new Job("test.job", Duration.ofMillis(10), this::work));
        try (Database mine = new Database(postgres.settings().withPoolSize(3));
                Database others = new Database(postgres.settings().withPoolSize(3));
                Jobs here = new Jobs(mine, jobs)) {
            Jobs there = new Jobs(others, jobs);
            here.start();
            there.start();
            Nodes.await("several runs", () -> done.get() >= 4);
            there.close();
            int before = done.get();

            Nodes.await("the other goes on", () -> done.get() >= before + 2);

            assertThat(most).hasValue(1);
        }
    }
}
