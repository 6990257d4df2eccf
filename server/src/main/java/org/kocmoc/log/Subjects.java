package org.kocmoc.log;

import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// Bus subjects of the log; their payload is a [Nudge].
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
}
