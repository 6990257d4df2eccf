package org.kocmoc.realtime;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.log.Subjects;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.Ephemeral;
import org.kocmoc.streams.LogEvent;
import org.kocmoc.streams.LogStream;
import org.kocmoc.streams.Streams;

/// Joins the streams of this node to the sockets of its event loops. Any thread.
///
/// Order of locks: a stream's, then nothing: handing an entry on only queues it for the loops.
final class Hub {
    /// Entries that a stream reads at once.
    private static final int READ_LIMIT = 500;

    /// How long a membership waits for the chat's log; then reading the user's log starts anew.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Shard> shards = new CopyOnWriteArrayList<>();
    private final Backlog backlog;
    private final Streams<ChatId> chats;
    private final Streams<UserId> users;
    private final Watching watching;

    Hub(Backlog backlog, Bus bus, Executor threads, Watching watching) {
        this.backlog = backlog;
        this.watching = watching;
        this.chats =
                new Streams<>(
                        new Streams.Kind<>(
                                Subjects::chat,
                                chat -> after -> backlog.chatEvents(chat, after, READ_LIMIT),
                                this::chatEvent,
                                this::toChat),
                        bus,
                        threads);
        this.users =
                new Streams<>(
                        new Streams.Kind<>(
                                Subjects::user,
                                user -> after -> userEvents(user, after),
                                this::userEvent,
                                this::toUser),
                        bus,
                        threads);
    }

    /// The sockets of one event loop.
    Shard shard(Shard.Loop loop) {
        Shard shard = new Shard(loop);
        shards.add(shard);
        return shard;
    }

    Streams<ChatId> chats() {
        return chats;
    }

    Streams<UserId> users() {
        return users;
    }

    /// Compares every stream with the database.
    void compare() {
        chats.compare(backlog::chatHeads);
        users.compare(backlog::userHeads);
    }

    /// Calls with every socket, on its loop.
    void forEach(Consumer<Connection> action) {
        shards.forEach(shard -> shard.post(() -> List.copyOf(shard.connections()).forEach(action)));
    }

    /// Calls with every socket of an account, on its loop.
    void forEach(UserId user, Consumer<Connection> action) {
        shards.forEach(shard -> shard.post(() -> List.copyOf(shard.of(user)).forEach(action)));
    }

    private void chatEvent(ChatId chat, LogEvent event) {
        event.leaving().forEach(watching::recheckWatchers);
        shards.forEach(
                shard ->
                        shard.post(
                                () -> {
                                    event.leaving().stream()
                                            .flatMap(user -> List.copyOf(shard.of(user)).stream())
                                            .filter(
                                                    c ->
                                                            !c.followed()
                                                                    .isBroughtTo(chat, event.seq()))
                                            .forEach(connection -> leave(connection, chat));
                                    shard.chatEvent(chat, event);
                                }));
    }

    private void userEvent(UserId user, LogEvent event) {
        shards.forEach(shard -> shard.post(() -> shard.userEvent(user, event)));
    }

    private void toChat(ChatId chat, byte[] payload) {
        Ephemeral.decode(payload)
                .ifPresent(
                        told ->
                                shards.forEach(
                                        shard ->
                                                shard.post(
                                                        () ->
                                                                shard.toChat(
                                                                        chat,
                                                                        c -> tell(c, told)))));
    }

    private void toUser(UserId user, byte[] payload) {
        Ephemeral.decode(payload)
                .ifPresent(told -> forEach(user, connection -> tell(connection, told)));
    }

    private static void tell(Connection connection, Ephemeral told) {
        Member member = connection.member();
        if (member != null && !member.user().equals(told.except())) {
            connection.ephemeral(told.frame());
        }
    }

    // --- who listens to what ---------------------------------------------------------------------

    /// Reads a user's log, and lets the user's sockets join and leave chats before they hear of it:
    /// a client that then fetches the chat has missed nothing.
    private List<LogEvent> userEvents(UserId user, long after) {
        List<LogEvent> events = backlog.userEvents(user, after, READ_LIMIT);
        events.stream()
                .flatMap(event -> event.membership().stream())
                .distinct()
                .forEach(chat -> refresh(user, chat));
        return events;
    }

    /// Makes the sockets of a user listen to a chat if the user is its member, and only then.
    ///
    /// The chat's stream is brought to its head first: whoever is removed still gets what came
    /// before that, and whoever was removed and added again leaves at the one entry and is back for
    /// what follows the other.
    void refresh(UserId user, ChatId chat) {
        Backlog.@Nullable MemberHead head = backlog.headForMember(user, chat);
        bringUp(chat, head);
        forEach(
                user,
                connection -> {
                    Member member = connection.member();
                    if (member != null && head != null && head.isFor(member.encrypted())) {
                        join(connection, chat, head);
                    } else {
                        leave(connection, chat);
                    }
                });
    }

    private void bringUp(ChatId chat, Backlog.@Nullable MemberHead head) {
        LogStream stream = chats.find(chat);
        if (stream == null) {
            return;
        }
        // A chat without head was deleted, and its log with it.
        @Nullable Long seq =
                head != null
                        ? Long.valueOf(head.seq())
                        : backlog.chatHeads(List.of(chat)).get(chat);
        try {
            if (seq != null && !stream.await(seq, PATIENCE)) {
                throw new IllegalStateException("the log of a chat could not be read in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// On the connection's loop.
    ///
    /// @param head entries at or below it are not for this listener
    private void join(Connection connection, ChatId chat, Backlog.MemberHead head) {
        if (connection.join(chat)) {
            chats.join(chat);
            connection.followed().floor(chat, head.seq());
            LogStream stream = chats.find(chat);
            if (stream != null) {
                stream.reach(head.seq());
            }
        }
        connection.followed().hide(chat, head.visibleFrom());
    }

    /// On the connection's loop.
    void leave(Connection connection, ChatId chat) {
        if (connection.leave(chat)) {
            chats.leave(chat);
            if (!connection.isClosed()) {
                watching.recheck(connection);
            }
        }
    }

    /// Listens to several chats and returns when that is in force.
    void joinAll(Connection connection, Collection<ChatId> several) {
        await(
                connection,
                () ->
                        several.forEach(
                                chat -> {
                                    if (connection.join(chat)) {
                                        chats.join(chat);
                                    }
                                }));
    }

    /// Runs something on the connection's loop and waits for its end.
    void await(Connection connection, Runnable task) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        connection
                .shard()
                .post(
                        () -> {
                            try {
                                task.run();
                                done.complete(true);
                            } catch (RuntimeException e) {
                                done.completeExceptionally(e);
                            }
                        });
        done.join();
    }

    /// The socket is gone. On its loop.
    void ended(Connection connection) {
        connection.ended();
        List.copyOf(connection.followed().chats()).forEach(chat -> leave(connection, chat));
        Member member = connection.member();
        if (member != null) {
            connection.shard().removeUser(member.user(), connection);
            users.leave(member.user());
        }
        connection.shard().closed(connection);
    }
}
