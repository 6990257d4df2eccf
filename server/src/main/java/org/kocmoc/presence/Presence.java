package org.kocmoc.presence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is online: everybody with a socket on any node. Written to the database a little later, in
/// batches, and told to whom it concerns; somebody who comes back within a few seconds never left.
///
/// Each node keeps its own rows under a name of its own and a sign of life beside them; the rows of
/// a node that died are removed by the others. Any thread.
public final class Presence implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);

    /// A reload of the page, or a train in a tunnel, is no departure.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration BEAT_PAUSE = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(35);
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final String node = UUID.randomUUID().toString();
    private final Map<UserId, Long> touched = new ConcurrentHashMap<>();
    private final Set<UserId> present = new HashSet<>();
    private final Predicate<UserId> isHere;
    private final Database database;
    private final InstantSource clock;
    private final Consumer<PresenceChange> told;
    private final Thread thread;
    private Instant lastBeat = Instant.EPOCH;

    /// @param isHere whether somebody has a socket on this node
    /// @param told hears of everybody who came or went on any node that this one wrote
    public Presence(
            Predicate<UserId> isHere,
            Database database,
            InstantSource clock,
            Consumer<PresenceChange> told) {
        this.isHere = isHere;
        this.database = database;
        this.clock = clock;
        this.told = told;
        this.thread = Thread.ofVirtual().name("presence").start(this::run);
    }

    /// A socket of somebody has come or gone.
    public void changed(UserId user) {
        touched.put(user, System.nanoTime());
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            if (Duration.between(lastBeat, clock.instant()).abs().compareTo(BEAT_PAUSE) >= 0) {
                beat();
            }
            Map<UserId, Boolean> settled = settled();
            if (!settled.isEmpty()) {
                write(settled);
            }
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("presence was not written");
        }
    }

    /// Those whose state has lasted: arrivals at once, departures after the grace.
    private Map<UserId, Boolean> settled() {
        long now = System.nanoTime();
        Map<UserId, Boolean> settled = new HashMap<>();
        touched.forEach(
                (user, since) -> {
                    boolean online = isHere.test(user);
                    if (online || now - since > GRACE.toNanos()) {
                        touched.remove(user, since);
                        if (online != present.contains(user)) {
                            settled.put(user, online);
                        }
                    }
                });
        return settled;
    }

    private void write(Map<UserId, Boolean> settled) {
        List<UserId> come = new ArrayList<>();
        List<UserId> gone = new ArrayList<>();
        settled.forEach((user, online) -> (online ? come : gone).add(user));
        Instant now = clock.instant();
        try {
            List<PresenceChange> changes =
                    database.write(
                            handle -> {
                                PresenceStore.add(handle, node, come);
                                PresenceStore.remove(handle, node, gone);
                                return PresenceStore.settle(handle, settled.keySet(), now);
                            });
            present.addAll(come);
            gone.forEach(present::remove);
            changes.forEach(told);
        } catch (RuntimeException e) {
            settled.keySet().forEach(user -> touched.putIfAbsent(user, System.nanoTime()));
            throw e;
        }
    }

    /// Tells that this node lives, and cleans up after those that do not.
    private void beat() {
        Instant now = clock.instant();
        database.write(
                        handle -> {
                            PresenceStore.beat(handle, node, now);
                            PresenceStore.forget(handle, "", now, SILENCE);
                            return PresenceStore.settle(handle, PresenceStore.lost(handle), now);
                        })
                .forEach(told);
        lastBeat = now;
    }

    /// Everybody who was here only is gone.
    @Override
    public void close() {
        thread.interrupt();
        try {
            Instant now = clock.instant();
            database.write(
                            handle -> {
                                PresenceStore.forget(handle, node, now, SILENCE);
                                return PresenceStore.settle(
                                        handle, PresenceStore.lost(handle), now);
                            })
                    .forEach(told);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("presence was not cleared");
        }
    }
}
