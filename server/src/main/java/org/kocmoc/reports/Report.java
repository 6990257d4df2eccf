package org.kocmoc.reports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A complaint. Ids and names are absent where what they named is gone.
///
/// @param about what it was filed against
/// @param userId the person complained about; of a message, its sender
public record Report(
        long id,
        Subject about,
        @Nullable Long reporterId,
        @Nullable String reporterName,
        @Nullable Long messageId,
        @Nullable Long userId,
        @Nullable String userName,
        String reason,
        Instant createdAt,
        @Nullable Instant resolvedAt,
        @Nullable Long resolvedBy) {
    /// What people complain about.
    public enum Subject {
        MESSAGE,
        USER
    }
}
