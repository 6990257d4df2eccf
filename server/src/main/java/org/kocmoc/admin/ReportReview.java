package org.kocmoc.admin;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageAdministration;
import org.kocmoc.reports.Report;
import org.kocmoc.reports.Reports;

/// The administrators' side of complaints: each with the message as it is now. Any thread; blocks.
final class ReportReview {
    private final Reports reports;
    private final MessageAdministration messages;
    private final AuditLog audit;

    ReportReview(AdminFeature.Parts parts, AuditLog audit) {
        this.reports = parts.reports();
        this.messages = parts.messages();
        this.audit = audit;
    }

    /// Open or resolved complaints, newest first.
    List<ReviewedReport> list(UserId admin, boolean resolved, long before, int limit) {
        audit.record(admin, "reports.read", resolved ? "resolved" : "open");
        List<Report> page = reports.list(resolved, before, limit);
        List<MessageId> named =
                page.stream()
                        .map(Report::messageId)
                        .filter(Objects::nonNull)
                        .distinct()
                        .map(MessageId::new)
                        .toList();
        Map<Long, Message> found =
                messages.named(admin, named).stream()
                        .collect(Collectors.toMap(Message::id, Function.identity()));
        return page.stream()
                .map(report -> ReviewedReport.of(report, found.get(report.messageId())))
                .toList();
    }

    /// Closes a complaint; closing it again changes nothing.
    ///
    /// @throws ApiException 404 if there is none
    void resolve(UserId admin, long report) {
        audit.record(admin, "report.resolve", Long.toString(report));
        reports.resolve(admin, report);
    }
}
