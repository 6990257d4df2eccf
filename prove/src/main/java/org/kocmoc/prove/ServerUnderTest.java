package org.kocmoc.prove;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.kocmoc.Server;
import org.kocmoc.config.Config;
import org.kocmoc.config.ConfigLoader;
import org.kocmoc.config.Sources;

/// The server as a process that the prover controls by its standard input: `clock N` sets its clock
/// N milliseconds off, the end of the input ends it. The product knows no such thing.
public final class ServerUnderTest {
    /// How a server is started on a clock.
    @FunctionalInterface
    public interface Start {
        /// Returns when it answers.
        Server start(Config config, InstantSource clock);
    }

    private ServerUnderTest() {}

    /// Runs the server as it ships.
    public static void main(String[] arguments) throws IOException {
        run(Server::start);
    }

    /// Runs a server that is started in another way.
    public static void run(Start start) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        Config config = ConfigLoader.load(Sources.of(System.getenv(), folder), folder);
        AtomicLong offset = new AtomicLong();
        Server server = start.start(config, () -> Instant.now().plusMillis(offset.get()));
        try (server;
                BufferedReader orders =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.startsWith("clock ")) {
                    offset.set(Long.parseLong(order.substring("clock ".length())));
                }
            }
        }
    }
}
