package org.kocmoc.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.kocmoc.base.Json;
import org.kocmoc.base.Secret;

/// The inside of a backup while it is written: entries one after the other. One thread.
final class Archive implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String SECRETS = "secrets.json";
    static final String SEQUENCES = "sequences.json";
    static final String SUMMARY = "summary.json";
    static final String TABLES = "tables/";
    static final String FILES = "files/";

    private final ZipOutputStream zip;

    Archive(OutputStream target, Secret passphrase) throws IOException {
        zip = new ZipOutputStream(new SealedOutput(target, passphrase));
    }

    /// Content of an entry.
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    void json(String name, Object value) throws IOException {
        entry(name, Deflater.BEST_SPEED, out -> out.write(Json.write(value)));
    }

    void table(String name, Content content) throws IOException {
        entry(TABLES + name, Deflater.BEST_SPEED, content);
    }

    /// Pictures and films are compressed already.
    void file(String name, Content content) throws IOException {
        entry(FILES + name, Deflater.NO_COMPRESSION, content);
    }

    private void entry(String name, int level, Content content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // Otherwise the time of the machine would be written.
        entry.setTime(0);
        zip.setLevel(level);
        zip.putNextEntry(entry);
        content.write(zip);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
