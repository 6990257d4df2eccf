package org.kocmoc;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.backups.BackupsFeature;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.envelopes.EnvelopesFeature;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.links.LinksFeature;
import org.kocmoc.users.UsersFeature;

/// The features of end-to-end encryption: directory, messages, backups and linking.
record Encryption(
        KeysFeature keys, EnvelopesFeature envelopes, BackupsFeature backups, LinksFeature links) {
    static Encryption build(
            Plumbing plumbing,
            Identity identity,
            UsersFeature users,
            ChatsFeature chats,
            Content content) {
        ChatAccess access = chats.access();
        KeysFeature keys =
                new KeysFeature(
                        new KeysFeature.Parts(
                                plumbing.database(),
                                plumbing.userLog(),
                                plumbing.epoch(),
                                users.relations(),
                                access,
                                plumbing.limiter(),
                                plumbing.clock()),
                        identity.account()::requireOwner);
        return new Encryption(
                keys,
                envelopes(plumbing, keys, access, content),
                new BackupsFeature(
                        plumbing.database(),
                        keys.acting(),
                        identity.account()::requireOwner,
                        plumbing.limiter(),
                        plumbing.clock()),
                new LinksFeature(plumbing.database(), plumbing.limiter(), plumbing.clock()));
    }

    private static EnvelopesFeature envelopes(
            Plumbing plumbing, KeysFeature keys, ChatAccess access, Content content) {
        return new EnvelopesFeature(
                new EnvelopesFeature.Parts(
                        plumbing.database(),
                        plumbing.chatLog(),
                        plumbing.bus(),
                        access,
                        content.files().attachments()::require,
                        plumbing.limiter(),
                        plumbing.metrics(),
                        plumbing.clock()),
                keys);
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(keys.routes());
        routes.addAll(envelopes.routes());
        routes.addAll(backups.routes());
        routes.addAll(links.routes());
        return routes;
    }

    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>(envelopes.jobs());
        jobs.addAll(links.jobs());
        return jobs;
    }
}
