package org.kocmoc.reports;

import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.users.UsersError;

/// Files complaints, and lists and closes them for administrators; callers check who asks. Any
/// thread; blocks.
public final class Reports {
    private final Database database;
    private final ChatAccess access;
    private final InstantSource clock;

    Reports(Database database, ChatAccess access, InstantSource clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
    }

    /// Complains about a message that the reporter can see.
    ///
    /// @return whether it is new: an open one of the same person about the same stays as it is
    /// @throws ApiException 404 for any other message, so that ids tell nothing; 400 for an own one
    boolean fileMessage(UserId reporter, MessageId message, String reason) {
        return database.write(
                handle -> {
                    ReportStore.Place place = visible(handle, reporter, message);
                    refuseSelf(reporter.equals(place.senderId()));
                    NewReport report = new NewReport(reporter, message, place.senderId(), reason);
                    return ReportStore.insert(handle, report, clock.instant());
                });
    }

    /// Complains about a person.
    ///
    /// @return as [#fileMessage]
    /// @throws ApiException 404 if there is no such account, 400 for oneself
    boolean fileUser(UserId reporter, UserId user, String reason) {
        refuseSelf(reporter.equals(user));
        return database.write(
                handle -> {
                    if (!ReportStore.holdUser(handle, user)) {
                        throw new ApiException(UsersError.USER_NOT_FOUND);
                    }
                    NewReport report = new NewReport(reporter, null, user, reason);
                    return ReportStore.insert(handle, report, clock.instant());
                });
    }

    private ReportStore.Place visible(Handle handle, UserId reporter, MessageId message) {
        return ReportStore.place(handle, message)
                .filter(
                        place ->
                                access.find(handle, reporter, place.chatId())
                                        .filter(member -> place.seq() > member.visibleFromSeq())
                                        .isPresent())
                .orElseThrow(() -> new ApiException(ReportsError.REPORTED_MESSAGE_UNKNOWN));
    }

    private static void refuseSelf(boolean self) {
        if (self) {
            throw new ApiException(ReportsError.REPORT_IS_SELF);
        }
    }

    /// Open or closed complaints, newest first.
    ///
    /// @param before only those with a smaller id
    public List<Report> list(boolean resolved, long before, int limit) {
        return database.read(handle -> ReportStore.list(handle, resolved, before, limit));
    }

    /// Closes a complaint; closing it again changes nothing.
    ///
    /// @throws ApiException 404 if there is none
    public void resolve(UserId administrator, long report) {
        boolean known =
                database.write(
                        handle ->
                                ReportStore.resolve(
                                        handle, report, administrator, clock.instant()));
        if (!known) {
            throw new ApiException(ReportsError.REPORT_NOT_FOUND);
        }
    }
}
