package org.kocmoc.receipts;

import org.jspecify.annotations.Nullable;

/// How a number of unread messages comes about: what was set by hand, and the messages above
/// `countFrom` that count.
///
/// @param setByHand counts what was unread at the moment of setting
/// @param countFrom messages above this number are counted
/// @param counted messages of others that count
/// @param own messages of one's own, which do not count
/// @param deleted deleted ones of others, which do not count
/// @param service messages that never count
public record UnreadParts(
        long setByHand,
        long countFrom,
        long readSeq,
        long visibleFromSeq,
        long lastSeq,
        long lastMsgSeq,
        long counted,
        long own,
        long deleted,
        long service,
        @Nullable Long firstUnreadSeq) {}
