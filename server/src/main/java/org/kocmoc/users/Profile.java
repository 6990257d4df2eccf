package org.kocmoc.users;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// What another person may see of an account.
///
/// @param online false also where the owner hides presence from the viewer
/// @param lastSeenAt null also where the owner hides presence from the viewer
public record Profile(
        UserId id,
        String name,
        @Nullable String avatar,
        @Nullable String bio,
        boolean online,
        @Nullable Instant lastSeenAt,
        Instant createdAt) {}
