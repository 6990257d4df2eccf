package org.kocmoc.reports;

import org.jspecify.annotations.Nullable;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// A complaint that is about to be filed.
///
/// @param message absent in a complaint about a person
/// @param user the person complained about; absent if a message's sender is gone
record NewReport(
        UserId reporter, @Nullable MessageId message, @Nullable UserId user, String reason) {
    Report.Subject about() {
        return message == null ? Report.Subject.USER : Report.Subject.MESSAGE;
    }
}
