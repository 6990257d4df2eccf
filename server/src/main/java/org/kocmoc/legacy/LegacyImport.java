package org.kocmoc.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.Migrations;
import org.kocmoc.files.FileArchive;

/// Brings everything of a running or stopped legacy server here. May be repeated until a server has
/// run on the target: the tables are copied anew, files only where they are missing, so that the
/// last run, after the old server was stopped, takes seconds.
public final class LegacyImport {
    private static final List<String> FOLDERS = List.of("files", "voice");

    private final DatabaseSettings source;
    private final DatabaseSettings target;
    private final FileArchive files;

    /// What came.
    ///
    /// @param there rows in the source, by table
    /// @param here rows in the target after the take-over
    /// @param copied files copied by this run
    /// @param notes what the operator should know
    public record Report(
            Map<String, Long> there, Map<String, Long> here, long copied, List<String> notes) {
        /// Whether every row came.
        public boolean isComplete() {
            return there.equals(here);
        }
    }

    /// @param files of the target
    public LegacyImport(DatabaseSettings source, DatabaseSettings target, FileArchive files) {
        this.source = source;
        this.target = target;
        this.files = files;
    }

    /// Imports.
    ///
    /// @param uploads the old server's folder with `files/` and `voice/`
    /// @throws LegacyException if it cannot be done
    public Report run(Path uploads) throws IOException {
        List<String> notes = new ArrayList<>();
        long copied = copyFiles(uploads, notes);
        Map<String, Long> there = new TreeMap<>();
        try (ImportStore store = new ImportStore(source, target)) {
            store.clear();
            for (LegacyTable table : LegacyTable.values()) {
                there.put(table.table(), store.copy(table));
            }
            store.commit();
            new Migrations(target).migrate();
            notes.addAll(store.notes());
            long missing =
                    store.filesInMessages().stream().filter(name -> !files.hasLegacy(name)).count();
            if (missing > 0) {
                notes.add(missing + " files that messages refer to are not in " + uploads);
            }
            return new Report(there, store.counts(), copied, List.copyOf(notes));
        }
    }

    private long copyFiles(Path uploads, List<String> notes) throws IOException {
        long copied = 0;
        for (String folder : FOLDERS) {
            Path from = uploads.resolve(folder);
            if (!Files.isDirectory(from)) {
                notes.add("there is no folder " + from);
                continue;
            }
            try (Stream<Path> list = Files.list(from)) {
                for (Path file : (Iterable<Path>) list::iterator) {
                    copied += copy(folder, file, notes) ? 1 : 0;
                }
            }
        }
        return copied;
    }

    private boolean copy(String folder, Path file, List<String> notes) throws IOException {
        String name = folder + "/" + file.getFileName();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || files.hasLegacy(name, Files.size(file))) {
            return false;
        }
        try (InputStream content = Files.newInputStream(file)) {
            files.put(name, content);
            return true;
        } catch (IllegalArgumentException e) {
            notes.add("left out, not a name that the old server gives: " + name);
            return false;
        }
    }
}
