package org.kocmoc.admin;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// The trail of what administrators did, or tried to do: an action is written down before it is
/// carried out, so that none is ever missing. Append only. Any thread; blocks.
public final class AuditLog {
    private final Database database;
    private final InstantSource clock;

    AuditLog(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Writes an action down.
    ///
    /// @param action stable name, as `user.ban`
    /// @param target id of what it is done to; never a name or an email
    public void record(UserId actor, String action, String target) {
        database.execute(
                handle -> AdminStore.insertAudit(handle, actor, action, target, clock.instant()));
    }

    /// Earlier actions than the given entry, newest first.
    List<AuditEntry> before(long id, int limit) {
        return database.read(handle -> AdminStore.audit(handle, id, limit));
    }
}
