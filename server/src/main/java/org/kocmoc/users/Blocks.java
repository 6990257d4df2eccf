package org.kocmoc.users;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserLog;
import org.kocmoc.presence.SightChanges;

/// Whom a person wants nothing from. Any thread; blocks.
final class Blocks {
    private final Database database;
    private final UserLog log;
    private final Users users;
    private final SightChanges sight;

    Blocks(Database database, UserLog log, Users users, SightChanges sight) {
        this.sight = sight;
        this.database = database;
        this.log = log;
        this.users = users;
    }

    /// Most recently blocked first.
    List<Profile> list(UserId blocker) {
        List<UserId> blocked = database.read(handle -> RelationStore.blockedBy(handle, blocker));
        Map<UserId, Profile> people = users.profiles(blocker, blocked);
        return blocked.stream().map(people::get).filter(Objects::nonNull).toList();
    }

    /// Blocking somebody twice changes nothing.
    void block(UserId blocker, UserId who) {
        if (who.equals(blocker)) {
            throw new ApiException(UsersError.BLOCK_IS_SELF);
        }
        if (!users.exists(who)) {
            throw new ApiException(UsersError.USER_NOT_FOUND);
        }
        log.change(
                (handle, entries) -> {
                    if (RelationStore.blockedBy(handle, blocker).size()
                            >= Size.BLOCKS_PER_USER.value()) {
                        throw new ApiException(UsersError.TOO_MANY_BLOCKS);
                    }
                    boolean added = RelationStore.block(handle, blocker, who);
                    if (added) {
                        entries.tell(
                                blocker, "contact:update", Map.of("user", who, "blocked", true));
                    }
                    return added;
                });
        sight.of(blocker);
    }

    /// Unblocking who is not blocked changes nothing.
    void unblock(UserId blocker, UserId who) {
        log.change(
                (handle, entries) -> {
                    boolean removed = RelationStore.unblock(handle, blocker, who);
                    if (removed) {
                        entries.tell(
                                blocker, "contact:update", Map.of("user", who, "blocked", false));
                    }
                    return removed;
                });
        sight.of(blocker);
    }
}
