package org.kocmoc.messages;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.bodies.LegacyTexts;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatPreviews;
import org.kocmoc.db.Database;
import org.kocmoc.drafts.Drafts;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.LogWriter;
import org.kocmoc.marks.Marks;
import org.kocmoc.wire.Command;

/// Assembles the feature: texts first, because the list of chats shows them before there are
/// routes.
public final class MessagesFeature {
    private static final Duration SEALING_PAUSE = Duration.ofMinutes(10);

    private final List<Route> routes;
    private final List<Job> jobs;
    private final List<Command> commands;
    private final MessageFeed feed;
    private final MessageAdministration administration;

    /// Stored texts, opened and sealed.
    public static final class Texts {
        private final Bodies bodies;
        private final MessageViews views;
        private final Database database;

        /// Texts of one database.
        public Texts(Database database, Bodies bodies) {
            this.bodies = bodies;
            this.views = new MessageViews(bodies);
            this.database = database;
        }

        Database database() {
            return database;
        }

        /// How they are sealed.
        public Bodies bodies() {
            return bodies;
        }

        MessageViews views() {
            return views;
        }

        /// The newest text of each chat.
        public ChatPreviews previews() {
            return new Previews(database, views);
        }
    }

    /// Where messages and marks are written to.
    public record Logs(LogWriter writer, ChatLog chats, Marks marks) {}

    /// Builds rules and routes.
    public MessagesFeature(
            Database database,
            Texts texts,
            Logs logs,
            ChatAccess access,
            AttachmentCheck attachments,
            Drafts drafts,
            RateLimiter limiter) {
        Messages messages =
                new Messages(texts, logs.writer(), access, attachments, drafts, limiter);
        MessageChanges changes =
                new MessageChanges(messages, logs.chats(), texts.bodies, access, limiter);
        MessagesApi api =
                new MessagesApi(
                        access,
                        messages,
                        new History(database, texts.views),
                        logs.marks(),
                        new MessageSearch(database, texts.bodies),
                        texts.views,
                        limiter);
        this.routes =
                Stream.concat(
                                api.routes().stream(),
                                new MessageChangesApi(messages, changes).routes().stream())
                        .toList();
        this.commands = new MessageCommands(messages, changes).commands();
        this.feed = new MessageFeed(texts.views);
        LegacyTexts legacy = new LegacyTexts(database, texts.bodies);
        this.jobs = List.of(new Job("seal-legacy-texts", SEALING_PAUSE, legacy::sealAll));
        this.administration = new MessageAdministration(database, texts.views, changes);
    }

    /// The routes.
    public List<Route> routes() {
        return routes;
    }

    /// The commands of the socket.
    public List<Command> commands() {
        return commands;
    }

    /// The present state of messages that the log names.
    public MessageFeed feed() {
        return feed;
    }

    /// The recurring work.
    public List<Job> jobs() {
        return jobs;
    }

    /// What administrators and exports may do.
    public MessageAdministration administration() {
        return administration;
    }
}
