package org.kocmoc.envelopes;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;

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
            InstantSource clock) {}

    private static final Duration EXPIRY_PAUSE = Duration.ofHours(1);

    private final List<Route> routes;
    private final Mailboxes mailboxes;

    /// Builds the feature; nothing runs by itself.
    public EnvelopesFeature(Parts parts, KeysFeature keys) {
        mailboxes =
                new Mailboxes(parts.database(), keys, parts.bus(), parts.limiter(), parts.clock());
        EncryptedMessages messages =
                new EncryptedMessages(
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
                                mailboxes)
                        .routes();
    }

    /// Routes of encrypted messages and mailboxes.
    public List<Route> routes() {
        return routes;
    }

    /// The end of envelopes that nobody fetched.
    public List<Job> jobs() {
        return List.of(new Job("envelopes-expire", EXPIRY_PAUSE, mailboxes::expire));
    }
}
