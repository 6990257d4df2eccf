package org.kocmoc.drafts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;

/// A draft as its writer sees it.
///
/// @param version what the next change must name
/// @param text empty if there is none (any more)
/// @param replyTo the message that it would answer
public record Draft(
        ChatId chatId, int version, String text, @Nullable Long replyTo, Instant updatedAt) {
    boolean saysTheSameAs(String otherText, @Nullable Long otherReplyTo) {
        return text.equals(otherText)
                && (replyTo == null ? otherReplyTo == null : replyTo.equals(otherReplyTo));
    }
}
