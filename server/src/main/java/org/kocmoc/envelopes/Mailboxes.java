package org.kocmoc.envelopes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.Database;
import org.kocmoc.keys.Device;
import org.kocmoc.keys.KeysError;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.streams.DeviceMail;
import org.kocmoc.streams.Frames;
import org.kocmoc.wire.Caller;

/// Mailboxes of devices. Any thread; blocks.
final class Mailboxes {
    /// A control message that was not taken, and why: `not_allowed`, `unknown_device`,
    /// `stale_registration` or `mailbox_full`.
    record Refused(UserId userId, int deviceId, String reason) {}

    private static final byte[] NOTHING = {};
    private static final int ROWS_AT_ONCE = 2_000;

    private final Database database;
    private final KeysFeature keys;
    private final Bus bus;
    private final RateLimiter limiter;
    private final InstantSource clock;

    Mailboxes(
            Database database,
            KeysFeature keys,
            Bus bus,
            RateLimiter limiter,
            InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.bus = bus;
        this.limiter = limiter;
        this.clock = clock;
    }

    /// What waits, oldest first, at most a page.
    List<MailboxStore.Row> waiting(Device device) {
        return database.read(
                handle ->
                        MailboxStore.waiting(
                                handle, device, List.of(), Size.E2EE_MAILBOX_PAGE.value() + 1));
    }

    /// Forgets what the device has stored; repeating is harmless.
    int acknowledge(Device device, List<Long> ids) {
        int removed = database.write(handle -> MailboxStore.acknowledge(handle, device, ids));
        if (removed > 0) {
            bus.publish(device.subject(), NOTHING);
        }
        return removed;
    }

    /// The mailbox of the device that a sign-in belongs to, for its sockets.
    DeviceMail.Box open(Caller caller, long number) {
        Device device = keys.acting().require(caller);
        if (device.id() != number) {
            throw new ApiException(KeysError.DEVICE_REQUIRED);
        }
        return new Box(caller, device);
    }

    private final class Box implements DeviceMail.Box {
        private final Caller caller;
        private final Device device;

        Box(Caller caller, Device device) {
            this.caller = caller;
            this.device = device;
        }

        @Override
        public String subject() {
            return device.subject();
        }

        @Override
        public Set<Long> present(Collection<Long> ids) {
            return ids.isEmpty()
                    ? Set.of()
                    : database.read(handle -> MailboxStore.present(handle, device, ids));
        }

        @Override
        public List<DeviceMail.Item> waiting(Collection<Long> without, int limit) {
            if (!keys.acting().find(caller).equals(Optional.of(device))) {
                return List.of();
            }
            return database
                    .read(handle -> MailboxStore.waiting(handle, device, without, limit))
                    .stream()
                    .map(
                            row ->
                                    new DeviceMail.Item(
                                            row.id(), Frames.event("e2ee:message", row.view())))
                    .toList();
        }
    }

    /// Delivers control messages to devices of people with whom the sender shares a chat; those
    /// that cannot be delivered are named, the others are.
    List<Refused> deliver(Device sender, List<Envelope> envelopes) {
        limiter.take(Rate.CONTROL_PER_USER, sender.user().toString());
        List<UserId> users = envelopes.stream().map(Envelope::user).distinct().toList();
        Set<UserId> strangers = keys.refusing(sender.user(), users);
        List<Envelope> taken = new ArrayList<>();
        List<Refused> refused =
                database.write(
                        handle -> {
                            taken.clear();
                            Set<UserId> closed = new HashSet<>(strangers);
                            closed.addAll(MailboxStore.blocking(handle, sender.user(), users));
                            List<Refused> not = sorted(handle, envelopes, closed, taken);
                            MailboxStore.add(
                                    handle,
                                    sender,
                                    taken,
                                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
                            return not;
                        });
        taken.forEach(
                e ->
                        bus.publish(
                                new Device(e.user(), e.device(), e.registration()).subject(),
                                NOTHING));
        return refused;
    }

    private static List<Refused> sorted(
            Handle handle, List<Envelope> envelopes, Set<UserId> closed, List<Envelope> taken) {
        Map<String, MailboxStore.Target> targets = new HashMap<>();
        MailboxStore.targets(handle, envelopes)
                .forEach(t -> targets.put(t.userId() + "." + t.deviceId(), t));
        List<Refused> refused = new ArrayList<>();
        for (Envelope envelope : envelopes) {
            MailboxStore.Target target = targets.get(envelope.user() + "." + envelope.device());
            if (closed.contains(envelope.user())) {
                refused.add(refused(envelope, "not_allowed"));
            } else if (target == null) {
                refused.add(refused(envelope, "unknown_device"));
            } else if (target.registrationId() != envelope.registration()) {
                refused.add(refused(envelope, "stale_registration"));
            } else if (target.waiting() >= Size.E2EE_MAILBOX_CONTROL.value()) {
                refused.add(refused(envelope, "mailbox_full"));
            } else {
                taken.add(envelope);
            }
        }
        return refused;
    }

    private static Refused refused(Envelope envelope, String reason) {
        return new Refused(envelope.user(), envelope.device(), reason);
    }

    /// Removes what nobody fetched in time, in small transactions.
    void expire() {
        Instant before = clock.instant().minus(Duration.ofDays(Size.E2EE_ENVELOPE_DAYS.value()));
        inPieces(handle -> MailboxStore.expire(handle, before, ROWS_AT_ONCE));
        inPieces(handle -> EnvelopeStore.expireGroupEnvelopes(handle, before, ROWS_AT_ONCE));
    }

    private void inPieces(ToIntFunction<Handle> piece) {
        int rows;
        do {
            rows = database.write(piece::applyAsInt);
        } while (rows == ROWS_AT_ONCE);
    }
}
