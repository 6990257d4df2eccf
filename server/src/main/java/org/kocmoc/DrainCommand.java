package org.kocmoc;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kocmoc.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Asks the server on `PORT` to stop as SIGTERM does, and waits until it has: nobody new, sockets
/// moved away a few at a time, running requests answered.
@Command(
        name = "drain",
        description = "Moves the clients of the server on PORT to the others, then stops it.",
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
    private final PrintWriter out;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            converter = Commands.Seconds.class,
            description = "how long to wait for it (${DEFAULT-VALUE})")
    private Duration patience = Duration.ofSeconds(60);

    DrainCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        Config config = Commands.configuration();
        int port = config.http().port();
        ProcessHandle server =
                ProcessFile.of(config, port)
                        .process()
                        .orElseThrow(
                                () ->
                                        new StartException(
                                                "No server of "
                                                        + config.data()
                                                        + " runs on port "
                                                        + port
                                                        + " of this machine."));
        long begin = System.nanoTime();
        if (!server.destroy()) {
            throw new StartException("Process " + server.pid() + " may not be stopped from here.");
        }
        try {
            server.onExit().get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartException(
                    "It has not stopped in " + patience.toSeconds() + " seconds.", e);
        }
        out.printf(
                "The server on port %d has stopped after %.1f s.%n",
                port, (System.nanoTime() - begin) / (double) Duration.ofSeconds(1).toNanos());
        return 0;
    }

    /// Tells other commands which process serves on a port: `run/HOST-PORT.pid` in the data folder,
    /// which servers of several machines or containers may share; the process id and the instant at
    /// which that process began, since ids are used again.
    ///
    /// @param former what a server of before the host was named may have written
    record ProcessFile(Path file, Path former) {
        private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

        static ProcessFile of(Config config, int port) {
            return of(config.data(), host(), port);
        }

        static ProcessFile of(Path data, String host, int port) {
            Path run = data.resolve("run");
            return new ProcessFile(
                    run.resolve(host.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + port + ".pid"),
                    run.resolve(port + ".pid"));
        }

        private static String host() {
            try {
                return Files.exists(HOST)
                        ? Files.readString(HOST).strip()
                        : InetAddress.getLocalHost().getHostName();
            } catch (IOException e) {
                return "localhost";
            }
        }

        /// Names this process.
        void write() {
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, describe(ProcessHandle.current()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void remove() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// The process that the file names, if it lives.
        Optional<ProcessHandle> process() {
            return process(file).or(() -> process(former));
        }

        private static Optional<ProcessHandle> process(Path file) {
            try {
                String text = Files.exists(file) ? Files.readString(file) : "";
                return text.lines()
                        .findFirst()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                        .filter(process -> describe(process).equals(text));
            } catch (IOException | NumberFormatException e) {
                return Optional.empty();
            }
        }

        private static String describe(ProcessHandle process) {
            return process.pid()
                    + "\n"
                    + process.info().startInstant().map(Object::toString).orElse("")
                    + "\n";
        }
    }
}
