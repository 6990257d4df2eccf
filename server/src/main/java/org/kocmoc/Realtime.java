package org.kocmoc;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.base.UserId;
import org.kocmoc.db.SqlState;
import org.kocmoc.envelopes.EnvelopesFeature;
import org.kocmoc.limits.Size;
import org.kocmoc.presence.Sight;
import org.kocmoc.realtime.RealtimeFeature;
import org.kocmoc.users.UsersFeature;
import org.kocmoc.wire.Command;

/// Joins the socket to the features behind its ports.
final class Realtime {
    private Realtime() {}

    static RealtimeFeature build(
            Plumbing plumbing,
            AuthFeature auth,
            UsersFeature users,
            Conversations talk,
            EnvelopesFeature envelopes) {
        List<Command> commands = new ArrayList<>(talk.commands());
        commands.addAll(envelopes.commands());
        RealtimeFeature realtime =
                new RealtimeFeature(
                        new RealtimeFeature.Parts(
                                mostSockets(plumbing.config().operations().socketsMax()),
                                plumbing.traces()
                                        .map(traces -> traces.commands(commands))
                                        .orElse(commands),
                                auth.authenticator(),
                                plumbing.ports().backlog().apply(talk.sync().backlog()),
                                (viewer, people) -> see(users, viewer, people),
                                envelopes.mail(),
                                plumbing.database(),
                                plumbing.bus(),
                                plumbing.limiter(),
                                plumbing.metrics(),
                                plumbing.epoch()::current,
                                plumbing.clock(),
                                SqlState::isOutage));
        auth.revocations().subscribe(realtime::revoked);
        return realtime;
    }

    /// Each socket is a file handle; a server that has none left cannot reach its database either.
    private static int mostSockets(int wanted) {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? Math.clamp(
                        unix.getMaxFileDescriptorCount() - Size.FILES_BESIDE_SOCKETS.value(),
                        1,
                        wanted)
                : wanted;
    }

    private static List<Sight.Seen> see(
            UsersFeature users, UserId viewer, Collection<UserId> people) {
        return users.users().acquaintances(viewer, people).stream()
                .map(
                        profile ->
                                new Sight.Seen(
                                        profile.id(), profile.online(), profile.lastSeenAt()))
                .toList();
    }
}
