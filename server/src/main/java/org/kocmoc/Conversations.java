package org.kocmoc;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.drafts.DraftsFeature;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.messages.MessagesFeature;

/// The features about what people write to each other: drafts and messages.
record Conversations(DraftsFeature drafts, MessagesFeature messages) {
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
            Plumbing plumbing, MessagesFeature.Texts texts, ChatsFeature chats, Content content) {
        DraftsFeature drafts =
                new DraftsFeature(
                        plumbing.database(),
                        plumbing.userLog(),
                        chats,
                        texts.bodies(),
                        plumbing.limiter(),
                        plumbing.clock());
        return new Conversations(
                drafts,
                new MessagesFeature(
                        plumbing.database(),
                        texts,
                        new MessagesFeature.Logs(
                                plumbing.logWriter(), plumbing.chatLog(), plumbing.userLog()),
                        chats.access(),
                        content.files().attachments()::require,
                        drafts.drafts(),
                        plumbing.limiter()));
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(drafts.routes());
        routes.addAll(messages.routes());
        return routes;
    }

    List<Job> jobs() {
        return messages.jobs();
    }
}
