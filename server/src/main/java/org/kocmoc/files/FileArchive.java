package org.kocmoc.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.blobs.BlobStore;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.blobs.StraySweep;
import org.kocmoc.db.Database;

/// All bytes of all files under their names in the store, for backup and restore. A name is
/// `blobs/…`, `thumbs/…`, or `files/…` and `voice/…` for what the replaced server left. Any thread;
/// blocks.
public final class FileArchive {
    private static final int PAGE = 500;

    private final Database database;
    private final BlobStore blobs;
    private final LegacyUploads legacy;
    private final Path legacyTarget;

    /// Of the files that `database` knows.
    public FileArchive(Database database, FileSettings settings) {
        this.database = database;
        this.blobs = settings.blobs();
        this.legacy = new LegacyUploads(settings.legacyFolders());
        this.legacyTarget = settings.folder();
    }

    /// Takes one file; the stream is closed afterwards.
    @FunctionalInterface
    public interface Each {
        /// Reads it to its end.
        void accept(String name, InputStream content) throws IOException;
    }

    /// Hands out every file, and returns what is wrong: files that are missing, or whose bytes are
    /// not those that were uploaded.
    public List<String> forEach(Each each) throws IOException {
        List<String> problems = new ArrayList<>();
        String after = "";
        List<KeptFileStore.Kept> page;
        do {
            String from = after;
            page = database.read(handle -> KeptFileStore.kept(handle, from, PAGE));
            for (KeptFileStore.Kept file : page) {
                hand(file.storedAt(), file, file.sha256(), each, problems);
                if (file.thumbnail()) {
                    hand(FileIds.thumbnailKey(file.id()), file, null, each, problems);
                }
                after = file.id();
            }
        } while (page.size() == PAGE);
        List<StoredFile> left = new ArrayList<>();
        legacy.list(left::add);
        for (StoredFile file : left) {
            Optional<Path> path = legacy.path(file.content().storedAt());
            if (path.isPresent()) {
                try (InputStream content = Files.newInputStream(path.get())) {
                    each.accept(file.content().storedAt(), content);
                }
            }
        }
        return problems;
    }

    private void hand(
            String key,
            KeptFileStore.Kept file,
            byte @Nullable [] sha256,
            Each each,
            List<String> problems)
            throws IOException {
        MessageDigest digest = sha256();
        try (InputStream content =
                new DigestInputStream(blobs.open(key, 0, Long.MAX_VALUE), digest)) {
            each.accept(key, content);
        } catch (NoSuchFileException e) {
            // Of one that was being deleted before the backup began.
            if (!file.deleted()) {
                problems.add("missing: " + key);
            }
            return;
        }
        if (sha256 != null && !Arrays.equals(sha256, digest.digest())) {
            problems.add("damaged: " + key);
        }
    }

    /// Puts a file back under its name.
    ///
    /// @throws IllegalArgumentException if it is no name of ours
    public void put(String name, InputStream content) throws IOException {
        if (!name.startsWith("files/") && !name.startsWith("voice/")) {
            blobs.put(name, content);
            return;
        }
        String id = name.substring(name.indexOf('/') + 1);
        if (!FileIds.isLegacy(id)) {
            throw new IllegalArgumentException("not a file: " + name);
        }
        Path target = legacyTarget.resolve(name);
        Files.createDirectories(legacyTarget.resolve(name.substring(0, name.indexOf('/'))));
        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Whose the store is.
    public StoreOwner owner(InstantSource clock) {
        return new StoreOwner(database, blobs, clock);
    }

    /// Counts what is in the store, and what of it the database does not know.
    public StraySweep.Count count(InstantSource clock) throws IOException {
        return new StraySweep(
                        database,
                        blobs,
                        owner(clock),
                        keys -> KeptFileStore.knownKeys(database, keys),
                        clock)
                .count();
    }

    /// Whether a file of the replaced server is here under that id.
    public boolean hasLegacy(String id) {
        return legacy.find(id).isPresent();
    }

    /// Whether a file of the replaced server is here under that name with that size.
    public boolean hasLegacy(String name, long size) throws IOException {
        Path file = legacyTarget.resolve(name);
        return Files.isRegularFile(file) && Files.size(file) == size;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
