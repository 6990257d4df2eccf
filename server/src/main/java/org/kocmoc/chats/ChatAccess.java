package org.kocmoc.chats;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.log.LogError;
import org.kocmoc.users.Relations;

/// The only way to a chat: nobody gets one without being its member. Any thread; blocks.
public final class ChatAccess {
    private final Database database;

    /// Access to the chats of one database.
    public ChatAccess(Database database) {
        this.database = database;
    }

    /// The chat, for a member.
    ///
    /// @throws ApiException `NOT_A_MEMBER` also if there is no such chat, so that ids tell nothing
    public ChatForMember asMember(UserId user, ChatId chat) {
        return database.read(handle -> asMember(handle, user, chat));
    }

    /// As [#asMember(UserId, ChatId)] inside a transaction: under the chat's lock the answer stays
    /// true until its end.
    public ChatForMember asMember(Handle handle, UserId user, ChatId chat) {
        return MemberStore.find(handle, user, chat)
                .orElseThrow(() -> new ApiException(LogError.NOT_A_MEMBER));
    }

    /// The chat, for a member who changes what the others see of it, inside a transaction.
    ///
    /// @throws ApiException `NOT_A_MEMBER`, or `BLOCKED_BY_RECIPIENT` in a pair whose other one
    ///   wants nothing from this one
    public ChatForMember asWriter(Handle handle, UserId user, ChatId chat) {
        ChatForMember member = asMember(handle, user, chat);
        if (member.peer().filter(peer -> Relations.isBlocked(handle, peer, user)).isPresent()) {
            throw new ApiException(LogError.BLOCKED_BY_RECIPIENT);
        }
        return member;
    }

    /// The chat, for a member who reads it.
    ///
    /// @throws ApiException `NOT_A_MEMBER` also if there is no such chat
    public ChatReading asReader(UserId user, ChatId chat) {
        return ReadingStore.find(database, user, chat)
                .orElseThrow(() -> new ApiException(LogError.NOT_A_MEMBER));
    }

    /// The chat, if the user is its member.
    public Optional<ChatForMember> find(UserId user, ChatId chat) {
        return database.read(handle -> MemberStore.find(handle, user, chat));
    }

    /// The chat, if the user is its member, inside a transaction.
    public Optional<ChatForMember> find(Handle handle, UserId user, ChatId chat) {
        return MemberStore.find(handle, user, chat);
    }

    /// The group, for a member of at least that role, inside a transaction under the chat's lock.
    ///
    /// @throws ApiException `NOT_A_MEMBER`, `NOT_A_GROUP` or `ROLE_TOO_LOW`
    public ChatForMember asGroupMember(Handle handle, UserId user, ChatId chat, Role least) {
        ChatForMember member = asMember(handle, user, chat);
        if (member.isPair()) {
            throw new ApiException(ChatsError.NOT_A_GROUP);
        }
        if (!member.role().atLeast(least)) {
            throw new ApiException(ChatsError.ROLE_TOO_LOW);
        }
        return member;
    }
}
