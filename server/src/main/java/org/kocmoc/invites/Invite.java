package org.kocmoc.invites;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// A link into a group. Its code is known only to who has the link.
///
/// @param maxUses null: as often as wanted
/// @param expiresAt null: until revoked
public record Invite(
        long id,
        UserId createdBy,
        @Nullable Integer maxUses,
        int uses,
        @Nullable Instant expiresAt,
        Instant createdAt) {
    /// Until when and how often a link opens its group.
    record Terms(@Nullable Integer maxUses, @Nullable Instant expiresAt) {}

    /// What a link shows to whom it is sent.
    ///
    /// @param isMember whether the person is in the group already
    public record Preview(
            @Nullable String name,
            @Nullable String description,
            @Nullable String avatar,
            int memberCount,
            boolean isMember) {}
}
