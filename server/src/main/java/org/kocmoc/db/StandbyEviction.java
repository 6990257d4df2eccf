package org.kocmoc.db;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Has the pool give up a connection to a server that takes no writes: after a failover the same
/// address leads to the new primary, a connection that survived does not. Any thread.
final class StandbyEviction implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return SqlState.isReadOnly(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
