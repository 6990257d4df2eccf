package org.kocmoc.chats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.SqlState;
import org.kocmoc.log.Appender;
import org.kocmoc.log.ChatLog;

/// What members with a role do to a group and its members. Any thread; blocks.
///
/// Roles are read under the chat's lock, so that of two changes that meet the second sees what the
/// first one did.
public final class Groups {
    /// New values of a group.
    ///
    /// @param name null leaves it
    /// @param description set when `changesDescription`; null removes it
    /// @param avatar set when `changesAvatar`; null removes it
    public record Change(
            @Nullable String name,
            boolean changesDescription,
            @Nullable String description,
            boolean changesAvatar,
            @Nullable String avatar) {
        boolean isEmpty() {
            return name == null && !changesDescription && !changesAvatar;
        }

        /// What an event says of it: the new values.
        Map<String, @Nullable Object> data() {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            if (name != null) {
                data.put("name", name);
            }
            if (changesDescription) {
                data.put("description", description);
            }
            if (changesAvatar) {
                data.put("avatar", avatar);
            }
            return data;
        }
    }

    private final ChatLog chatLog;
    private final ChatAccess access;
    private final Admission admission;

    Groups(ChatLog chatLog, ChatAccess access, Admission admission) {
        this.chatLog = chatLog;
        this.access = access;
        this.admission = admission;
    }

    /// Changes name, description or picture.
    void describe(UserId actor, ChatId chat, Change change) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    access.asGroupMember(handle, actor, chat, Role.ADMIN);
                    ChatStore.describe(handle, chat, change);
                    return log.event("chat:update", actor, null, change.data());
                });
    }

    /// Adds people, also those who were removed before; returns those who were not members before.
    List<UserId> add(UserId actor, ChatId chat, List<UserId> people) {
        ChatForMember known = access.asMember(actor, chat);
        if (known.isPair()) {
            throw new ApiException(ChatsError.NOT_A_GROUP);
        }
        admission.check(actor, people);
        try {
            return chatLog.change(
                    chat,
                    (handle, log) -> {
                        access.asGroupMember(handle, actor, chat, Role.ADMIN);
                        MemberStore.letIn(handle, chat, people);
                        List<UserId> added = admit(handle, log, people);
                        if (!added.isEmpty()) {
                            log.event("chat:member", actor, null, MemberChange.added(added));
                        }
                        return added;
                    });
        } catch (JdbiException e) {
            if (SqlState.isForeignKeyViolation(e)) {
                throw new ApiException(ChatsError.PARTICIPANT_UNKNOWN);
            }
            throw e;
        }
    }

    /// Makes somebody a member inside a change of the chat, by the person's own wish.
    ///
    /// @return false if the person is a member already
    /// @throws ApiException if an admin removed the person, the group is full, or the person is in
    ///   too many chats
    public boolean join(Handle handle, Appender log, UserId user) {
        if (MemberStore.isShutOut(handle, log.chat(), user)) {
            throw new ApiException(ChatsError.REMOVED_FROM_GROUP);
        }
        boolean joined = !admit(handle, log, List.of(user)).isEmpty();
        if (joined) {
            log.event("chat:member", user, null, MemberChange.joined(user));
        }
        return joined;
    }

    /// To be called before the event is logged: the new ones see and count from that event on.
    /// Returns those who were not members before.
    private List<UserId> admit(Handle handle, Appender log, List<UserId> people) {
        List<UserId> added =
                MemberStore.add(handle, log.chat(), people, Role.MEMBER, log.lastSeq(), log.at());
        if (added.isEmpty()) {
            return added;
        }
        admission.checkRoom(handle, added);
        if (MemberStore.count(handle, log.chat())
                > MemberStore.mode(handle, log.chat()).maxMembers()) {
            throw new ApiException(ChatsError.TOO_MANY_MEMBERS);
        }
        log.rosterChanged();
        log.tellAll(added, "chat:new", Map.of("chat", log.chat()));
        return added;
    }

    /// Removes a member of a lower role, who can come back only when an admin adds them.
    void remove(UserId actor, ChatId chat, UserId user) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    ChatForMember member = access.asGroupMember(handle, actor, chat, Role.ADMIN);
                    ChatForMember removed = other(handle, user, chat);
                    if (!member.role().outranks(removed.role())) {
                        throw new ApiException(ChatsError.ROLE_TOO_LOW);
                    }
                    MemberStore.remove(handle, chat, user);
                    MemberStore.shutOut(handle, chat, user, actor, log.at());
                    log.rosterChanged();
                    log.tell(user, "chat:delete", Map.of("chat", chat));
                    return log.event("chat:member", actor, null, MemberChange.removed(user));
                });
    }

    /// Makes a member an admin, or an admin a member; the owner's role changes by handing over.
    void setRole(UserId owner, ChatId chat, UserId user, Role role) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    access.asGroupMember(handle, owner, chat, Role.OWNER);
                    Role before = other(handle, user, chat).role();
                    if (before == Role.OWNER) {
                        throw new ApiException(ChatsError.ROLE_TOO_LOW);
                    }
                    if (before != role) {
                        MemberStore.setRole(handle, chat, user, role);
                        log.rosterChanged();
                        log.event("chat:member", owner, null, MemberChange.role(user, role));
                    }
                    return before;
                });
    }

    /// Makes another member the owner; the owner before stays as an admin.
    void handOver(UserId owner, ChatId chat, UserId heir) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    access.asGroupMember(handle, owner, chat, Role.OWNER);
                    if (other(handle, heir, chat).role() == Role.OWNER) {
                        return heir;
                    }
                    MemberStore.setRole(handle, chat, owner, Role.ADMIN);
                    log.event("chat:member", owner, null, MemberChange.role(owner, Role.ADMIN));
                    setOwner(handle, log, owner, heir);
                    return heir;
                });
    }

    /// Gives a group its owner inside a change of it, when nobody else is the owner any more.
    static void setOwner(Handle handle, Appender log, UserId actor, UserId owner) {
        MemberStore.setRole(handle, log.chat(), owner, Role.OWNER);
        ChatStore.setOwner(handle, log.chat(), owner);
        log.rosterChanged();
        log.event("chat:member", actor, null, MemberChange.role(owner, Role.OWNER));
    }

    private static ChatForMember other(Handle handle, UserId user, ChatId chat) {
        return MemberStore.find(handle, user, chat)
                .orElseThrow(() -> new ApiException(ChatsError.MEMBER_NOT_FOUND));
    }
}
