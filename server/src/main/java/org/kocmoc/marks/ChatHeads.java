package org.kocmoc.marks;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// Where the chats of a member stand. Stateless; each call runs within the caller's transaction, so
/// that it can be read together with the logs.
public final class ChatHeads {
    ChatHeads() {}

    /// All chats of a user, hidden ones included.
    ///
    /// @param encrypted whether those that only encrypting clients can read are among them
    public List<ChatHead> all(Handle handle, UserId user, boolean encrypted) {
        return HeadStore.heads(handle, user, encrypted);
    }

    /// One chat, if the user is its member.
    public Optional<ChatHead> find(Handle handle, UserId user, ChatId chat) {
        return HeadStore.head(handle, user, chat);
    }

    /// The ids of all chats of a user, hidden ones included.
    public Set<ChatId> ids(Handle handle, UserId user, boolean encrypted) {
        return HeadStore.chats(handle, user, encrypted);
    }
}
