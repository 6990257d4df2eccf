package org.kocmoc.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Where bytes are kept under keys. Any thread; blocks.
///
/// Keys are lower-case letters, digits and slashes, made by this server, never by a client.
public interface BlobStore {
    /// What was put.
    record Blob(long size, byte[] sha256) {}

    /// What is there.
    record Listed(String key, Instant modified) {}

    /// Keeps the bytes durably: when this returns they survive a power failure. Under the key there
    /// is nothing, or what was there before, until they are complete.
    ///
    /// @throws IOException if they cannot be kept
    Blob put(String key, InputStream content) throws IOException;

    /// A part of a blob.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    InputStream open(String key, long offset, long length) throws IOException;

    /// The blob as a local file, if the store is local and has it.
    Optional<Path> path(String key);

    /// Removes a blob; none is fine.
    void delete(String key) throws IOException;

    /// Shows all blobs, in no order, to a sweep.
    void list(Consumer<Listed> each) throws IOException;

    /// Whether it holds no blob at all. Quick also where there are many.
    boolean isEmpty() throws IOException;

    /// Removes what began to be put before that time and never was complete.
    void discardUnfinished(Instant before) throws IOException;
}
