package org.kocmoc.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.messages.Message;
import org.kocmoc.reports.Report;

/// A complaint as administrators see it: what its [Report] says, and the message as it is now.
///
/// @param message absent if the complaint is about a person or the message's chat is gone
record ReviewedReport(
        long id,
        Report.Subject about,
        @Nullable Long reporterId,
        @Nullable String reporterName,
        @Nullable Long messageId,
        @Nullable Long userId,
        @Nullable String userName,
        String reason,
        Instant createdAt,
        @Nullable Instant resolvedAt,
        @Nullable Long resolvedBy,
        @Nullable Content message) {
    /// What the message says; nothing but `deleted` if its sender has taken it back.
    record Content(
            long chatId,
            Instant createdAt,
            boolean deleted,
            @Nullable Instant editedAt,
            String messageType,
            @Nullable String text,
            @Nullable String fileUrl,
            @Nullable String fileName,
            @Nullable String voiceUrl) {}

    static ReviewedReport of(Report report, @Nullable Message message) {
        return new ReviewedReport(
                report.id(),
                report.about(),
                report.reporterId(),
                report.reporterName(),
                report.messageId(),
                report.userId(),
                report.userName(),
                report.reason(),
                report.createdAt(),
                report.resolvedAt(),
                report.resolvedBy(),
                message == null ? null : content(message));
    }

    private static Content content(Message message) {
        return new Content(
                message.chatId(),
                message.createdAt(),
                message.deleted(),
                message.editedAt(),
                message.messageType(),
                message.text(),
                message.fileUrl(),
                message.fileName(),
                message.voiceUrl());
    }
}
