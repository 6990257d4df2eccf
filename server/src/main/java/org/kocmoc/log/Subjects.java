package org.kocmoc.log;

import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// Bus subjects of the log and the payload of its nudges: the highest number that is committed.
public final class Subjects {
    private Subjects() {}

    /// Where a chat's nudges go.
    public static String chat(ChatId chat) {
        return "chat." + chat;
    }

    /// Where a user's nudges go.
    public static String user(UserId user) {
        return "user." + user;
    }

    static byte[] nudge(long seq) {
        return Bytes.utf8(Long.toString(seq));
    }
}
