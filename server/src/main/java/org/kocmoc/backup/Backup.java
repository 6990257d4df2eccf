package org.kocmoc.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Secret;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.files.FileArchive;
import org.kocmoc.vault.MasterKey;

/// Writes a backup beside a running server. One thread, one backup.
public final class Backup {
    /// A killed backup holds deletions no longer than this.
    private static final long HOLD_MINUTES = 15;

    private static final Duration HOLD_AGAIN = Duration.ofMinutes(3);

    /// Where from.
    ///
    /// @param secrets travel inside; those in force
    /// @param spoolFolder for the tables of the snapshot on their way
    public record Source(
            Database database, FileArchive files, BackupSecrets secrets, Path spoolFolder) {}

    private final Source source;
    private final Database database;
    private final Duration snapshotLimit;
    private final InstantSource clock;
    private final Map<String, Long> rows = new TreeMap<>();
    private String hold = "";
    private Instant heldAt = Instant.EPOCH;
    private Instant begunAt = Instant.EPOCH;

    /// @param snapshotLimit how long the one snapshot may last: while it is open, hot rows cannot
    ///   be cleaned and the server becomes slower and slower
    public Backup(Source source, Duration snapshotLimit, InstantSource clock) {
        this.source = source;
        this.database = source.database();
        this.snapshotLimit = snapshotLimit;
        this.clock = clock;
    }

    /// How long the snapshot may last.
    public Duration snapshotLimit() {
        return snapshotLimit;
    }

    /// Writes everything and says what was written. The stream is not closed.
    ///
    /// @throws BackupException if it cannot be done; what was written so far is no backup
    public Summary write(OutputStream target, Secret passphrase) throws IOException {
        if (passphrase.reveal().length() < Passphrase.LEAST_CHARACTERS) {
            throw new BackupException(
                    "The passphrase needs at least "
                            + Passphrase.LEAST_CHARACTERS
                            + " characters: whoever guesses it has every account and the master key.");
        }
        holdDeletions();
        try (Archive archive = new Archive(target, passphrase);
                Spool spool = new Spool(source.spoolFolder())) {
            Map<String, Long> sequences = new LinkedHashMap<>();
            Manifest manifest = snapshot(spool, sequences);
            archive.json(Archive.MANIFEST, manifest);
            archive.json(Archive.SECRETS, source.secrets());
            for (Table table : manifest.tables()) {
                if (LongTable.of(table.name()).isEmpty()) {
                    archive.table(table.name(), out -> spool.copy(table.name(), out));
                }
            }
            for (LongTable longTable : LongTable.values()) {
                copyPages(archive, manifest, longTable);
            }
            refuseForeignKeys();
            archive.json(Archive.SEQUENCES, sequences);
            Summary summary = copyFiles(archive);
            archive.json(Archive.SUMMARY, summary);
            return summary;
        } finally {
            database.execute(handle -> DumpStore.releaseDeletions(handle, hold));
        }
    }

    /// Notes in the database that the last backup written is a good one, for those who watch its
    /// age.
    public void note() {
        Instant at = begunAt;
        database.execute(handle -> DumpStore.noteBackup(handle, at));
    }

    private Manifest snapshot(Spool spool, Map<String, Long> sequences) {
        Instant begun = clock.instant();
        begunAt = begun;
        Instant deadline = begun.plus(snapshotLimit);
        try {
            return database.snapshot(
                    handle -> {
                        List<Table> tables = DumpStore.tables(handle);
                        for (Table table : tables) {
                            if (LongTable.of(table.name()).isEmpty()) {
                                long left = Duration.between(clock.instant(), deadline).toMillis();
                                if (left <= 0) {
                                    throw tooLong(null);
                                }
                                spool.add(
                                        table.name(),
                                        out ->
                                                rows.put(
                                                        table.name(),
                                                        DumpStore.copy(handle, table, left, out)));
                            }
                        }
                        sequences.putAll(DumpStore.sequences(handle));
                        DumpStore.State state = DumpStore.state(handle);
                        return new Manifest(
                                state.schema(),
                                begun.toString(),
                                state.postgres(),
                                state.epoch(),
                                tables);
                    });
        } catch (BackupException e) {
            throw SqlState.isCancelled(e) ? tooLong(e) : e;
        } catch (IOException e) {
            throw new BackupException("The spool could not be written: " + e.getMessage(), e);
        }
    }

    private BackupException tooLong(@Nullable Exception cause) {
        return new BackupException(
                "The tables that need one common snapshot could not be copied within %d seconds. Take the backup at a quieter hour, or allow more by --snapshot-seconds (the server is slower meanwhile)."
                        .formatted(snapshotLimit.toSeconds()),
                cause);
    }

    /// Each page is read into memory first, so that its snapshot does not wait for the target.
    private void copyPages(Archive archive, Manifest manifest, LongTable longTable)
            throws IOException {
        Table table = manifest.table(longTable.table());
        archive.table(
                table.name(),
                out -> {
                    long copied = 0;
                    @Nullable String after = null;
                    do {
                        holdDeletions();
                        var page = new ByteArrayOutputStream();
                        @Nullable String from = after;
                        DumpStore.Page result =
                                database.snapshot(
                                        handle ->
                                                DumpStore.copyPage(
                                                        handle,
                                                        table,
                                                        longTable,
                                                        manifest.createdAt(),
                                                        from,
                                                        page));
                        page.writeTo(out);
                        copied += result.rows();
                        after = result.last();
                    } while (after != null);
                    rows.put(table.name(), copied);
                });
    }

    private Summary copyFiles(Archive archive) throws IOException {
        AtomicLong files = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        List<String> problems =
                source.files()
                        .forEach(
                                (name, content) -> {
                                    holdDeletions();
                                    files.incrementAndGet();
                                    archive.file(
                                            name, out -> bytes.addAndGet(content.transferTo(out)));
                                });
        return new Summary(rows, files.get(), bytes.get(), problems);
    }

    /// A backup that lacks a key which it needs would be found out when it is too late.
    private void refuseForeignKeys() {
        var needed = new TreeSet<>(database.read(DumpStore::masterKeyIds));
        for (String master : source.secrets().masters()) {
            needed.remove(MasterKey.parse(master).id());
        }
        if (!needed.isEmpty()) {
            throw new BackupException(
                    "Texts are sealed under master keys that this configuration lacks, so the backup would be useless: "
                            + new ArrayList<>(needed)
                            + ". Set MASTER_KEY and MASTER_KEY_PREVIOUS as the server has them.");
        }
    }

    private void holdDeletions() {
        Instant now = clock.instant();
        if (Duration.between(heldAt, now).compareTo(HOLD_AGAIN) > 0) {
            hold = database.write(handle -> DumpStore.holdDeletions(handle, HOLD_MINUTES));
            heldAt = now;
        }
    }
}
