package org.kocmoc.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.kocmoc.db.Database;

/// Runs jobs by a persistent schedule in the database.
public final class Jobs implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;

    private final Scheduler scheduler;

    /// Prepares the jobs; nothing runs before [#start].
    public Jobs(Database database, List<Job> jobs) {
        List<RecurringTask<?>> tasks = jobs.stream().<RecurringTask<?>>map(Jobs::task).toList();
        this.scheduler =
                Scheduler.create(database.dataSource())
                        .startTasks(tasks)
                        .threads(AT_ONCE)
                        .executorService(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("job-", 0).factory()))
                        .pollingInterval(POLL)
                        .shutdownMaxWait(STOP_PATIENCE)
                        .build();
    }

    private static RecurringTask<Void> task(Job job) {
        return Tasks.recurring(job.name(), FixedDelay.of(job.pause()))
                .execute((instance, context) -> job.work().run());
    }

    /// Starts running jobs at their times.
    public void start() {
        scheduler.start();
    }

    /// Lets running jobs finish for a few seconds, then interrupts them.
    @Override
    public void close() {
        scheduler.stop();
    }
}
