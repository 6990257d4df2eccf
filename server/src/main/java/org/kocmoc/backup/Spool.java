package org.kocmoc.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.io.input.BoundedInputStream;

/// Tables of the snapshot on their way: kept in a file that only this process can read and that
/// vanishes with it, so that a slow target does not keep the snapshot open. One thread.
final class Spool implements AutoCloseable {
    private record Part(long from, long length) {}

    private final FileChannel file;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    Spool(Path folder) throws IOException {
        // Made readable by its owner only.
        Path path = Files.createTempFile(folder, "backup-", ".spool");
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// Writes into a stream.
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    void add(String name, Writer writer) throws IOException {
        long from = file.position();
        // Not closed: that would close the file.
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), 1 << 16);
        writer.write(out);
        out.flush();
        parts.put(name, new Part(from, file.position() - from));
    }

    /// Copies a part out.
    void copy(String name, OutputStream out) throws IOException {
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException(name);
        }
        InputStream in =
                BoundedInputStream.builder()
                        .setInputStream(Channels.newInputStream(file.position(part.from())))
                        .setMaxCount(part.length())
                        .get();
        in.transferTo(out);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
