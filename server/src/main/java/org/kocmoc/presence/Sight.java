package org.kocmoc.presence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// Who may see whose presence. Any thread; blocks.
@FunctionalInterface
public interface Sight {
    /// Somebody's presence.
    ///
    /// @param lastSeen when the last device left; `null` if unknown or online
    record Seen(UserId user, boolean online, @Nullable Instant lastSeen) {}

    /// Those of several people whose presence the viewer may see.
    List<Seen> see(UserId viewer, Collection<UserId> users);
}
