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
import java.util.function.Function;
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
/// Sight is checked when watching begins, again whenever something about the watched person's
/// choices changes, and when one of the two leaves a chat, which may have been the last tie.
final class Watching {
    private final Map<UserId, Watched> watched = new HashMap<>();
    private final Map<Connection, Set<UserId>> watching = new HashMap<>();
    private final Bus bus;
    private final Sight sight;
    private final Executor threads;

    private static final class Watched {
        private final Set<Connection> watchers = new HashSet<>();
        private Bus.@Nullable Subscription subscription;
        private boolean online;
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
        List<Sight.Seen> now = sight.see(viewer, seen);
        now.forEach(person -> note(person.user(), person.online()));
        return now;
    }

    private synchronized boolean note(UserId user, boolean online) {
        Watched entry = watched.get(user);
        boolean changed = entry != null && entry.online != online;
        if (entry != null) {
            entry.online = online;
        }
        return changed;
    }

    /// Tells of changes that the bus did not bring.
    ///
    /// @param states how people are now
    void refresh(Function<Collection<UserId>, List<PresenceChange>> states) {
        List<UserId> users;
        synchronized (this) {
            users = new ArrayList<>(watched.keySet());
        }
        for (PresenceChange state : states.apply(users)) {
            if (note(state.user(), state.online())) {
                show(state.user(), Json.write(data(state.user(), state.online(), state.at())));
            }
        }
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

    /// `false` if it did not watch.
    private synchronized boolean unwatch(UserId user, Connection connection) {
        Watched entry = watched.get(user);
        if (entry == null || !entry.watchers.remove(connection)) {
            return false;
        }
        if (entry.watchers.isEmpty()) {
            if (entry.subscription != null) {
                entry.subscription.close();
            }
            watched.remove(user);
        }
        return true;
    }

    private synchronized List<Connection> watchers(UserId user) {
        Watched entry = watched.get(user);
        return entry == null ? List.of() : new ArrayList<>(entry.watchers);
    }

    private void heard(UserId user, byte[] payload) {
        JsonNode data = Json.read(payload);
        if (data.has("user")) {
            note(user, data.path("online").asBoolean());
            show(user, payload);
        } else {
            recheckWatchers(user);
        }
    }

    /// Looks again at all who watch somebody, elsewhere.
    void recheckWatchers(UserId user) {
        threads.execute(() -> recheck(user));
    }

    private void show(UserId user, byte[] data) {
        byte[] frame = Frames.event("presence:update", Json.read(data));
        watchers(user).forEach(c -> c.shard().post(() -> c.ephemeral(frame)));
    }

    private void recheck(UserId user) {
        watchers(user).forEach(connection -> recheck(connection, Set.of(user)));
    }

    /// Looks again at all whom a socket watches, elsewhere.
    void recheck(Connection connection) {
        Set<UserId> users;
        synchronized (this) {
            users = Set.copyOf(watching.getOrDefault(connection, Set.of()));
        }
        if (!users.isEmpty()) {
            threads.execute(() -> recheck(connection, users));
        }
    }

    private void recheck(Connection connection, Set<UserId> users) {
        Member member = connection.member();
        if (member == null) {
            return;
        }
        Set<UserId> hidden = new HashSet<>(users);
        sight.see(member.user(), users).forEach(seen -> hidden.remove(seen.user()));
        for (UserId user : hidden) {
            if (unwatch(user, connection)) {
                byte[] frame = Frames.event("presence:update", data(user, false, null));
                connection.shard().post(() -> connection.ephemeral(frame));
            }
        }
    }
}
