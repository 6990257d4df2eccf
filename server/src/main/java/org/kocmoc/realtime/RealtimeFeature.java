package org.kocmoc.realtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.BusState;
import org.kocmoc.db.Database;
import org.kocmoc.http.SocketHandler;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.presence.Presence;
import org.kocmoc.presence.Sight;
import org.kocmoc.presence.Typing;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.Comparison;
import org.kocmoc.streams.DeviceMail;
import org.kocmoc.streams.MailPump;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Gate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Assembles the socket: hub, presence, commands, and what looks after them.
public final class RealtimeFeature implements AutoCloseable {
    /// What it is built from.
    ///
    /// @param most how many sockets there may be at once
    /// @param commands of all features
    /// @param gate who calls
    /// @param backlog the logs
    /// @param sight who may see whose presence
    /// @param mail the mailboxes of devices
    /// @param epoch the present epoch of the logs
    /// @param isOutage whether a failure means that the database is away
    public record Parts(
            int most,
            List<Command> commands,
            Gate gate,
            Backlog backlog,
            Sight sight,
            DeviceMail mail,
            Database database,
            Bus bus,
            RateLimiter limiter,
            MeterRegistry metrics,
            LongSupplier epoch,
            InstantSource clock,
            Predicate<Throwable> isOutage) {}

    private static final Duration BEAT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeFeature.class);

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("socket-", 0).factory());
    private final Bus bus;
    private final Hub hub;
    private final Presence presence;
    private final Watching watching;
    private final Door door;
    private final Sockets sockets;

    /// Builds everything and starts what looks after it.
    public RealtimeFeature(Parts parts) {
        bus = parts.bus();
        watching = new Watching(parts.bus(), parts.sight(), threads);
        hub = new Hub(parts.backlog(), parts.bus(), threads, watching);
        door = new Door(parts.most());
        UserSockets users = new UserSockets();
        presence =
                new Presence(
                        users::isOnline,
                        () -> !parts.bus().state().isWhole(),
                        parts.bus()::othersLive,
                        parts.database(),
                        parts.clock(),
                        watching::publish);
        Session.Parts session =
                new Session.Parts(
                        parts.gate(),
                        hub,
                        new Resume(hub, parts.backlog(), parts.bus(), parts.metrics()),
                        commands(parts, watching),
                        parts.limiter(),
                        this::arrived,
                        parts.mail(),
                        this::read,
                        parts.epoch(),
                        parts.clock(),
                        parts.isOutage());
        sockets =
                new Sockets(
                        door,
                        new SocketFigures(parts.metrics()),
                        session,
                        threads,
                        users,
                        presence,
                        watching);
        measure(parts.metrics(), users);
        threads.execute(() -> every(BEAT, sockets::beat));
        threads.execute(new Comparison(parts.bus(), presence::isAnotherDeaf, this::compare));
    }

    private static Commands commands(Parts parts, Watching watching) {
        OwnCommands own =
                new OwnCommands(
                        new Typing(parts.backlog(), parts.bus()), watching, parts.backlog());
        return new Commands(parts.commands(), own, parts.isOutage(), parts.metrics());
    }

    private void arrived(UserId user, Connection connection) {
        sockets.arrived(user, connection);
    }

    /// What nudges should have brought.
    private void compare() {
        hub.compare();
        sockets.lookIntoMailboxes();
        sockets.recheck();
        watching.refresh(presence::states);
    }

    private void read(Connection connection, DeviceMail.Box box) {
        sockets.read(connection, new MailPump(box, connection::later, bus, threads));
    }

    private void measure(MeterRegistry metrics, UserSockets users) {
        door.measure(metrics);
        Gauge.builder("kocmoc_sockets_users", users, UserSockets::users)
                .description("People with a socket on this server")
                .register(metrics);
        Gauge.builder("kocmoc_streams_chats", hub, h -> h.chats().size())
                .description("Chats that somebody on this server follows")
                .register(metrics);
    }

    private static void every(Duration pause, Runnable work) {
        try {
            while (true) {
                Thread.sleep(pause);
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.atWarn().addKeyValue("cause", e.toString()).log("round failed");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What takes upgrades.
    public SocketHandler handler() {
        return new WsEndpoint(door, sockets);
    }

    /// Something about an account's sign-ins has changed.
    public void revoked(UserId user) {
        sockets.revoked(user);
    }

    /// The service was switched off or on.
    public void maintenance(boolean on) {
        sockets.maintenance(on);
    }

    /// Sends all clients away with the word to come back, a few at a time. Blocks until all have
    /// gone or are told to.
    public void drain() throws InterruptedException {
        sockets.drain(bus.state().link() != BusState.Link.LOCAL);
    }

    @Override
    public void close() {
        presence.close();
        threads.shutdownNow();
    }
}
