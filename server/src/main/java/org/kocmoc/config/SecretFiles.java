package org.kocmoc.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import org.kocmoc.base.Secret;

/// Secrets that the server made for itself: one file each in `secrets/`, readable by the owner
/// only.
public final class SecretFiles {
    private final Path folder;

    /// @param data the server's data folder
    public SecretFiles(Path data) {
        this.folder = data.resolve("secrets");
    }

    /// The secret of that name, if it was made or put there.
    public Optional<Secret> read(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Secret(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The secret of that name; made and kept if there is none.
    public Secret readOrMake(String name, Supplier<String> maker) {
        return read(name).orElseGet(() -> make(name, maker.get()));
    }

    /// Replaces a secret. The new one is complete on disk before the old one goes.
    public void replace(String name, Secret secret) {
        try {
            Path next = Files.createTempFile(folder, name, ".new");
            Files.writeString(next, secret.reveal() + "\n", StandardOpenOption.SYNC);
            Files.move(
                    next,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Forgets a secret, if it is there.
    public void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Secret make(String name, String value) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Path file = folder.resolve(name);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, value + "\n", StandardOpenOption.SYNC);
            return new Secret(value);
        } catch (FileAlreadyExistsException e) {
            return read(name).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
