package org.kocmoc.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kocmoc.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs by a persistent schedule in the database, and by its clock.
///
/// A server that was killed in the middle of a job leaves it standing for one and a half minutes to
/// two. One that only hung may find that another has begun the job meanwhile: then both run, so a
/// job must bear that; only one of the two ends is written down.
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;

    /// A job whose server has not been heard of for this many heartbeats is free again. Longer than
    /// a database is away at a failover, since nobody is heard of meanwhile.
    private static final int HEARTBEATS = 6;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /// Between two looks at the database's clock and at what is planned by a wrong one.
    private static final Duration LOOK = Duration.ofSeconds(10);

    /// Beyond its pause; clocks are set by less all the time.
    private static final Duration PLANNED_AHEAD = Duration.ofMinutes(1);

    private final Database database;
    private final List<Job> jobs;
    private final DatabaseClock clock;
    private final Scheduler scheduler;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("jobs-look").factory());

    /// Prepares the jobs; nothing runs before [#start].
    public Jobs(Database database, List<Job> jobs) {
        this.database = database;
        this.jobs = jobs;
        this.clock = new DatabaseClock(database.read(JobStore::now));
        List<RecurringTask<?>> tasks = jobs.stream().<RecurringTask<?>>map(Jobs::task).toList();
        this.scheduler =
                Scheduler.create(database.dataSource())
                        .startTasks(tasks)
                        .threads(AT_ONCE)
                        .executorService(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("job-", 0).factory()))
                        .clock(clock)
                        .pollingInterval(POLL)
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(HEARTBEATS)
                        .shutdownMaxWait(STOP_PATIENCE)
                        .build();
    }

    private static RecurringTask<Void> task(Job job) {
        return Tasks.recurring(job.name(), FixedDelay.of(job.pause()))
                .execute((instance, context) -> job.work().run());
    }

    /// Starts running jobs at their times.
    public void start() {
        looking.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        scheduler.start();
    }

    private void look() {
        try {
            database.execute(
                    handle -> {
                        Instant now = JobStore.now(handle);
                        clock.set(now);
                        JobStore.pullForward(handle, jobs, now, PLANNED_AHEAD);
                    });
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("no look at the plan of jobs");
        }
    }

    /// Lets running jobs finish for a few seconds, then interrupts them.
    @Override
    public void close() {
        looking.shutdownNow();
        scheduler.stop();
    }
}
