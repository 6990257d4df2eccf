package org.kocmoc.jobs;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// What the scheduler library does not do with `scheduled_tasks` by itself.
final class JobStore {
    private JobStore() {}

    static Instant now(Handle handle) {
        return handle.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
    }

    /// Makes a job due that is planned later than its pause allows, and lets nobody seem alive in
    /// the future: what a clock leaves behind that was ahead and has been set right.
    ///
    /// @param furthest how far ahead the job may be planned
    static void pullForward(Handle handle, String job, Instant now, Duration furthest) {
        handle.createUpdate(
                        """
                        UPDATE scheduled_tasks
                        SET execution_time = CASE WHEN picked THEN execution_time ELSE :now END,
                            last_heartbeat = least(last_heartbeat, :now)
                        WHERE task_name = :job
                            AND (NOT picked AND execution_time > :furthest
                                OR picked AND last_heartbeat > :furthest)
                        """)
                .bind("job", job)
                .bind("now", now)
                .bind("furthest", now.plus(furthest))
                .execute();
    }
}
