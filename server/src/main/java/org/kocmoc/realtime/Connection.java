package org.kocmoc.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.limits.Size;
import org.kocmoc.streams.LogEvent;
import org.kocmoc.wire.Caller;

/// One client: signing in, then catching up, then live. All of it happens on the event loop of its
/// [Shard].
///
/// While it catches up, what happens is held; afterwards it continues above what it was brought to.
/// A chat's entries at or below its floor are part of the backlog and are left out.
final class Connection {
    /// What a socket is in the middle of.
    private enum State {
        NEW,
        CATCHING_UP,
        LIVE,
        CLOSED
    }

    private static final long SILENCE =
            Duration.ofSeconds(Size.SOCKET_SILENCE_SECONDS.value()).toNanos();
    private static final long PING_PAUSE =
            Duration.ofSeconds(Size.SOCKET_PING_SECONDS.value()).toNanos();

    private record Held(@Nullable ChatId chat, LogEvent event) {}

    private final Socket socket;
    private final Shard shard;
    private final Outbox outbox = new Outbox();
    private volatile State state = State.NEW;
    private final long openedAt;
    private @Nullable Runnable check;
    private long lastHeard;
    private long lastPing;
    private boolean touched;
    private volatile @Nullable Member member;
    private @Nullable List<Held> held;
    private final Followed followed = new Followed();
    private long userFloor;
    private @Nullable CloseCode ending;

    Connection(Socket socket, Shard shard, long now) {
        this.socket = socket;
        this.shard = shard;
        this.openedAt = now;
        this.lastHeard = now;
        this.lastPing = now;
    }

    Shard shard() {
        return shard;
    }

    @Nullable Member member() {
        return member;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    boolean isNew() {
        return state == State.NEW && member == null;
    }

    // --- signing in and catching up --------------------------------------------------------------

    /// The client has said who it is; from now on what concerns it is held until [#caughtUp].
    /// `false` if the socket is over.
    boolean begin(Member who) {
        if (state != State.NEW) {
            return false;
        }
        member = who;
        state = State.CATCHING_UP;
        held = new ArrayList<>();
        shard.addUser(who.user(), this);
        return true;
    }

    /// The member has other rights than before.
    void admitted(Caller fresh) {
        if (member != null) {
            member = member.as(fresh);
        }
    }

    /// Listens to a chat; `false` if it did already or is over.
    boolean join(ChatId chat) {
        if (state == State.CLOSED || !followed.add(chat)) {
            return false;
        }
        shard.addChat(chat, this);
        return true;
    }

    /// Stops listening to a chat; `false` if it did not.
    boolean leave(ChatId chat) {
        if (!followed.remove(chat)) {
            return false;
        }
        shard.removeChat(chat, this);
        return true;
    }

    Followed followed() {
        return followed;
    }

    /// Sends the backlog, then what was held meanwhile and is not part of it, then goes live.
    ///
    /// @param userSeq up to where the user log is part of the backlog
    /// @param heads up to where each chat's log is
    void caughtUp(List<byte[]> backlog, long userSeq, Map<ChatId, Long> heads) {
        if (state != State.CATCHING_UP) {
            return;
        }
        backlog.forEach(outbox::addBacklog);
        touch();
        state = State.LIVE;
        userFloor = userSeq;
        List<Held> waiting = held == null ? List.of() : held;
        held = null;
        for (Held entry : waiting) {
            if (entry.chat() == null) {
                userEvent(entry.event());
            } else if (followed.chats().contains(entry.chat())
                    // Chats without head were joined later, with a floor of their own.
                    && entry.event().seq() > heads.getOrDefault(entry.chat(), 0L)) {
                chatEvent(entry.chat(), entry.event());
            }
        }
    }

    // --- what happens ----------------------------------------------------------------------------

    void chatEvent(ChatId chat, LogEvent event) {
        if (state == State.CATCHING_UP) {
            hold(new Held(chat, event));
        } else if (state == State.LIVE && followed.passes(chat, event.seq()) && member != null) {
            // Most entries look the same to all: they cost no look at what the member may see.
            long hidden = event.older() == null ? 0 : followed.visibleFrom(chat);
            send(event.frameFor(member.user().value(), hidden));
        }
    }

    void userEvent(LogEvent event) {
        if (state == State.CATCHING_UP) {
            hold(new Held(null, event));
        } else if (state == State.LIVE && event.seq() > userFloor) {
            userFloor = event.seq();
            send(event.json());
        }
    }

    /// Something that is not logged: whoever is catching up has no use for it.
    void ephemeral(byte[] frame) {
        if (state == State.LIVE) {
            send(frame);
        }
    }

    private void hold(Held entry) {
        if (held != null) {
            held.add(entry);
            if (held.size() > Size.OUTBOX_FRAMES.value()) {
                close(CloseCode.SLOW);
            }
        }
    }

    // --- writing ---------------------------------------------------------------------------------

    /// Queues a frame, from any thread.
    void later(byte[] frame) {
        shard.post(() -> send(frame));
    }

    /// Queues a frame.
    void send(byte[] frame) {
        if (state == State.CLOSED) {
            return;
        }
        if (outbox.add(frame)) {
            touch();
        } else {
            close(CloseCode.SLOW);
        }
    }

    private void touch() {
        if (!touched) {
            touched = true;
            shard.touched(this);
        }
    }

    /// Writes what is queued, as long as the client reads.
    void flush() {
        touched = false;
        while (state != State.CLOSED && !outbox.isEmpty() && !socket.isFull()) {
            socket.write(outbox.take(shard.packing()));
        }
    }

    int waiting() {
        return outbox.waiting();
    }

    // --- living and ending -----------------------------------------------------------------------

    /// What looks whether the client is still welcome; must not block.
    void checks(Runnable action) {
        check = action;
    }

    void check() {
        if (check != null && state != State.CLOSED && member != null) {
            check.run();
        }
    }

    long ageNanos(long now) {
        return now - openedAt;
    }

    /// Any sign of life.
    void heard(long now) {
        lastHeard = now;
    }

    /// Asks for a sign of life when it is time, and gives up on a client that shows none.
    void beat(long now) {
        if (state == State.CLOSED) {
            return;
        }
        if (now - lastHeard > SILENCE) {
            close(CloseCode.DEAD);
            socket.cut();
        } else if (now - lastPing >= PING_PAUSE) {
            lastPing = now;
            socket.ping();
        }
    }

    void reading(boolean on) {
        if (state != State.CLOSED) {
            socket.reading(on);
        }
    }

    /// Ends the socket; what waits for the client comes again when it resumes.
    void close(CloseCode code) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            ending = code;
            outbox.clear();
            held = null;
            socket.close(code);
        }
    }

    /// As [#close], after a last frame that tells why.
    void close(CloseCode code, byte[] farewell) {
        if (state != State.CLOSED) {
            socket.write(farewell);
            close(code);
        }
    }

    /// Why the server ended it; `null` if it did not.
    @Nullable CloseCode ending() {
        return ending;
    }

    /// The socket is gone.
    void ended() {
        state = State.CLOSED;
        outbox.clear();
        held = null;
        followed.clear();
    }
}
