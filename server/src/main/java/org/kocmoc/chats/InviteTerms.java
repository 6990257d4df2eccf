package org.kocmoc.chats;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Until when and how often an invite opens a group; null: without bound.
record InviteTerms(@Nullable Integer maxUses, @Nullable Instant expiresAt) {}
