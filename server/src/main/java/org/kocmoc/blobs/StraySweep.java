package org.kocmoc.blobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kocmoc.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what lies in the store and nobody knows: what a crash between a blob and its row left.
/// There is never much of that, so much of it is taken for a sign that the store or the database is
/// not the right one; then nothing is removed, and the log, the doctor and a figure say so until an
/// operator decides. Even little of it goes only when it has been known for a week, in which a
/// database that was set back too far may still be replaced. One thread at a time; blocks. A run
/// may stop anywhere.
public final class StraySweep {
    private static final Logger LOG = LoggerFactory.getLogger(StraySweep.class);

    /// No upload takes as long, so what is this old is nobody's work in progress.
    private static final Duration UNFINISHED = Duration.ofDays(1);

    private static final Duration KNOWN_FOR = Duration.ofDays(7);
    private static final int BATCH = 500;

    /// One in so many may be a stray.
    private static final int SHARE = 20;

    /// So many are no sign of anything, however few files there are.
    private static final int FEW = 10;

    /// What a walk through the store met.
    ///
    /// @param blobs all of them
    /// @param strays those that nobody knows
    public record Count(long blobs, long strays) {
        boolean isMostlyKnown() {
            return strays <= blobs / SHARE;
        }

        /// Of a small store, a few strays are too many of twenty; but a database that knows most of
        /// it is the one that wrote it.
        boolean isOurs() {
            return isMostlyKnown() || (strays <= FEW && 2 * strays < blobs);
        }

        boolean isFew(long accepted) {
            return isMostlyKnown() || strays <= Math.max(FEW, accepted);
        }
    }

    private final Database database;
    private final BlobStore blobs;
    private final StoreOwner owner;
    private final Function<List<String>, Set<String>> known;
    private final InstantSource clock;

    /// @param known those of the keys that something may refer to
    public StraySweep(
            Database database,
            BlobStore blobs,
            StoreOwner owner,
            Function<List<String>, Set<String>> known,
            InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.owner = owner;
        this.known = known;
        this.clock = clock;
    }

    /// Whether anything may be removed. A store without a mark, as every one was before there were
    /// marks, becomes ours if this database knows what is in it.
    public boolean mayRemove() {
        try {
            Optional<String> reason = againstRemoving();
            reason.ifPresentOrElse(
                    why -> stop(SweepStore.Obstacle.STORE, why),
                    () -> goOn(SweepStore.Obstacle.STORE));
            return reason.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> againstRemoving() throws IOException {
        return switch (owner.standing()) {
            case OURS -> Optional.empty();
            case UNMARKED -> {
                Count count = count();
                if (count.isOurs()) {
                    owner.markAsFound();
                    yield Optional.empty();
                }
                yield Optional.of(
                        "the file store has no mark, and of its %d files this database does not know %d"
                                .formatted(count.blobs(), count.strays()));
            }
            case FOREIGN -> Optional.of("the file store is not marked as the one of this database");
        };
    }

    private void stop(SweepStore.Obstacle obstacle, String reason) {
        database.execute(handle -> SweepStore.stop(handle, obstacle, reason));
        LOG.atError()
                .addKeyValue("reason", reason)
                .log("no files are removed, not even deleted ones: see ./kocmoc claim-files");
    }

    private void goOn(SweepStore.Obstacle obstacle) {
        database.execute(handle -> SweepStore.goOn(handle, obstacle));
    }

    /// Counts everything that is there now.
    public Count count() throws IOException {
        return walk(Instant.MAX, strays -> {});
    }

    /// One run.
    public void run() {
        if (!mayRemove()) {
            return;
        }
        Instant now = clock.instant();
        Instant before = now.minus(UNFINISHED);
        try {
            blobs.discardUnfinished(before);
            Count count =
                    walk(
                            before,
                            strays ->
                                    database.execute(
                                            handle -> SweepStore.note(handle, strays, now)));
            database.execute(handle -> SweepStore.forgetUnseen(handle, now));
            if (!count.isFew(database.read(SweepStore::accepted))) {
                stop(
                        SweepStore.Obstacle.STRAYS,
                        "of %d files in the file store this database does not know %d"
                                .formatted(count.blobs(), count.strays()));
                return;
            }
            goOn(SweepStore.Obstacle.STRAYS);
            if (count.isFew(0)) {
                database.execute(SweepStore::forgetAccepted);
            }
            remove(now.minus(KNOWN_FOR));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Count walk(Instant before, Consumer<List<String>> each) throws IOException {
        long[] found = new long[2];
        List<String> batch = new ArrayList<>();
        blobs.list(
                blob -> {
                    if (blob.modified().isBefore(before)) {
                        batch.add(blob.key());
                    }
                    if (batch.size() == BATCH) {
                        found[0] += batch.size();
                        found[1] += sift(batch, each);
                        batch.clear();
                    }
                });
        found[0] += batch.size();
        found[1] += sift(batch, each);
        return new Count(found[0], found[1]);
    }

    private int sift(List<String> batch, Consumer<List<String>> each) {
        List<String> strays = unknown(batch);
        if (!strays.isEmpty()) {
            each.accept(strays);
        }
        return strays.size();
    }

    private List<String> unknown(List<String> keys) {
        Set<String> rows = known.apply(keys);
        return keys.stream().filter(key -> !rows.contains(key)).toList();
    }

    private void remove(Instant notedBefore) throws IOException {
        List<String> noted;
        do {
            noted = database.read(handle -> SweepStore.notedBefore(handle, notedBefore, BATCH));
            // Asked once more: a row may have come back with a database that was replaced.
            for (String key : unknown(noted)) {
                blobs.delete(key);
            }
            List<String> done = noted;
            database.execute(handle -> SweepStore.forget(handle, done));
        } while (noted.size() == BATCH);
    }
}
