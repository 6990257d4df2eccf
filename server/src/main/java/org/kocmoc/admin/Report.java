package org.kocmoc.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A complaint. Ids are absent where what they named is gone.
public record Report(
        long id,
        @Nullable Long reporterId,
        @Nullable Long messageId,
        @Nullable Long userId,
        String reason,
        Instant createdAt,
        @Nullable Instant resolvedAt,
        @Nullable Long resolvedBy) {}
