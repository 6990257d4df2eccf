package org.kocmoc;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.kocmoc.config.Config;
import org.kocmoc.config.ConfigException;
import org.kocmoc.config.ConfigLoader;
import org.kocmoc.config.Sources;
import picocli.CommandLine.Command;

/// The command line of the server's jar.
@Command(
        name = "kocmoc",
        description = "A self-hosted messenger.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class Commands {
    static final Path FOLDER = Path.of("").toAbsolutePath();

    @Command(name = "start", description = "Starts the server and serves until it is stopped.")
    int start() throws InterruptedException {
        Config config;
        try {
            config = ConfigLoader.load(Sources.of(System.getenv(), FOLDER), FOLDER);
        } catch (ConfigException e) {
            e.problems().forEach(System.err::println);
            return 2;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Server server = Server.start(config, Clock.systemUTC());
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            server.close();
                                            stopped.countDown();
                                        }));
        System.out.println("Kocmoc: http://localhost:" + server.port());
        stopped.await();
        return 0;
    }
}
