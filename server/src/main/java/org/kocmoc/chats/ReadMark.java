package org.kocmoc.chats;

/// How far a member has read and received a chat.
///
/// @param deliveredSeq never below `readSeq`
public record ReadMark(long userId, long readSeq, long deliveredSeq) {
    /// What was read has been received.
    public ReadMark {
        deliveredSeq = Math.max(readSeq, deliveredSeq);
    }
}
