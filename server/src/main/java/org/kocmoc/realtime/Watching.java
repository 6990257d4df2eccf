package org.kocmoc.realtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.presence.PresenceChange;
import org.kocmoc.presence.Sight;
import org.kocmoc.presence.SightChanges;
import org.kocmoc.streams.Frames;
import tools.jackson.databind.JsonNode;

/// Which sockets of this node watch whose presence. Any thread.
///
/// Sight is checked when watching begins and again whenever something about the watched person's
/// choices changes.
final class Watching {
    private final Map<UserId, Watched> watched = new HashMap<>();
    private final Map<Connection, Set<UserId>> watching = new HashMap<>();
    private final Bus bus;
    private final Sight sight;
    private final Executor threads;

    private static final class Watched {
        private final Set<Connection> watchers = new HashSet<>();
        private Bus.@Nullable Subscription subscription;
    }

    Watching(Bus bus, Sight sight, Executor threads) {
        this.bus = bus;
        this.sight = sight;
        this.threads = threads;
    }

    /// Tells all nodes that somebody came or went.
    void publish(PresenceChange change) {
        bus.publish(
                SightChanges.subject(change.user()),
                Json.write(data(change.user(), change.online(), change.at())));
    }

    private static Map<String, Object> data(UserId user, boolean online, @Nullable Instant at) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("user", user);
        data.put("online", online);
        data.put("last_seen", online ? null : at);
        return data;
    }

    /// Watches those whom the viewer may see, instead of whom the socket watched before; returns
    /// how they are.
    List<Sight.Seen> watch(Connection connection, UserId viewer, Collection<UserId> users) {
        List<Sight.Seen> before = sight.see(viewer, users);
        Set<UserId> seen = new HashSet<>();
        before.forEach(person -> seen.add(person.user()));
        replace(connection, seen);
        // Read again: what happened between the first look and listening is in it.
        return sight.see(viewer, seen);
    }

    private synchronized void replace(Connection connection, Set<UserId> users) {
        forget(connection);
        if (connection.isClosed() || users.isEmpty()) {
            return;
        }
        watching.put(connection, users);
        for (UserId user : users) {
            Watched entry = watched.computeIfAbsent(user, key -> new Watched());
            entry.watchers.add(connection);
            if (entry.subscription == null) {
                entry.subscription =
                        bus.subscribe(SightChanges.subject(user), payload -> heard(user, payload));
            }
        }
    }

    synchronized void forget(Connection connection) {
        Set<UserId> users = watching.remove(connection);
        if (users != null) {
            users.forEach(user -> unwatch(user, connection));
        }
    }

    private void unwatch(UserId user, Connection connection) {
        Watched entry = watched.get(user);
        if (entry != null && entry.watchers.remove(connection) && entry.watchers.isEmpty()) {
            if (entry.subscription != null) {
                entry.subscription.close();
            }
            watched.remove(user);
        }
    }

    private synchronized List<Connection> watchers(UserId user) {
        Watched entry = watched.get(user);
        return entry == null ? List.of() : new ArrayList<>(entry.watchers);
    }

    private void heard(UserId user, byte[] payload) {
        JsonNode data = Json.read(payload);
        if (data.has("user")) {
            byte[] frame = Frames.event("presence:update", data);
            watchers(user).forEach(c -> c.shard().post(() -> c.ephemeral(frame)));
        } else {
            threads.execute(() -> recheck(user));
        }
    }

    private void recheck(UserId user) {
        byte[] hidden = Frames.event("presence:update", data(user, false, null));
        for (Connection connection : watchers(user)) {
            Member member = connection.member();
            if (member != null && sight.see(member.user(), List.of(user)).isEmpty()) {
                synchronized (this) {
                    unwatch(user, connection);
                }
                connection.shard().post(() -> connection.ephemeral(hidden));
            }
        }
    }
}
