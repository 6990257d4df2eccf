package org.kocmoc.realtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.presence.Presence;
import org.kocmoc.streams.Frames;
import org.kocmoc.streams.MailPump;
import org.kocmoc.wire.Caller;

/// Opening and ending of sockets: who is let in, who is still there, who has to go. Any thread.
final class Sockets {
    private static final long AUTH_NANOS =
            Duration.ofSeconds(Size.SOCKET_AUTH_SECONDS.value()).toNanos();

    /// 100 clients a second resume elsewhere without being felt by those who are there.
    private static final long DRAIN_MILLIS_PER_SOCKET = 10;

    private static final long DRAIN_MILLIS_AT_MOST = 15_000;

    /// Shorter than the pause that [CloseCode#MOVED] lets clients choose a part of, so that they
    /// come to the other nodes as evenly as they are told.
    private static final long DRAIN_STEP_MILLIS = 50;

    /// How long a client that was told to move may take until it is closed: many times what
    /// connecting and resuming take on a busy machine.
    private static final Duration MOVING = Duration.ofSeconds(5);

    private final Map<Object, Shard> shards = new ConcurrentHashMap<>();
    private final Map<Connection, MailPump> mailboxes = new ConcurrentHashMap<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Door door;
    private final SocketFigures figures;
    private final Session.Parts parts;
    private final Executor threads;
    private final UserSockets users;
    private final Presence presence;
    private final Watching watching;

    Sockets(
            Door door,
            SocketFigures figures,
            Session.Parts parts,
            Executor threads,
            UserSockets users,
            Presence presence,
            Watching watching) {
        this.door = door;
        this.figures = figures;
        this.parts = parts;
        this.threads = threads;
        this.users = users;
        this.presence = presence;
        this.watching = watching;
    }

    /// One client's side of a socket. On the socket's event loop.
    final class Opened {
        private final Connection connection;
        private final Session session;
        private final Inbox inbox;
        private @Nullable String address;

        Opened(Connection connection, String address) {
            this.connection = connection;
            this.address = address;
            this.session = new Session(connection, parts);
            this.inbox =
                    new Inbox(
                            threads,
                            session::frame,
                            on -> connection.shard().post(() -> connection.reading(on)));
            connection.checks(() -> threads.execute(session::checkAgain));
        }

        void text(String frame) {
            connection.heard(System.nanoTime());
            if (connection.isNew()) {
                known();
            }
            inbox.add(frame);
        }

        void heard() {
            connection.heard(System.nanoTime());
        }

        void malformed() {
            connection.close(CloseCode.BAD_FRAME);
        }

        void drained() {
            connection.flush();
        }

        void closed() {
            known();
            door.closed();
            figures.ended(connection.ending());
            parts.hub().ended(connection);
            Member member = connection.member();
            if (member != null) {
                gone(member.user(), connection);
            }
        }

        /// No longer one of those who have said nothing.
        private void known() {
            if (address != null) {
                door.spoke(address);
                address = null;
            }
        }
    }

    /// A socket has opened. On its event loop.
    ///
    /// @param loop the event loop, the same object for all its sockets
    Opened open(Socket socket, Object key, Shard.Loop loop, String address) {
        Shard shard = shards.computeIfAbsent(key, k -> parts.hub().shard(loop));
        Connection connection = new Connection(socket, shard, System.nanoTime());
        shard.opened(connection);
        boolean welcome = door.opened(address);
        Opened opened = new Opened(connection, address);
        if (draining.get()) {
            connection.close(CloseCode.MOVED);
        } else if (!welcome) {
            connection.close(CloseCode.TOO_MANY_SOCKETS);
        }
        return opened;
    }

    /// A socket has signed in.
    void arrived(UserId user, Connection connection) {
        users.add(user, connection)
                .ifPresent(oldest -> oldest.shard().post(() -> oldest.close(CloseCode.REPLACED)));
        presence.changed(user);
    }

    /// A socket is brought what waits in its device's mailbox, until it ends.
    void read(Connection connection, MailPump mailbox) {
        mailboxes.put(connection, mailbox);
        if (connection.isClosed()) {
            forgetMailbox(connection);
        }
    }

    /// A nudge may have got lost.
    void lookIntoMailboxes() {
        mailboxes.values().forEach(MailPump::look);
    }

