package org.kocmoc.chats;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.db.Database;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.UsersFeature;

/// The services of chats on a real database, without HTTP.
final class Rules {
    final Database database;
    final ChatLog chatLog;
    final ChatAccess access;
    final Chats chats;
    final Members members;
    final Groups groups;

    Rules(Database database) {
        this.database = database;
        InstantSource clock = InstantSource.system();
        LocalBus bus = new LocalBus();
        Epoch epoch = Epoch.read(database);
        UserLog userLog = new UserLog(database, bus, clock, epoch);
        chatLog = new ChatLog(database, bus, clock, epoch);
        access = new ChatAccess(database);
        UsersFeature users = new UsersFeature(database, userLog, RateLimiter.unlimited());
        Admission admission = new Admission(users.relations(), RateLimiter.unlimited());
        members = new Members(database, chatLog, userLog, access, users.users());
        chats =
                new Chats(
                        database,
                        chatLog,
                        userLog,
                        admission,
                        (viewer, visibleFrom) -> Map.of(),
                        clock);
        groups = new Groups(chatLog, access, admission);
    }

    UserId person(String name) {
        return database.write(
                handle ->
                        handle.createQuery(
                                        """
                                        INSERT INTO users (name, email, password, email_confirmed_at)
                                        VALUES (:name, :name || gen_random_uuid(), '', now())
                                        RETURNING id
                                        """)
                                .bind("name", name)
                                .mapTo(UserId.class)
                                .one());
    }

    Chats.Created pair(UserId founder, UserId other) {
        return chats.create(
                founder, new NewChat(List.of(other), true, Optional.empty(), ChatMode.SERVER));
    }

    ChatId group(UserId founder, UserId... others) {
        return chats.create(
                        founder,
                        new NewChat(List.of(others), false, Optional.of("Group"), ChatMode.SERVER))
                .chat()
                .id();
    }

    /// Appends a message as the writer of the log does.
    void say(UserId sender, ChatId chat) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    long seq = log.event("test:number", sender, null, Map.of());
                    handle.execute(
                            "DELETE FROM chat_events WHERE chat_id = ? AND seq = ?", chat, seq);
                    handle.execute(
                            """
                            INSERT INTO messages (chat_id, sender_id, text, seq, epoch)
                            VALUES (?, ?, 'text', ?, 1)
                            """,
                            chat,
                            sender,
                            seq);
                    handle.execute(
                            "UPDATE chat_heads SET last_seq = ?, last_msg_seq = ? WHERE chat_id = ?",
                            seq,
                            seq,
                            chat);
                    return seq;
                });
    }
}
