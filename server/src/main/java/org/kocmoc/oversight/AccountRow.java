package org.kocmoc.oversight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// An account as administrators see it in a list.
///
/// @param sessions how many are open
/// @param storageBytes what the account's files take
public record AccountRow(
        UserId id,
        String name,
        String email,
        @Nullable String avatar,
        boolean online,
        @Nullable Instant lastSeenAt,
        Instant createdAt,
        boolean isAdmin,
        boolean banned,
        boolean emailConfirmed,
        int sessions,
        long storageBytes) {}
