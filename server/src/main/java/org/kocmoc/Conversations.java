package org.kocmoc;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.base.Closer;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.drafts.DraftsFeature;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.marks.MarksFeature;
import org.kocmoc.messages.MessagesFeature;
import org.kocmoc.sync.SyncFeature;
import org.kocmoc.wire.Command;

/// The features about what people write to each other: drafts, messages, marks, and catching up.
record Conversations(
        DraftsFeature drafts, MarksFeature marks, MessagesFeature messages, SyncFeature sync) {
    /// Stored texts: the list of chats shows them, so they come before the chats.
    static MessagesFeature.Texts texts(Plumbing plumbing) {
        return new MessagesFeature.Texts(
                plumbing.database(),
                new Bodies(
                        plumbing.database(),
                        plumbing.secrets().vault(),
                        plumbing.config().keys().encryptAtRest()));
    }

    static Conversations build(
            Plumbing plumbing,
            MessagesFeature.Texts texts,
            ChatsFeature chats,
            Content content,
            Closer closer) {
        DraftsFeature drafts =
                new DraftsFeature(
                        plumbing.database(),
                        plumbing.userLog(),
                        chats,
                        texts.bodies(),
                        plumbing.limiter(),
                        plumbing.clock());
        MarksFeature marks =
                new MarksFeature(plumbing.userLog(), chats.access(), plumbing.bus(), closer);
        MessagesFeature messages =
                new MessagesFeature(
                        plumbing.database(),
                        texts,
                        new MessagesFeature.Logs(
                                plumbing.logWriter(), plumbing.chatLog(), marks.marks()),
                        chats.access(),
                        content.files().attachments()::require,
                        drafts.drafts(),
                        plumbing.limiter());
        SyncFeature sync =
                new SyncFeature(
                        plumbing.database(),
                        marks.heads(),
                        messages.feed(),
                        plumbing.limiter(),
                        plumbing.epoch()::current);
        return new Conversations(drafts, marks, messages, sync);
    }

    /// The commands of the socket.
    List<Command> commands() {
        List<Command> commands = new ArrayList<>(messages.commands());
        commands.addAll(drafts.commands());
        commands.addAll(marks.commands());
        commands.addAll(sync.commands());
        return commands;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(drafts.routes());
        routes.addAll(messages.routes());
        routes.addAll(sync.routes());
        return routes;
    }

    List<Job> jobs() {
        return messages.jobs();
    }
}
