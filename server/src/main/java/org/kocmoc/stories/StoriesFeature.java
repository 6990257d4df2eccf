package org.kocmoc.stories;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.files.FilesFeature;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.UserLog;

/// Assembles stories.
public final class StoriesFeature {
    private static final Duration EXPIRY_PAUSE = Duration.ofMinutes(5);

    private final Stories stories;
    private final RateLimiter limiter;

    /// Builds the feature; nothing runs by itself.
    public StoriesFeature(
            Database database,
            UserLog log,
            FilesFeature files,
            RateLimiter limiter,
            InstantSource clock) {
        this.stories = new Stories(database, log, files, clock);
        this.limiter = limiter;
    }

    /// Routes of stories.
    public List<Route> routes() {
        return new StoriesApi(stories, limiter).routes();
    }

    /// The end of stories.
    public List<Job> jobs() {
        return List.of(new Job("stories-end", EXPIRY_PAUSE, stories::removeEnded));
    }

    /// For accounts that leave.
    public Stories stories() {
        return stories;
    }
}
