package org.kocmoc.chats;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.db.Database;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Announcement;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.LogStore;
import org.kocmoc.log.LogWriter;
import org.kocmoc.log.NewMessage;
import org.kocmoc.log.SendOutcome;
import org.kocmoc.log.UserLog;
import org.kocmoc.presence.SightChanges;
import org.kocmoc.users.UsersFeature;

/// The services of chats on a real database, without HTTP.
final class Rules implements AutoCloseable {
    final Database database;
    final ChatLog chatLog;
    final LogWriter writer;
    final ChatAccess access;
    final Chats chats;
    final Members members;
    final Groups groups;
    final ChatSettings settings;

    Rules(Database database) {
        this.database = database;
        InstantSource clock = InstantSource.system();
        LocalBus bus = new LocalBus();
        Epoch epoch = Epoch.read(database);
        UserLog userLog = new UserLog(database, bus, clock, epoch);
        chatLog = new ChatLog(database, bus, clock, epoch);
        writer = new LogWriter(new LogStore(database, clock, epoch), bus);
        access = new ChatAccess(database);
        UsersFeature users =
                new UsersFeature(database, userLog, RateLimiter.unlimited(), new SightChanges(bus));
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
        settings = new ChatSettings(userLog, clock);
    }

    Chats.Created pair(UserId founder, UserId other) {
        return chats.create(
                founder,
                new Chats.NewChat(List.of(other), true, Optional.empty(), ChatMode.SERVER));
    }

    ChatId group(UserId founder, UserId... others) {
        return chats.create(
                        founder,
                        new Chats.NewChat(
                                List.of(others), false, Optional.of("Group"), ChatMode.SERVER))
                .chat()
                .id();
    }

    /// Appends a message; false if the sender may not write.
    boolean say(UserId sender, ChatId chat) {
        NewMessage message =
                new NewMessage(
                        chat,
                        sender,
                        Bytes.randomToken(16),
                        new NewMessage.Body(null, null, "text"),
                        "text",
                        NewMessage.Attachment.NONE,
                        null,
                        null,
                        List.of(),
                        List.of());
        return writer.append(message, Announcement.NUMBERS_ONLY) instanceof SendOutcome.Stored;
    }

    @Override
    public void close() {
        writer.close();
    }
}
