package org.kocmoc.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kocmoc.blobs.StraySweep;
import org.kocmoc.db.Database;
import org.kocmoc.jobs.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what nothing needs, and takes in what the replaced server left. Each run may stop
/// anywhere and the next one goes on.
final class FileSweep {
    private static final Logger LOG = LoggerFactory.getLogger(FileSweep.class);

    /// An upload is sent within minutes; a day covers a device that was offline in between.
    private static final Duration NEVER_USED = Duration.ofDays(1);

    /// A message deleted by mistake, or complained about, can be looked into for this long.
    private static final Duration NO_MORE_USED = Duration.ofDays(7);

    private static final Duration SOON = Duration.ofHours(1);
    private static final Duration DAILY = Duration.ofDays(1);
    private static final int BATCH = 500;

    private final Database database;
    private final LegacyUploads legacy;
    private final Files files;
    private final StraySweep strays;
    private final InstantSource clock;

    FileSweep(
            Database database,
            LegacyUploads legacy,
            Files files,
            StraySweep strays,
            InstantSource clock) {
        this.database = database;
        this.legacy = legacy;
        this.files = files;
        this.strays = strays;
        this.clock = clock;
    }

    List<Job> jobs() {
        return List.of(
                new Job("files-adopt", DAILY, this::adopt),
                new Job("files-sweep", SOON, this::sweep),
                new Job("files-stray", DAILY, strays::run));
    }

    /// Writes rows for the files of the replaced server.
    void adopt() {
        List<StoredFile> found = new ArrayList<>();
        try {
            legacy.list(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<StoredFile> unknown = withoutRow(found);
        if (!unknown.isEmpty()) {
            database.execute(handle -> FileStore.adopt(handle, unknown));
            LOG.atInfo().addKeyValue("files", unknown.size()).log("legacy uploads taken over");
        }
    }

    private List<StoredFile> withoutRow(List<StoredFile> found) {
        Set<String> known = known(found.stream().map(StoredFile::id).toList());
        return found.stream().filter(file -> !known.contains(file.id())).toList();
    }

    private Set<String> known(List<String> ids) {
        return new HashSet<>(database.read(handle -> FileStore.known(handle, ids)));
    }

    /// Removes files that nothing refers to any more, if the store is ours.
    void sweep() {
        Instant now = clock.instant();
        database.execute(handle -> FileStore.noteUse(handle, now));
        database.execute(
                handle ->
                        FileStore.markDeletedUnused(
                                handle, now.minus(NEVER_USED), now.minus(NO_MORE_USED), now));
        boolean all = !strays.mayRemove();
        while (!all) {
            List<FileStore.Leftover> batch =
                    database.read(handle -> FileStore.markedDeleted(handle, BATCH));
            boolean removed = true;
            for (FileStore.Leftover file : batch) {
                removed &= files.remove(file);
            }
            // What could not be removed would come again at once: it waits for the next run.
            all = batch.size() < BATCH || !removed;
        }
    }
}