    private void forgetMailbox(Connection connection) {
        MailPump mailbox = mailboxes.remove(connection);
        if (mailbox != null) {
            mailbox.close();
        }
    }

    private void gone(UserId user, Connection connection) {
        forgetMailbox(connection);
        watching.forget(connection);
        users.remove(user, connection);
        presence.changed(user);
    }

    /// Looks after all sockets: asks for signs of life, ends those that are silent, too slow to
    /// sign in, or whose token is over.
    void beat() {
        figures.round();
        long now = System.nanoTime();
        Instant time = parts.clock().instant();
        parts.hub()
                .forEach(
                        connection -> {
                            figures.saw(connection.waiting());
                            connection.beat(now);
                            if (connection.isNew() && connection.ageNanos(now) > AUTH_NANOS) {
                                connection.close(CloseCode.AUTH_TIMEOUT);
                            }
                            if (isOver(connection, time)) {
                                connection.check();
                            }
                        });
    }

    private static boolean isOver(Connection connection, Instant now) {
        return Optional.ofNullable(connection.member())
                .flatMap(Member::expiresAt)
                .filter(end -> !end.isAfter(now))
                .isPresent();
    }

    /// Something about an account's sign-ins has changed: whoever is not welcome any more goes.
    void revoked(UserId user) {
        parts.hub().forEach(user, Connection::check);
    }

    /// Ends all sockets of people for whom the service is switched off.
    void maintenance(boolean on) {
        byte[] frame = Frames.event("server:maintenance", Map.of("on", on));
        parts.hub()
                .forEach(
                        connection -> {
                            connection.ephemeral(frame);
                            if (on && !isAdministrator(connection)) {
                                connection.close(CloseCode.MAINTENANCE, frame);
                            }
                        });
    }

    private static boolean isAdministrator(Connection connection) {
        Member member = connection.member();
        return member != null && member.caller().admin();
    }

    /// Asks whether sign-ins have ended of which nobody told. Blocks.
    void recheck() {
        Map<String, List<Connection>> byToken = new HashMap<>();
        Map<String, Caller> callers = new HashMap<>();
        for (Connection connection : users.all()) {
            Member member = connection.member();
            if (member != null) {
                callers.put(member.caller().tokenHash(), member.caller());
                byToken.computeIfAbsent(member.caller().tokenHash(), key -> new ArrayList<>())
                        .add(connection);
            }
        }
        if (!callers.isEmpty()) {
            for (Caller suspect : parts.gate().suspects(callers.values())) {
                byToken.getOrDefault(suspect.tokenHash(), List.of())
                        .forEach(connection -> connection.shard().post(connection::check));
            }
        }
    }

    /// Sends all clients away, a few at a time, so that the other nodes can take them in. Where
    /// there are others, a client is told first and hears everything until it is caught up
    /// elsewhere; one that does not go by itself is closed. Blocks until all have gone or are told
    /// to.
    ///
    /// @param others whether there are other nodes
    void drain(boolean others) throws InterruptedException {
        draining.set(true);
        Set<Connection> told = ConcurrentHashMap.newKeySet();
        Consumer<Connection> away =
                connection -> {
                    if (!others) {
                        connection.close(CloseCode.MOVED);
                    } else if (told.add(connection)) {
                        tellToMove(connection);
                    }
                };
        long millis = Math.min(door.open() * DRAIN_MILLIS_PER_SOCKET, DRAIN_MILLIS_AT_MOST);
        for (long steps = millis / DRAIN_STEP_MILLIS; steps > 0 && door.open() > 0; steps--) {
            long left = steps;
            parts.hub()
                    .forEach(
                            connection -> {
                                if (ThreadLocalRandom.current().nextLong(left + 1) == 0) {
                                    away.accept(connection);
                                }
                            });
            Thread.sleep(DRAIN_STEP_MILLIS);
        }
        parts.hub().forEach(away);
        long end = System.nanoTime() + MOVING.toNanos();
        while (others && door.open() > 0 && System.nanoTime() < end) {
            Thread.sleep(DRAIN_STEP_MILLIS);
        }
        parts.hub().forEach(connection -> connection.close(CloseCode.MOVED));
    }

    private static void tellToMove(Connection connection) {
        connection.ephemeral(Frames.event("server:leaving", Map.of("within", MOVING.toMillis())));
        connection.shard().after(MOVING, () -> connection.close(CloseCode.MOVED));
    }
}
