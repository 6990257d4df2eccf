package org.kocmoc.realtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// The sockets of each account on this node, oldest first. Any thread.
final class UserSockets {
    private final ConcurrentHashMap<UserId, List<Connection>> sockets = new ConcurrentHashMap<>();

    /// Adds a socket; the result is the oldest one if that makes too many.
    Optional<Connection> add(UserId user, Connection connection) {
        List<Connection> evicted = new ArrayList<>(1);
        sockets.compute(
                user,
                (key, present) -> {
                    List<Connection> list = present == null ? new ArrayList<>(1) : present;
                    list.add(connection);
                    if (list.size() > Size.SOCKETS_PER_USER.value()) {
                        evicted.add(list.removeFirst());
                    }
                    return list;
                });
        return evicted.stream().findFirst();
    }

    void remove(UserId user, Connection connection) {
        sockets.computeIfPresent(
                user, (key, list) -> list.remove(connection) && list.isEmpty() ? null : list);
    }

    /// All sockets of signed-in people.
    List<Connection> all() {
        List<Connection> all = new ArrayList<>();
        sockets.keySet()
                .forEach(
                        user ->
                                sockets.computeIfPresent(
                                        user,
                                        (key, list) -> {
                                            all.addAll(list);
                                            return list;
                                        }));
        return all;
    }

    boolean isOnline(UserId user) {
        return sockets.containsKey(user);
    }

    int users() {
        return sockets.size();
    }
}
