package org.kocmoc.chats;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.log.Appender;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.Profile;
import org.kocmoc.users.Users;

/// What members do with their own membership: leaving, deleting. Any thread; blocks.
final class Members {
    /// A member of a chat as another member sees them.
    record Participant(UserId id, String name, @Nullable String avatar, boolean online, Role role) {
        static Participant of(Profile person, Role role) {
            return new Participant(
                    person.id(), person.name(), person.avatar(), person.online(), role);
        }
    }

    private final Database database;
    private final ChatLog chatLog;
    private final UserLog userLog;
    private final ChatAccess access;
    private final Users users;

    Members(Database database, ChatLog chatLog, UserLog userLog, ChatAccess access, Users users) {
        this.database = database;
        this.chatLog = chatLog;
        this.userLog = userLog;
        this.access = access;
        this.users = users;
    }

    /// Everybody in the chat, in the order of joining, with the presence that the viewer may see.
    List<Participant> list(UserId viewer, ChatId chat) {
        List<MemberStore.Member> members =
                database.read(handle -> MemberStore.members(handle, chat));
        Map<UserId, Profile> people =
                users.profiles(viewer, members.stream().map(MemberStore.Member::userId).toList());
        return members.stream()
                .filter(member -> people.containsKey(member.userId()))
                .map(
                        member ->
                                Participant.of(
                                        Objects.requireNonNull(people.get(member.userId())),
                                        member.role()))
                .toList();
    }

    /// Ends the chat for the member: a pair is emptied for this one of the two and listed no more
    /// until something new is said, an own group is deleted for everybody, another group is left.
    void delete(ChatForMember member) {
        if (member.isPair()) {
            hide(member);
        } else {
            chatLog.change(
                    member.chat(),
                    (handle, log) -> {
                        ChatForMember locked =
                                access.asMember(handle, member.user(), member.chat());
                        if (locked.role() == Role.OWNER) {
                            dissolve(handle, log);
                        } else {
                            leave(handle, log, locked);
                        }
                        return locked;
                    });
        }
    }

    private void hide(ChatForMember member) {
        userLog.change(
                (handle, log) -> {
                    // What the peer says meanwhile comes before this is heard of, and stays.
                    MemberStore.hide(handle, member)
                            .ifPresent(
                                    upTo ->
                                            log.tell(
                                                    member.user(),
                                                    "chat:delete",
                                                    Map.of(
                                                            "chat",
                                                            member.chat(),
                                                            "visible_from_seq",
                                                            upTo)));
                    return member;
                });
    }

    /// Leaves a group; an owner hands it over to the oldest admin, else to the oldest member.
    void leave(UserId user, ChatId chat) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    ChatForMember member = access.asGroupMember(handle, user, chat, Role.MEMBER);
                    leave(handle, log, member);
                    return member;
                });
    }

    /// Ends a membership inside a change of the chat.
    static void leave(Handle handle, Appender log, ChatForMember member) {
        MemberStore.remove(handle, member.chat(), member.user());
        log.rosterChanged();
        log.event("chat:member", member.user(), null, MemberChange.left(member.user()));
        log.tell(member.user(), "chat:delete", Map.of("chat", member.chat()));
        if (MemberStore.count(handle, member.chat()) == 0) {
            ChatStore.close(handle, log.chat(), log.at());
        } else if (member.role() == Role.OWNER) {
            handOver(handle, log, member.user());
        }
    }

    private static void handOver(Handle handle, Appender log, UserId from) {
        UserId heir =
                MemberStore.members(handle, log.chat()).stream()
                        .max(Comparator.comparing(MemberStore.Member::role))
                        .orElseThrow()
                        .userId();
        Groups.setOwner(handle, log, from, heir);
    }

    /// Takes everybody out. Nobody can reach the content then; the purge job removes it in pieces.
    private static void dissolve(Handle handle, Appender log) {
        List<UserId> members =
                MemberStore.members(handle, log.chat()).stream()
                        .map(MemberStore.Member::userId)
                        .toList();
        MemberStore.removeAll(handle, log.chat());
        log.rosterChanged();
        log.tellAll(members, "chat:delete", Map.of("chat", log.chat()));
        ChatStore.close(handle, log.chat(), log.at());
    }

    /// Takes an account that is about to be deleted out of all its chats.
    void leaveAll(UserId user) {
        for (ChatForMember membership : memberships(user)) {
            chatLog.change(
                    membership.chat(),
                    (handle, log) -> {
                        MemberStore.find(handle, user, membership.chat())
                                .ifPresent(member -> leave(handle, log, member));
                        return membership;
                    });
        }
    }

    private List<ChatForMember> memberships(UserId user) {
        return database.read(handle -> MemberStore.ofUser(handle, user));
    }
}
