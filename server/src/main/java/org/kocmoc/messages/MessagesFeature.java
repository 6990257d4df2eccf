package org.kocmoc.messages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.bodies.LegacyTexts;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatPreviews;
import org.kocmoc.db.Database;
import org.kocmoc.drafts.Drafts;
import org.kocmoc.files.Attachments;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.LogWriter;
import org.kocmoc.marks.Marks;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.wire.Command;

/// Assembles the feature: texts first, because the list of chats shows them before there are
/// routes.
public final class MessagesFeature implements AutoCloseable {
    private static final Duration SEALING_PAUSE = Duration.ofMinutes(10);
    private static final Duration INDEXING_PAUSE = Duration.ofMinutes(1);

    private final List<Route> routes;
    private final List<Job> jobs;
    private final List<Command> commands;
    private final MessageFeed feed;
    private final MessageAdministration administration;
    private final MessageFinder finder;
    private final Indexing indexing;

    /// Stored texts: opened, sealed, and found by their words.
    public static final class Texts {
        private final Database database;
        private final Bodies bodies;
        private final TermIndex index;
        private final InstantSource clock;
        private final MessageViews views;

        /// Texts of one database.
        public Texts(Database database, Bodies bodies, TermIndex index, InstantSource clock) {
            this.database = database;
            this.bodies = bodies;
            this.index = index;
            this.clock = clock;
            this.views = new MessageViews(bodies);
        }

        Database database() {
            return database;
        }

        /// How they are sealed.
        public Bodies bodies() {
            return bodies;
        }

        /// How they are found.
        public TermIndex index() {
            return index;
        }

        InstantSource clock() {
            return clock;
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

    /// Builds rules and routes, and starts indexing what is sent.
    public MessagesFeature(
            Texts texts,
            Logs logs,
            ChatAccess access,
            Attachments attachments,
            Drafts drafts,
            RateLimiter limiter) {
        Database database = texts.database();
        indexing = new Indexing(texts);
        finder = new MessageFinder(database, texts.views(), indexing);
        Messages messages =
                new Messages(texts, logs.writer(), access, attachments, drafts, indexing, limiter);
        MessageChanges changes = new MessageChanges(messages, logs.chats(), texts, access, limiter);
        MessagesApi api =
                new MessagesApi(
                        access, messages, new History(database, texts.views()), logs.marks());
        this.routes =
                Stream.concat(
                                api.routes().stream(),
                                new MessageChangesApi(messages, changes).routes().stream())
                        .toList();
        this.commands = new MessageCommands(messages, changes).commands();
        this.feed = new MessageFeed(texts.views());
        LegacyTexts legacy = new LegacyTexts(database, texts.bodies());
        this.jobs =
                List.of(
                        new Job("seal-legacy-texts", SEALING_PAUSE, legacy::sealAll),
                        new Job("index-words", INDEXING_PAUSE, indexing::catchUp));
        this.administration = new MessageAdministration(database, texts.views(), changes);
    }

    /// Stops indexing; what is not indexed yet will be later.
    @Override
    public void close() {
        indexing.close();
    }

    /// Messages by their ids.
    public MessageFinder finder() {
        return finder;
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
