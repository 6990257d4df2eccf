package org.kocmoc.chats;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// A link into a group. Its code is known only to who has the link.
///
/// @param maxUses null: as often as wanted
/// @param expiresAt null: until revoked
public record Invite(
        long id,
        @Nullable UserId createdBy,
        @Nullable Integer maxUses,
        int uses,
        @Nullable Instant expiresAt,
        Instant createdAt) {}
