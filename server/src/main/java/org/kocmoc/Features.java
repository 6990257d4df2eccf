package org.kocmoc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kocmoc.admin.AdminFeature;
import org.kocmoc.admin.MaintenanceFlag;
import org.kocmoc.admin.OperationsFeature;
import org.kocmoc.admin.OperatorSettings;
import org.kocmoc.auth.Departures;
import org.kocmoc.base.Closer;
import org.kocmoc.chats.ChatPreviews;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.config.Config;
import org.kocmoc.docs.DocsFeature;
import org.kocmoc.export.ExportFeature;
import org.kocmoc.http.Guard;
import org.kocmoc.http.Maintenance;
import org.kocmoc.http.Route;
import org.kocmoc.invites.InvitesFeature;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.SharedRateLimiter;
import org.kocmoc.messages.MessagesFeature;
import org.kocmoc.oversight.OversightFeature;
import org.kocmoc.pins.PinsFeature;
import org.kocmoc.preferences.PreferencesFeature;
import org.kocmoc.presence.SightChanges;
import org.kocmoc.realtime.RealtimeFeature;
import org.kocmoc.reports.ReportsFeature;
import org.kocmoc.users.UsersFeature;

/// All features, built in dependency order: each constructor gets what it needs and nothing else.
///
/// @param routes the whole route table
/// @param jobs all recurring work
/// @param guard who calls
/// @param maintenance whether the service is switched off
/// @param realtime the socket
record Features(
        List<Route> routes,
        List<Job> jobs,
        Guard guard,
        Maintenance maintenance,
        RealtimeFeature realtime) {
    static Features build(Plumbing plumbing, Closer closer) {
        List<Route> routes = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        MaintenanceFlag maintenance = maintenance(plumbing, closer);
        Identity identity = Identity.build(plumbing, maintenance, closer);
        identity.ensureAdministrator(plumbing.config().accounts());
        UsersFeature users = users(plumbing);
        MessagesFeature.Texts texts = Conversations.texts(plumbing);
        ChatsFeature chats = chats(plumbing, users, texts.previews());
        Content content = Content.build(plumbing, identity.auth(), closer);
        Conversations talk = Conversations.build(plumbing, texts, users, chats, content, closer);
        Encryption encryption = Encryption.build(plumbing, identity, users, chats, content);
        Departures departures = identity.auth().departures(content.departures(chats::leaveAll));
        routes.addAll(identity.routes(departures));
        routes.addAll(users.routes());
        routes.addAll(preferences(plumbing, users).routes());
        routes.addAll(chats.routes());
        routes.addAll(content.routes());
        routes.addAll(talk.routes());
        routes.addAll(encryption.routes());
        routes.addAll(invitesAndPins(plumbing, chats));
        ReportsFeature reports = reports(plumbing, chats);
        routes.addAll(reports.routes());
        routes.addAll(export(plumbing, talk.messages(), content).routes());
        Stream.of(identity.jobs(), chats.jobs(), content.jobs(), talk.jobs(), encryption.jobs())
                .forEach(jobs::addAll);
        routes.addAll(operations(plumbing, maintenance, closer).routes());
        AdminFeature admin =
                administration(plumbing, identity, users, talk.messages(), reports, departures);
        routes.addAll(admin.routes());
        OversightFeature oversight = oversight(plumbing, identity, admin);
        routes.addAll(oversight.routes());
        jobs.addAll(oversight.jobs());
        jobs.add(forgetLimits(plumbing));
        routes.addAll(new DocsFeature().routes());
        RealtimeFeature realtime = realtime(plumbing, identity, users, talk, encryption, closer);
        maintenance.listen(realtime::maintenance);
        return new Features(routes, jobs, identity.auth().authenticator(), maintenance, realtime);
    }

    private static Job forgetLimits(Plumbing plumbing) {
        return new Job(
                "forget-limits",
                Duration.ofHours(1),
                () -> SharedRateLimiter.forgetFull(plumbing.database()));
    }

    private static RealtimeFeature realtime(
            Plumbing plumbing,
            Identity identity,
            UsersFeature users,
            Conversations talk,
            Encryption encryption,
            Closer closer) {
        return closer.add(
                Realtime.build(plumbing, identity.auth(), users, talk, encryption.envelopes()));
    }

    private static UsersFeature users(Plumbing plumbing) {
        return new UsersFeature(
                plumbing.database(),
                plumbing.userLog(),
                plumbing.limiter(),
                new SightChanges(plumbing.bus()));
    }

    private static MaintenanceFlag maintenance(Plumbing plumbing, Closer closer) {
        return closer.add(
                new MaintenanceFlag(
                        plumbing.config().operations().maintenanceFlag(),
                        plumbing.database(),
                        plumbing.bus()));
    }

    private static ReportsFeature reports(Plumbing plumbing, ChatsFeature chats) {
        return new ReportsFeature(plumbing.database(), chats, plumbing.limiter(), plumbing.clock());
    }

    private static List<Route> invitesAndPins(Plumbing plumbing, ChatsFeature chats) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(
                new InvitesFeature(plumbing.database(), plumbing.chatLog(), chats, plumbing.clock())
                        .routes());
        routes.addAll(new PinsFeature(plumbing.database(), plumbing.chatLog(), chats).routes());
        return routes;
    }

    private static ExportFeature export(
            Plumbing plumbing, MessagesFeature messages, Content content) {
        return new ExportFeature(
                plumbing.database(),
                messages.administration(),
                content.files().files(),
                plumbing.limiter());
    }

    private static ChatsFeature chats(
            Plumbing plumbing, UsersFeature users, ChatPreviews previews) {
        return new ChatsFeature(
                plumbing.database(),
                plumbing.chatLog(),
                plumbing.userLog(),
                plumbing.limiter(),
                users,
                previews,
                plumbing.clock());
    }

    private static PreferencesFeature preferences(Plumbing plumbing, UsersFeature users) {
        return new PreferencesFeature(
                plumbing.database(), plumbing.userLog(), users.users(), plumbing.clock());
    }

    private static OperationsFeature operations(
            Plumbing plumbing, MaintenanceFlag maintenance, Closer closer) {
        Config.Operations settings = plumbing.config().operations();
        plumbing.logWriter().measure(plumbing.metrics());
        return new OperationsFeature(
                maintenance,
                new OperatorSettings(
                        settings.adminToken(), settings.metricsToken(), plumbing.config().data()),
                plumbing.database(),
                plumbing.metrics(),
                plumbing.limiter(),
                plumbing.bus(),
                closer);
    }

    private static OversightFeature oversight(
            Plumbing plumbing, Identity identity, AdminFeature admin) {
        return new OversightFeature(
                plumbing.database(),
                identity.auth(),
                admin.audit(),
                plumbing.config().data(),
                plumbing.metrics(),
                plumbing.clock());
    }

    private static AdminFeature administration(
            Plumbing plumbing,
            Identity identity,
            UsersFeature users,
            MessagesFeature messages,
            ReportsFeature reports,
            Departures departures) {
        return new AdminFeature(
                new AdminFeature.Parts(
                        plumbing.database(),
                        users.users(),
                        identity.auth().accounts(),
                        departures,
                        messages.administration(),
                        reports.reports(),
                        plumbing.clock()));
    }
}
