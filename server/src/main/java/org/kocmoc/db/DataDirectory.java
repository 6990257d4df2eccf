package org.kocmoc.db;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// What the private PostgreSQL keeps below the server's data directory: `pg/` (the cluster),
/// `pg.lock` (held while a server runs), `secrets/postgres` (its password) and its settings.
record DataDirectory(Path data) {
    static final String SUPERUSER = "postgres";

    /// Since this version collation needs no library of the system.
    private static final int BUILTIN_COLLATION = 17;

    DataDirectory(Path data) {
        this.data = data.toAbsolutePath().normalize();
    }

    Path cluster() {
        return data.resolve("pg");
    }

    /// Holds the directory until closed, or until this process ends in whatever way.
    FileChannel lock() throws IOException {
        Files.createDirectories(data);
        FileChannel channel =
                FileChannel.open(
                        data.resolve("pg.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // The same as null, but from within this process.
        }
        channel.close();
        throw new IOException("Another server is running on the data directory " + data + ".");
    }

    /// The password of both accounts, made together with the cluster.
    String password() throws IOException {
        Path secrets = data.resolve("secrets");
        Path file = secrets.resolve("postgres");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (Files.exists(cluster())) {
            throw new IOException(
                    "The password of the database in "
                            + cluster()
                            + " is missing: put back "
                            + file
                            + " from a backup.");
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Files.createDirectories(secrets);
        protect(secrets);
        Path half = Files.createTempFile(secrets, "postgres", "");
        Files.writeString(half, password);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    /// Makes the cluster beside its place and moves it there when complete, so that a kill leaves
    /// none or a whole one.
    void initialise(PostgresBinaries binaries, LocalPostgres.Options options) throws IOException {
        if (Files.exists(cluster())) {
            return;
        }
        Path workshop = data.resolve("pg.new");
        PostgresBinaries.deleteTree(workshop);
        Path half = workshop.resolve("pg");
        Files.createDirectories(half);
        protect(workshop);
        Path password = Files.writeString(workshop.resolve("password"), password());
        PostgresCommand command = PostgresCommand.on(workshop, binaries, options.namespaces());
        List<String> arguments =
                new ArrayList<>(List.of("-D", half.toString(), "-U", SUPERUSER, "--encoding=UTF8"));
        arguments.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + password, "--locale=C"));
        if (binaries.major() >= BUILTIN_COLLATION) {
            arguments.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        if (!options.durable()) {
            arguments.add("--no-sync");
        }
        command.run("initdb", arguments.toArray(String[]::new));
        Files.writeString(
                half.resolve("postgresql.conf"),
                "\n# Written anew at every start.\ninclude 'kocmoc.conf'\n",
                StandardOpenOption.APPEND);
        Files.move(half, cluster(), StandardCopyOption.ATOMIC_MOVE);
        PostgresBinaries.deleteTree(workshop);
    }

    /// A cluster can only be served by the major version that made it.
    void refuseOtherMajor(int major) throws IOException {
        int made = Integer.parseInt(Files.readString(cluster().resolve("PG_VERSION")).strip());
        if (made != major) {
            throw new IOException(
                    "The database in %s was made by PostgreSQL %d, this release brings PostgreSQL %d, which cannot read it. Nothing was changed. To move it: start the release that made it and run './kocmoc backup'; rename the folder; start this release and run './kocmoc restore'."
                            .formatted(cluster(), made, major));
        }
    }

    /// Settings of this start; they win over what stands before them in `postgresql.conf`.
    void configure(int port, LocalPostgres.Options options) throws IOException {
        String durability =
                options.durable()
                        ? ""
                        : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";
        Files.writeString(
                cluster().resolve("kocmoc.conf"),
                """
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                timezone = 'UTC'
                log_timezone = 'UTC'
                jit = off
                shared_buffers = 256MB
                wal_buffers = 16MB
                max_wal_size = 2GB
                logging_collector = on
                log_directory = 'log'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = 1d
                log_rotation_size = 0
                log_parameter_max_length_on_error = 0
                # Details quote rows: emails, names.
                log_error_verbosity = terse
                """
                                .formatted(port)
                        + durability);
    }

    private static void protect(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
