package org.kocmoc.pins;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// A pinned message.
///
/// @param messageSeq its place in the chat
/// @param pinnedBy null if that account is gone
public record Pin(
        MessageId messageId, long messageSeq, @Nullable UserId pinnedBy, Instant pinnedAt) {}
