package org.kocmoc.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.kocmoc.base.Json;
import org.kocmoc.base.Secret;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.Migrations;
import org.kocmoc.db.SchemaException;
import tools.jackson.databind.JsonNode;

/// Puts a backup into an empty database and file store. The database is filled in one transaction,
/// committed when the backup has been read to its authenticated end; files that a failed restore
/// has put are overwritten by the next. One thread, one restore.
public final class Restore {
    /// Where to.
    ///
    /// @param files takes a file under its name
    /// @param secrets keeps the secrets
    public record Target(DatabaseSettings database, FileSink files, SecretSink secrets) {}

    /// Takes secrets.
    @FunctionalInterface
    public interface SecretSink {
        /// Keeps them. Called before anything becomes visible.
        void keep(BackupSecrets secrets);

        /// Looks at them before anything is changed.
        ///
        /// @throws BackupException if the backup should not be restored
        default void check(BackupSecrets secrets) {}
    }

    /// Takes files.
    @FunctionalInterface
    public interface FileSink {
        /// Reads the content to its end.
        void put(String name, InputStream content) throws IOException;
    }

    /// What was restored.
    ///
    /// @param createdAt when the backup was taken
    /// @param dropped rows that were written while it was taken and are not part of its moment
    public record Outcome(String createdAt, Summary summary, long dropped) {}

    private final Target target;
    private final InstantSource clock;
    private final Map<String, Long> rows = new TreeMap<>();
    private final Map<String, Long> sequences = new LinkedHashMap<>();
    private long files;

    /// Into one target.
    public Restore(Target target, InstantSource clock) {
        this.target = target;
        this.clock = clock;
    }

    /// Restores, and brings the result to this server's schema.
    ///
    /// @throws BackupException if the passphrase is wrong, the backup damaged or incomplete, or the
    ///   target not empty; the database is then as it was
    public Outcome read(InputStream backup, Secret passphrase) throws IOException {
        try (SealedInput sealed = new SealedInput(backup, passphrase);
                ZipInputStream zip = new ZipInputStream(sealed)) {
            Manifest manifest = Json.read(entry(zip, Archive.MANIFEST), Manifest.class);
            BackupSecrets secrets = Json.read(entry(zip, Archive.SECRETS), BackupSecrets.class);
            target.secrets().check(secrets);
            prepare(manifest);
            try (LoadStore store = new LoadStore(target.database())) {
                if (!store.isEmpty()) {
                    throw new BackupException(
                            "The database has accounts in it. A restore needs an empty one: give it another name, or move the data folder away.");
                }
                long epoch = Math.max(manifest.epoch() + 1, clock.instant().getEpochSecond());
                store.prepare(epoch);
                Summary summary = load(zip, manifest, store);
                // Only the end of the stream proves that nothing was cut off.
                sealed.transferTo(OutputStream.nullOutputStream());
                long dropped = store.finish(sequences, epoch, Instant.parse(manifest.createdAt()));
                target.secrets().keep(secrets);
                store.commit();
                new Migrations(target.database()).migrate();
                // A backup from before there were marks has got an id by the migration only.
                store.forgetFileStore();
                return new Outcome(manifest.createdAt(), summary, dropped);
            }
        }
    }

    private void prepare(Manifest manifest) {
        try {
            new Migrations(target.database()).migrateTo(manifest.schema());
        } catch (SchemaException e) {
            throw new BackupException(
                    "The backup has schema version "
                            + manifest.schema()
                            + "; it needs a server of that release or later, and an empty database. "
                            + e.getMessage(),
                    e);
        }
    }

    private static byte[] entry(ZipInputStream zip, String name) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(name)) {
            throw new BackupException("The backup is damaged: it lacks " + name + ".");
        }
        return zip.readAllBytes();
    }

    private Summary load(ZipInputStream zip, Manifest manifest, LoadStore store)
            throws IOException {
        ZipEntry entry;
        while ((entry = zip.getNextEntry()) != null) {
            String name = entry.getName();
            if (name.startsWith(Archive.TABLES)) {
                Table table = manifest.table(name.substring(Archive.TABLES.length()));
                rows.put(table.name(), store.load(table, new KeptOpen(zip)));
            } else if (name.startsWith(Archive.FILES)) {
                target.files().put(name.substring(Archive.FILES.length()), new KeptOpen(zip));
                files++;
            } else if (name.equals(Archive.SEQUENCES)) {
                for (Map.Entry<String, JsonNode> last :
                        Json.read(zip.readAllBytes()).properties()) {
                    sequences.put(last.getKey(), last.getValue().asLong());
                }
            } else if (name.equals(Archive.SUMMARY)) {
                return checked(Json.read(zip.readAllBytes(), Summary.class));
            } else {
                throw new BackupException("The backup holds something unknown: " + name);
            }
        }
        throw new BackupException("The backup is incomplete: it lacks its end.");
    }

    private Summary checked(Summary summary) {
        if (!summary.rows().equals(rows) || summary.files() != files) {
            throw new BackupException("The backup holds other counts than it says.");
        }
        return summary;
    }

    /// Whoever reads one entry must not close the whole.
    private static final class KeptOpen extends FilterInputStream {
        KeptOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The archive is closed by its owner.
        }
    }
}
