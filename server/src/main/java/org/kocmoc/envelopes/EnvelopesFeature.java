package org.kocmoc.envelopes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.keys.ActingDevice;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.log.ChatLog;
import org.kocmoc.streams.DeviceMail;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;

/// Assembles encrypted messages and mailboxes.
public final class EnvelopesFeature {
    /// What it is built from.
    ///
    /// @param attachments the own upload that an address names
    public record Parts(
            Database database,
            ChatLog log,
            Bus bus,
            ChatAccess access,
            BiFunction<UserId, String, Optional<String>> attachments,
            RateLimiter limiter,
            MeterRegistry metrics,
            InstantSource clock) {}

    private static final Duration EXPIRY_PAUSE = Duration.ofHours(1);

    private final List<Route> routes;
    private final Mailboxes mailboxes;
    private final ActingDevice acting;

    /// Builds the feature; nothing runs by itself.
    public EnvelopesFeature(Parts parts, KeysFeature keys) {
        mailboxes =
                new Mailboxes(parts.database(), keys, parts.bus(), parts.limiter(), parts.clock());
        acting = keys.acting();
        EncryptedMessages messages =
                new EncryptedMessages(
                        parts.database(),
                        parts.log(),
                        parts.access(),
                        keys.rosters(),
                        parts.attachments(),
                        parts.bus(),
                        parts.limiter());
        routes =
                new EnvelopesApi(
                                parts.database(),
                                keys.acting(),
                                parts.access(),
                                messages,
                                mailboxes,
                                new EnvelopeFigures(parts.metrics()))
                        .routes();
    }

    /// Routes of encrypted messages and mailboxes.
    public List<Route> routes() {
        return routes;
    }

    /// Commands of the socket.
    public List<Command> commands() {
        return List.of(new Command("e2ee:ack", this::acknowledge));
    }

    private Map<String, Integer> acknowledge(Caller caller, Fields fields) {
        List<Long> ids = fields.integers("ids", Size.E2EE_ACKS_AT_ONCE.value());
        return Map.of("removed", mailboxes.acknowledge(acting.require(caller), ids));
    }

    /// Mailboxes, as sockets read them.
    public DeviceMail mail() {
        return mailboxes::open;
    }

    /// The end of envelopes that nobody fetched.
    public List<Job> jobs() {
        return List.of(new Job("envelopes-expire", EXPIRY_PAUSE, mailboxes::expire));
    }
}
