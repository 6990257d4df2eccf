package org.kocmoc.invites;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.InstantSource;
import java.util.List;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.Groups;
import org.kocmoc.chats.Role;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.log.ChatLog;

/// Makes links into groups and lets people in by them. Any thread; blocks.
final class Invites {
    /// A link at the one moment when its code is known here.
    record Made(String code, @JsonUnwrapped Invite invite) {}

    private static final int CODE_BYTES = 16;

    private final Database database;
    private final ChatLog chatLog;
    private final ChatAccess access;
    private final Groups groups;
    private final InstantSource clock;

    Invites(
            Database database,
            ChatLog chatLog,
            ChatAccess access,
            Groups groups,
            InstantSource clock) {
        this.database = database;
        this.chatLog = chatLog;
        this.access = access;
        this.groups = groups;
        this.clock = clock;
    }

    /// Makes a link; for admins.
    Made make(UserId actor, ChatId chat, Invite.Terms terms) {
        String code = Bytes.randomToken(CODE_BYTES);
        return chatLog.change(
                chat,
                (handle, log) -> {
                    access.asGroupMember(handle, actor, chat, Role.ADMIN);
                    int live = InviteStore.live(handle, chat, clock.instant()).size();
                    if (live >= Size.INVITES_PER_CHAT.value()) {
                        throw new ApiException(InvitesError.TOO_MANY_INVITES);
                    }
                    return new Made(
                            code,
                            InviteStore.insert(handle, chat, hash(code), actor, terms, log.at()));
                });
    }

    /// The links that open the group, for admins.
    List<Invite> list(UserId actor, ChatId chat) {
        return database.read(
                handle -> {
                    access.asGroupMember(handle, actor, chat, Role.ADMIN);
                    return InviteStore.live(handle, chat, clock.instant());
                });
    }

    /// Ends a link; for admins.
    void revoke(UserId actor, ChatId chat, long invite) {
        database.execute(
                handle -> {
                    access.asGroupMember(handle, actor, chat, Role.ADMIN);
                    if (!InviteStore.revoke(handle, chat, invite, clock.instant())) {
                        throw new ApiException(InvitesError.INVITE_NOT_FOUND);
                    }
                });
    }

    /// What the link leads to.
    Invite.Preview preview(UserId viewer, String code) {
        ChatId chat = find(code);
        return database.read(handle -> InviteStore.preview(handle, chat, viewer));
    }

    /// Lets a person in and counts the use; for members nothing changes.
    ChatId join(UserId user, String code) {
        return chatLog.change(
                find(code),
                (handle, log) -> {
                    if (groups.join(handle, log, user)
                            && !InviteStore.use(handle, hash(code), clock.instant())) {
                        throw new ApiException(InvitesError.INVITE_NOT_FOUND);
                    }
                    return log.chat();
                });
    }

    private ChatId find(String code) {
        return database.read(handle -> InviteStore.findChat(handle, hash(code), clock.instant()))
                .orElseThrow(() -> new ApiException(InvitesError.INVITE_NOT_FOUND));
    }

    /// Plain SHA-256 is enough for a code that nobody can guess.
    private static byte[] hash(String code) {
        return Bytes.sha256(Bytes.utf8(code));
    }
}
