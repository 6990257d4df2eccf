package org.kocmoc.client.encryption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Function;
import org.kocmoc.ratchet.RatchetStore;

/// A store in one sealed file, for a bot: read whole at the start, written whole, and to the disk,
/// after each transaction. Made for hundreds of conversations, not for millions. Any thread, one
/// transaction at a time; one process at a time, which a lock beside the file makes sure of.
public final class FileStore implements RatchetStore, AutoCloseable {
    private final Path file;
    private final byte[] key;
    private final FileChannel lockFile;
    private RatchetStore.Memory memory;

    private FileStore(Path file, byte[] key, FileChannel lockFile, RatchetStore.Memory memory) {
        this.file = file;
        this.key = key;
        this.lockFile = lockFile;
        this.memory = memory;
    }

    /// Opens a store, empty if there is no such file.
    ///
    /// @param key 32 bytes; whoever has them and the file is the device
    /// @throws IllegalStateException if another process has it open
    /// @throws org.kocmoc.ratchet.RatchetException if the key is another one or the file is damaged
    public static FileStore open(Path file, byte[] key) {
        try {
            FileChannel lockFile =
                    FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                lockFile.close();
                throw new IllegalStateException(file + " is in use by another process");
            }
            try {
                return new FileStore(file, key.clone(), lockFile, read(file, key));
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RatchetStore.Memory read(Path file, byte[] key) throws IOException {
        return Files.exists(file)
                ? RatchetStore.Memory.open(key, Files.readAllBytes(file))
                : new RatchetStore.Memory();
    }

    /// What cannot be written has not happened.
    @Override
    public synchronized <T> T transaction(Function<Records, T> work) {
        byte[] before = memory.seal(key);
        T result = memory.transaction(work);
        try {
            write(memory.seal(key));
        } catch (IOException e) {
            memory = RatchetStore.Memory.open(key, before);
            throw new UncheckedIOException(e);
        }
        return result;
    }

    private void write(byte[] sealed) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(
                next,
                sealed,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    /// Else a power cut could bring the former file back, with keys that have been used since.
    private void syncFolder() throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // A system that lets nobody open a folder writes names through by itself.
        }
    }

    /// Lets another process open it.
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
