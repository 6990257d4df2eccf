package org.kocmoc.keys;

import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;

/// Reads rosters. Inside a change of the chat, that is under its lock, the members stay as read; a
/// device that is added at the same time counts as added after the change. Any thread; blocks.
public final class Rosters {
    Rosters() {}

    /// Who and which devices a message into the chat is for.
    public Roster read(Handle handle, ChatId chat) {
        return RosterStore.read(handle, chat);
    }

    /// Only the version.
    public String version(Handle handle, ChatId chat) {
        return RosterStore.version(handle, chat);
    }
}
