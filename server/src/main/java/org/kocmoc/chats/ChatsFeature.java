package org.kocmoc.chats;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.UsersFeature;

/// Assembles chats and their members.
public final class ChatsFeature {
    private final ChatAccess access;
    private final Members members;
    private final Groups groups;
    private final List<Job> jobs;
    private final List<Route> routes = new ArrayList<>();

    /// Builds the feature; nothing runs by itself.
    ///
    /// @param previews newest messages for the list of chats
    public ChatsFeature(
            Database database,
            ChatLog chatLog,
            UserLog userLog,
            RateLimiter limiter,
            UsersFeature users,
            ChatPreviews previews,
            InstantSource clock) {
        access = new ChatAccess(database);
        Admission admission = new Admission(users.relations(), limiter);
        members = new Members(database, chatLog, userLog, access, users.users());
        Chats chats = new Chats(database, chatLog, userLog, admission, previews, clock);
        groups = new Groups(chatLog, access, admission);
        ChatSettings settings = new ChatSettings(userLog, clock);
        routes.addAll(new ChatsApi(chats, members, settings, access).routes());
        routes.addAll(new GroupsApi(groups, members, chats).routes());
        jobs = List.of(new ChatPurge(database).job());
    }

    /// Routes of chats and groups.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// Removal of chats that nobody is in any more.
    public List<Job> jobs() {
        return jobs;
    }

    /// The only way to a chat.
    public ChatAccess access() {
        return access;
    }

    /// Joining groups.
    public Groups groups() {
        return groups;
    }

    /// Takes an account that is about to be deleted out of all its chats; groups that it owns go to
    /// the oldest admin, else to the oldest member.
    public void leaveAll(UserId user) {
        members.leaveAll(user);
    }
}
