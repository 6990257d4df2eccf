package org.kocmoc.presence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
    private final BooleanSupplier isDeaf;
    private final Consumer<Boolean> othersLive;
    private @Nullable Instant firstBeat;
    private long lastBeat = System.nanoTime() - BEAT_PAUSE.toNanos();
    private boolean toldDeaf;

    /// @param isHere whether somebody has a socket on this node
    /// @param isDeaf whether this node hears nothing of the others at present
    /// @param othersLive is told again and again whether other nodes live
    /// @param told hears of everybody who came or went on any node that this one wrote
    public Presence(
            Predicate<UserId> isHere,
            BooleanSupplier isDeaf,
            Consumer<Boolean> othersLive,
            Database database,
            InstantSource clock,
            Consumer<PresenceChange> told) {
        this.isHere = isHere;
        this.isDeaf = isDeaf;
        this.othersLive = othersLive;
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
            boolean deaf = isDeaf.getAsBoolean();
            if (deaf != toldDeaf || System.nanoTime() - lastBeat >= BEAT_PAUSE.toNanos()) {
                beat(deaf);
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
    private void beat(boolean deaf) {
        Instant now = clock.instant();
        Instant beat = database.write(handle -> PresenceStore.beat(handle, node, deaf));
        Instant first = firstBeat == null ? beat : firstBeat;
        firstBeat = first;
        database.write(
                        handle -> {
                            PresenceStore.forget(handle, "", SILENCE);
                            List<UserId> changed = new ArrayList<>(PresenceStore.lost(handle));
                            // The others may have taken this node for dead.
                            changed.addAll(PresenceStore.add(handle, node, present));
                            return PresenceStore.settle(handle, changed, now);
                        })
                .forEach(told);
        // One that was killed before this one started has left its row.
        othersLive.accept(database.read(handle -> PresenceStore.hasOther(handle, node, first)));
        lastBeat = System.nanoTime();
        toldDeaf = deaf;
    }

    /// Whether another node is cut off, so that its nudges do not arrive. Blocks.
    public boolean isAnotherDeaf() {
        return database.read(handle -> PresenceStore.isAnotherDeaf(handle, node));
    }

    /// How people are now, on whatever node. Blocks.
    public List<PresenceChange> states(Collection<UserId> users) {
        return users.isEmpty()
                ? List.of()
                : database.read(handle -> PresenceStore.states(handle, users));
    }

    /// Everybody who was here only is gone.
    @Override
    public void close() {
        thread.interrupt();
        try {
            Instant now = clock.instant();
            database.write(
                            handle -> {
                                PresenceStore.forget(handle, node, SILENCE);
                                return PresenceStore.settle(
                                        handle, PresenceStore.lost(handle), now);
                            })
                    .forEach(told);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("presence was not cleared");
        }
    }
}
