package org.kocmoc.admin;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// The administrators' side of complaints. Any thread; blocks.
final class Reports {
    private final Database database;
    private final AuditLog audit;
    private final InstantSource clock;

    Reports(AdminFeature.Parts parts, AuditLog audit) {
        this.database = parts.database();
        this.audit = audit;
        this.clock = parts.clock();
    }

    /// Open or resolved complaints, newest first.
    List<Report> list(boolean resolved, long before, int limit) {
        return database.read(handle -> AdminStore.reports(handle, resolved, before, limit));
    }

    /// Closes a complaint; closing it again changes nothing.
    ///
    /// @throws ApiException 404 if there is none
    void resolve(UserId admin, long report) {
        audit.record(admin, "report.resolve", Long.toString(report));
        if (!database.write(handle -> AdminStore.resolve(handle, report, admin, clock.instant()))) {
            throw new ApiException(AdminError.REPORT_NOT_FOUND);
        }
    }
}
