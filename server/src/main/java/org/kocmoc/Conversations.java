package org.kocmoc;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.base.Closer;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.config.Config;
import org.kocmoc.drafts.DraftsFeature;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.marks.MarksFeature;
import org.kocmoc.messages.MessagesFeature;
import org.kocmoc.push.PushFeature;
import org.kocmoc.receipts.ReceiptsFeature;
import org.kocmoc.search.SearchFeature;
import org.kocmoc.stickers.StickersFeature;
import org.kocmoc.sync.SyncFeature;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.users.UsersFeature;
import org.kocmoc.wire.Command;

/// The features about what people write to each other: drafts, messages, marks, finding them, and
/// catching up.
record Conversations(
        DraftsFeature drafts,
        MarksFeature marks,
        MessagesFeature messages,
        SyncFeature sync,
        SearchFeature search,
        ReceiptsFeature receipts,
        StickersFeature stickers,
        PushFeature push) {
    /// Stored texts: the list of chats shows them, so they come before the chats.
    static MessagesFeature.Texts texts(Plumbing plumbing) {
        Bodies bodies =
                new Bodies(
                        plumbing.database(),
                        plumbing.secrets().vault(),
                        plumbing.config().keys().encryptAtRest());
        TermIndex index = new TermIndex(plumbing.database(), plumbing.secrets().vault());
        plumbing.epoch().onNewPast(bodies::forgetKeys);
        plumbing.epoch().onNewPast(index::forgetKeys);
        return new MessagesFeature.Texts(plumbing.database(), bodies, index, plumbing.clock());
    }

    static Conversations build(
            Plumbing plumbing,
            MessagesFeature.Texts texts,
            UsersFeature users,
            ChatsFeature chats,
            Content content,
            Closer closer) {
        DraftsFeature drafts = drafts(plumbing, texts, chats);
        MarksFeature marks =
                new MarksFeature(plumbing.userLog(), chats.access(), plumbing.bus(), closer);
        MessagesFeature messages =
                closer.add(
                        new MessagesFeature(
                                texts,
                                new MessagesFeature.Logs(
                                        plumbing.logWriter(), plumbing.chatLog(), marks.marks()),
                                chats.access(),
                                content.files().attachments(),
                                drafts.drafts(),
                                plumbing.limiter()));
        return new Conversations(
                drafts,
                marks,
                messages,
                sync(plumbing, marks, messages),
                new SearchFeature(
                        plumbing.database(),
                        texts.index(),
                        messages.finder(),
                        chats.access(),
                        users.users(),
                        plumbing.limiter()),
                new ReceiptsFeature(plumbing.database(), chats.access()),
                new StickersFeature(
                        plumbing.database(),
                        plumbing.userLog(),
                        content.files().attachments(),
                        plumbing.clock()),
                closer.add(push(plumbing, marks)));
    }

    private static PushFeature push(Plumbing plumbing, MarksFeature marks) {
        Config.Accounts accounts = plumbing.config().accounts();
        String contact =
                accounts.publicUrl()
                        .map(URI::toString)
                        .filter(url -> url.startsWith("https:"))
                        .orElse("mailto:" + accounts.adminEmail());
        return new PushFeature(
                new PushFeature.Settings(contact, plumbing.config().operations().pushHosts()),
                new PushFeature.Parts(
                        plumbing.database(),
                        plumbing.secrets().vault(),
                        marks.heads(),
                        plumbing.limiter(),
                        plumbing.metrics(),
                        plumbing.clock()));
    }

    private static DraftsFeature drafts(
            Plumbing plumbing, MessagesFeature.Texts texts, ChatsFeature chats) {
        return new DraftsFeature(
                plumbing.database(),
                plumbing.userLog(),
                chats,
                texts.bodies(),
                plumbing.limiter(),
                plumbing.clock());
    }

    private static SyncFeature sync(
            Plumbing plumbing, MarksFeature marks, MessagesFeature messages) {
        return new SyncFeature(
                plumbing.database(),
                marks.heads(),
                messages.feed(),
                plumbing.limiter(),
                plumbing.epoch()::current);
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
        routes.addAll(search.routes());
        routes.addAll(receipts.routes());
        routes.addAll(stickers.routes());
        routes.addAll(push.routes());
        return routes;
    }

    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>(messages.jobs());
        jobs.addAll(push.jobs());
        return jobs;
    }
}
