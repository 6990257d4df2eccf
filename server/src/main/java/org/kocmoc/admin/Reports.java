package org.kocmoc.admin;

import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.users.Users;

/// Complaints of people to the administrators about a message they can read, or about a person. Any
/// thread; blocks.
final class Reports {
    private final Database database;
    private final ChatAccess access;
    private final Users users;
    private final AuditLog audit;
    private final InstantSource clock;

    Reports(AdminFeature.Parts parts, AuditLog audit) {
        this.database = parts.database();
        this.access = parts.access();
        this.users = parts.users();
        this.audit = audit;
        this.clock = parts.clock();
    }

    /// Files a complaint about exactly one of the two, and returns its id.
    ///
    /// @throws ApiException 404 if the reporter cannot know of it
    long file(UserId reporter, OptionalLong message, OptionalLong user, String reason) {
        if (message.isPresent()) {
            MessageId id = new MessageId(message.getAsLong());
            ChatId chat =
                    database.read(handle -> AdminStore.chatOf(handle, id))
                            .orElseThrow(Reports::unknown);
            if (access.find(reporter, chat).isEmpty()) {
                throw unknown();
            }
        } else if (!users.exists(new UserId(user.getAsLong()))) {
            throw unknown();
        }
        return database.write(
                handle ->
                        AdminStore.insertReport(
                                handle,
                                reporter,
                                message.isPresent() ? message.getAsLong() : null,
                                user.isPresent() ? user.getAsLong() : null,
                                reason,
                                clock.instant()));
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

    private static ApiException unknown() {
        return new ApiException(AdminError.REPORT_TARGET_NOT_FOUND);
    }
}
