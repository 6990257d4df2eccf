package org.kocmoc.blobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.kocmoc.base.Bytes;
import org.kocmoc.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a store of files belongs to the database in use. The database has an id, the store a
/// mark with the id of its owner: a server that was started on another database, an empty one or
/// one restored elsewhere meets files that it knows nothing of, and must not take them for rubbish.
/// Any thread; blocks. What cannot be found out is an `IOException`, never a permission.
public final class StoreOwner {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOwner.class);

    /// Marks are changed by operators, and rarely; a store in the network is not asked each time.
    private static final Duration SURE = Duration.ofMinutes(1);

    private static final int MARK_BYTES = 100;

    /// What the mark says.
    public enum Standing {
        /// It is the store of this database.
        OURS,
        /// It has no mark yet.
        UNMARKED,
        /// It is marked by another installation, or this database was restored and has no id.
        FOREIGN
    }

    private final Database database;
    private final BlobStore blobs;
    private final InstantSource clock;
    private volatile Instant sureUntil = Instant.MIN;

    /// Of the store beside that database.
    public StoreOwner(Database database, BlobStore blobs, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /// Looks.
    public Standing standing() throws IOException {
        Optional<String> installation = database.read(SweepStore::installation);
        Optional<String> mark = mark();
        if (installation.isEmpty()) {
            return Standing.FOREIGN;
        }
        if (mark.isEmpty()) {
            return Standing.UNMARKED;
        }
        return mark.equals(installation) ? Standing.OURS : Standing.FOREIGN;
    }

    private Optional<String> mark() throws IOException {
        try (InputStream content = blobs.open(BlobKeys.MARK, 0, MARK_BYTES)) {
            return Optional.of(new String(content.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Whether files may be removed here. Was found out a minute ago at most.
    public boolean mayRemove() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(sureUntil)) {
            return true;
        }
        boolean ours = standing() == Standing.OURS;
        if (ours) {
            sureUntil = now.plus(SURE);
        }
        return ours;
    }

    /// Whether there is nothing yet that could be somebody else's.
    public boolean isOfNobody() throws IOException {
        return mark().isEmpty() && blobs.isEmpty();
    }

    /// Marks a store without a mark whose files are found to be this database's.
    void markAsFound() throws IOException {
        mark(database.read(SweepStore::installation).orElseThrow());
        LOG.info("the file store is marked as this installation's");
    }

    /// Takes the store over, whatever its mark: whoever had it removes nothing there any more.
    ///
    /// @param strays files without a row of which an operator says that they may go
    public void claim(long strays) throws IOException {
        String installation = UUID.randomUUID().toString();
        database.execute(handle -> SweepStore.claim(handle, installation, strays));
        mark(installation);
    }

    private void mark(String installation) throws IOException {
        blobs.put(BlobKeys.MARK, new ByteArrayInputStream(Bytes.utf8(installation + "\n")));
    }
}
