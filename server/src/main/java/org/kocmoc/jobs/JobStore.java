package org.kocmoc.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What the scheduler library does not do with `scheduled_tasks` by itself.
final class JobStore {
    private JobStore() {}

    static Instant now(Handle handle) {
        return handle.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
    }

    /// Makes jobs due that are planned later than their pauses allow, and lets nobody seem alive in
    /// the future: what a clock leaves behind that was ahead and has been set right.
    ///
    /// @param ahead how much further ahead than its pause a job may be planned
    static void pullForward(Handle handle, List<Job> jobs, Instant now, Duration ahead) {
        handle.createUpdate(
                        """
                        UPDATE scheduled_tasks t
                        SET execution_time = CASE WHEN t.picked THEN t.execution_time ELSE :now END,
                            last_heartbeat = least(t.last_heartbeat, :now)
                        FROM unnest(:jobs, :pauses) AS j (name, pause)
                        WHERE t.task_name = j.name
                            AND CASE WHEN t.picked THEN t.last_heartbeat ELSE t.execution_time END
                                > :ahead::timestamptz + j.pause * interval '1 millisecond'
                        """)
                .bindArray("jobs", String.class, jobs.stream().map(Job::name).toArray())
                .bindArray(
                        "pauses",
                        Long.class,
                        jobs.stream().map(job -> job.pause().toMillis()).toArray())
                .bind("ahead", now.plus(ahead))
                .bind("now", now)
                .execute();
    }
}
