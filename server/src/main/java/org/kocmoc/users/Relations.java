package org.kocmoc.users;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// What stands between two people: blocks, and who may add whom. Any thread; blocks.
public final class Relations {
    private final Database database;

    /// The relations in one database.
    public Relations(Database database) {
        this.database = database;
    }

    /// Whether `by` has blocked `who`.
    public boolean isBlocked(UserId by, UserId who) {
        return database.read(handle -> RelationStore.isBlocked(handle, by, who));
    }

    /// As [#isBlocked(UserId, UserId)] inside a transaction.
    public static boolean isBlocked(Handle handle, UserId by, UserId who) {
        return RelationStore.isBlocked(handle, by, who);
    }

    /// Whether `actor` may open a chat with `target` or add them to a group: the target exists, is
    /// not banned, has not blocked the actor, and is open to the actor by choice. Everybody may add
    /// themselves.
    public boolean mayAdd(UserId actor, UserId target) {
        return refusing(actor, List.of(target)).isEmpty();
    }

    /// Those of several people whom [#mayAdd] forbids to add; accounts that do not exist too.
    public Set<UserId> refusing(UserId actor, Collection<UserId> targets) {
        return database.read(handle -> RelationStore.refusing(handle, actor, targets));
    }

    /// Those of several ids that no account has.
    public Set<UserId> unknown(Collection<UserId> users) {
        return database.read(handle -> RelationStore.unknown(handle, users));
    }
}
