package org.kocmoc.oversight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where an account is signed in.
public record OpenSession(
        long id,
        @Nullable String userAgent,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant expiresAt) {}
