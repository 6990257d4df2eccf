package org.kocmoc.legacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.kocmoc.base.Bytes;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.files.FileArchive;

/// The way back: makes a database and a folder that the replaced backend runs on. Counters are
/// folded into one number, texts are in the clear, deleted messages are gone. People stay signed in
/// there with the same `JWT_SECRET`, since that server checks nothing but the signature.
///
/// It cannot check passwords that were set or used here since; those accounts get new ones, which
/// the operator hands out.
public final class LegacyExport {
    /// As the old server makes them.
    private static final int BCRYPT_COST = 10;

    private static final int PASSWORD_BYTES = 9;
    private static final int SALT_BYTES = 16;

    private final DatabaseSettings source;
    private final DatabaseSettings target;
    private final FileArchive files;
    private final Bodies bodies;
    private final Map<String, String> passwords = new LinkedHashMap<>();

    /// What went.
    ///
    /// @param rows by table
    /// @param passwords new passwords by e-mail
    /// @param notes what could not go
    public record Report(
            Map<String, Long> rows,
            long files,
            Map<String, String> passwords,
            List<String> notes) {}

    /// @param bodies opens the texts of the source
    public LegacyExport(
            DatabaseSettings source, DatabaseSettings target, FileArchive files, Bodies bodies) {
        this.source = source;
        this.target = target;
        this.files = files;
        this.bodies = bodies;
    }

    /// Keeps the new passwords, by e-mail.
    @FunctionalInterface
    public interface PasswordKeeper {
        /// Returns when they will not be lost.
        void keep(Map<String, String> passwords) throws IOException;
    }

    /// Exports into an empty database and a folder.
    ///
    /// @param keeper called once, before anything becomes visible in the database; nothing does if
    ///   it fails
    /// @throws LegacyException if it cannot be done
    public Report run(Path uploads, PasswordKeeper keeper) throws IOException {
        Map<String, Long> rows = new TreeMap<>();
        try (ExportStore store = new ExportStore(source, target)) {
            store.prepare();
            rows.put(LegacyTable.USERS.table(), store.copyUsers(this::password));
            rows.put(LegacyTable.CHATS.table(), store.copy(LegacyTable.CHATS));
            rows.put(
                    LegacyTable.MESSAGES.table(),
                    store.copyMessages(
                            text -> bodies.open(text.body(), text.keyVersion(), text.place())));
            for (LegacyTable table : LegacyTable.values()) {
                rows.computeIfAbsent(table.table(), name -> store.copy(table));
            }
            long copied = copyFiles(store, uploads);
            keeper.keep(Map.copyOf(passwords));
            store.commit();
            return new Report(rows, copied, Map.copyOf(passwords), store.notes());
        }
    }

    private String password(String stored, String email) {
        if (!stored.startsWith("$argon2")) {
            return stored;
        }
        String fresh = Bytes.randomToken(PASSWORD_BYTES);
        passwords.put(email, fresh);
        return OpenBSDBCrypt.generate(
                "2b", fresh.toCharArray(), Bytes.random(SALT_BYTES), BCRYPT_COST);
    }

    private long copyFiles(ExportStore store, Path uploads) throws IOException {
        AtomicLong copied = new AtomicLong();
        Files.createDirectories(uploads.resolve("files"));
        Files.createDirectories(uploads.resolve("voice"));
        files.forEach(
                (name, content) -> {
                    String place =
                            name.startsWith("blobs/")
                                    ? store.placeOf(name.substring(name.lastIndexOf('/') + 1))
                                            .orElse("")
                                    : name;
                    if (!place.isEmpty() && !name.startsWith("thumbs/")) {
                        Files.copy(
                                content,
                                uploads.resolve(place),
                                StandardCopyOption.REPLACE_EXISTING);
                        copied.incrementAndGet();
                    }
                });
        return copied.get();
    }
}
