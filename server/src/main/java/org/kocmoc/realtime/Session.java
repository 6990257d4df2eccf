package org.kocmoc.realtime;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Json;
import org.kocmoc.base.Secret;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.limits.Throttle;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.DeviceMail;
import org.kocmoc.streams.Frames;
import org.kocmoc.streams.ProgressReader;
import org.kocmoc.wire.Fields;
import org.kocmoc.wire.Gate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What one client's frames do: the first one signs in, the others are commands. One frame at a
/// time, on any thread; blocks.
final class Session {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// What all sessions share.
    ///
    /// @param arrived told of each socket that has signed in
    /// @param mail the mailboxes of devices
    /// @param reader begins to bring a mailbox to a socket
    /// @param epoch the present epoch of the logs
    /// @param isOutage whether a failure means that the database is away
    record Parts(
            Gate gate,
            Hub hub,
            Resume resume,
            Commands commands,
            RateLimiter limiter,
            BiConsumer<UserId, Connection> arrived,
            DeviceMail mail,
            BiConsumer<Connection, DeviceMail.Box> reader,
            LongSupplier epoch,
            InstantSource clock,
            Predicate<Throwable> isOutage) {}

    private final Connection connection;
    private final Parts parts;
    private final Throttle throttle;

    Session(Connection connection, Parts parts) {
        this.connection = connection;
        this.parts = parts;
        this.throttle =
                new Throttle(parts.limiter(), "socket." + NUMBERS.incrementAndGet(), parts.clock());
    }

    /// Takes a frame.
    void frame(String text) {
        if (connection.isClosed()) {
            return;
        }
        try {
            JsonNode frame = Json.read(text);
            JsonNode id = frame.path("id");
            JsonNode type = frame.path("type");
            if (!id.isIntegralNumber() || !id.canConvertToLong() || !type.isString()) {
                close(CloseCode.BAD_FRAME);
            } else {
                take(id.asLong(), type.asString(), frame);
            }
        } catch (JacksonException e) {
            close(CloseCode.BAD_FRAME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            boolean outage = parts.isOutage().test(e);
            LOG.atLevel(outage ? Level.WARN : Level.ERROR)
                    .setCause(outage ? null : e)
                    .log("a client's frame failed");
            close(outage ? CloseCode.OVERLOADED : CloseCode.INTERNAL);
        }
    }

    private void take(long id, String type, JsonNode frame) throws InterruptedException {
        if (!throttle.admit()) {
            close(CloseCode.TOO_MANY_COMMANDS);
            return;
        }
        if (connection.isClosed()) {
            return;
        }
        Member member = connection.member();
        if (member != null) {
            reply(parts.commands().answer(connection, member, id, type, frame));
        } else if (type.equals("auth")) {
            signIn(id, frame);
        } else {
            farewell(
                    Frames.error(id, new ApiException(SocketError.AUTH_FIRST)),
                    CloseCode.NOT_AUTHENTICATED);
        }
    }

    private void signIn(long id, JsonNode frame) throws InterruptedException {
        Member member;
        Backlog.Progress progress;
        DeviceMail.@Nullable Box box;
        try {
            Fields fields = new Fields(frame, SocketError.BAD_FIELD);
            @Nullable String token = fields.text("token");
            fields.text("device", Size.DEVICE_NAME_CHARS.value());
            boolean encrypted = Boolean.TRUE.equals(fields.bool("encrypted"));
            progress =
                    ProgressReader.read(
                            fields.value("resume"), encrypted, false, SocketError.BAD_FIELD);
            Gate.Admission admission = parts.gate().admit(token == null ? "" : token);
            member =
                    new Member(
                            admission.caller(),
                            new Secret(token == null ? "" : token),
                            admission.expiresAt(),
                            encrypted);
            OptionalLong device = fields.integer("e2ee_device");
            box =
                    device.isPresent()
                            ? parts.mail().open(admission.caller(), device.getAsLong())
                            : null;
        } catch (ApiException e) {
            farewell(Frames.error(id, e), CloseCode.of(e));
            return;
        }
        if (begin(id, member, progress) && box != null) {
            parts.reader().accept(connection, box);
        }
    }

    /// Whether the socket has come to the present.
    private boolean begin(long id, Member member, Backlog.Progress progress)
            throws InterruptedException {
        Hub hub = parts.hub();
        hub.users().join(member.user());
        boolean[] begun = new boolean[1];
        hub.await(
                connection,
                () -> {
                    begun[0] = connection.begin(member);
                    if (begun[0]) {
                        parts.arrived().accept(member.user(), connection);
                    }
                });
        if (!begun[0]) {
            hub.users().leave(member.user());
            return false;
        }
        parts.resume().run(connection, member.user(), List.of(welcome(id, member)), progress);
        return true;
    }

    private byte[] welcome(long id, Member member) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("user", member.user());
        answer.put("epoch", parts.epoch().getAsLong());
        answer.put("time", parts.clock().instant());
        answer.put("ping_seconds", Size.SOCKET_PING_SECONDS.value());
        return Frames.ok(id, answer);
    }

    /// Checks the token again; whoever is not welcome any more is told and cut off, the others have
    /// from now on the rights that their accounts have.
    void checkAgain() {
        Member member = connection.member();
        if (member == null) {
            return;
        }
        try {
            Gate.Admission fresh = parts.gate().admit(member.token().reveal());
            connection.shard().post(() -> connection.admitted(fresh.caller()));
        } catch (ApiException e) {
            farewell(Frames.event("session:revoked", Map.of()), CloseCode.of(e));
        }
    }

    private void reply(byte[] frame) {
        connection.shard().post(() -> connection.send(frame));
    }

    private void farewell(byte[] frame, CloseCode code) {
        connection.shard().post(() -> connection.close(code, frame));
    }

    private void close(CloseCode code) {
        connection.shard().post(() -> connection.close(code));
    }
}
