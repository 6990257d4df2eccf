package org.kocmoc.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.kocmoc.db.Database;

/// Looks for people who are to be told of new messages. One node at a time; blocks.
final class Lookout {
    /// Messages looked at in one transaction; what is left comes with the next look.
    private static final int STRETCH = 10_000;

    /// Longer than any transaction lasts, than somebody counts as online after the socket is gone,
    /// and than a node that died seems to live.
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final Database database;
    private final InstantSource clock;

    Lookout(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Notes whom to tell of what has been written since the last look.
    ///
    /// @return how many deliveries were noted
    int look() {
        if (!database.read(LookoutStore::isAnybodySubscribed)) {
            return 0;
        }
        Instant now = clock.instant();
        return database.write(
                handle -> {
                    LookoutStore.Progress progress = LookoutStore.lock(handle).orElse(null);
                    if (progress == null) {
                        return 0;
                    }
                    int noted = 0;
                    long newest = LookoutStore.newest(handle, progress.seenId(), STRETCH);
                    if (newest > progress.seenId()) {
                        noted += LookoutStore.tell(handle, progress.seenId(), newest, now);
                        LookoutStore.seen(handle, newest, now);
                    }
                    Long settled = LookoutStore.seenBy(handle, now.minus(SETTLE));
                    if (settled != null) {
                        noted += LookoutStore.tell(handle, progress.settledId(), settled, now);
                        LookoutStore.settled(handle, settled);
                    }
                    return noted;
                });
    }
}
