package org.kocmoc;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.kocmoc.config.Config;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/// Serves until the process is told to stop (SIGTERM, Ctrl-C), then drains and exits with 0.
@Command(
        name = "start",
        description = "Starts the server and serves until it is stopped.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    private final PrintWriter out;

    StartCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        Config config = Commands.configuration();
        Logs.configure(config.operations().jsonLogs(), config.operations().logLevel());
        Server server = Server.start(config, Clock.systemUTC());
        DrainCommand.ProcessFile process = DrainCommand.ProcessFile.of(config, server.port());
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> stop(server, process)));
        process.write();
        greet(config, server);
        new CountDownLatch(1).await();
        return 0;
    }

    /// A JVM that a signal ends reports the signal as its status, though stopping is no failure.
    private static void stop(Server server, DrainCommand.ProcessFile process) {
        int status = 0;
        try {
            server.close();
            process.remove();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(StartCommand.class).atError().setCause(e).log("stop failed");
            status = 1;
        }
        Logs.flush();
        Runtime.getRuntime().halt(status);
    }

    private void greet(Config config, Server server) {
        String scheme = config.http().tlsCertificate().isPresent() ? "https" : "http";
        String address =
                config.accounts()
                        .publicUrl()
                        .map(Object::toString)
                        .orElse(scheme + "://localhost:" + server.port());
        out.println();
        out.println("Kocmoc is ready: " + address);
        switch (config.accounts().registration()) {
            case OPEN -> out.println("  Sign in or register there.");
            case INVITE -> out.println("  Sign in there; registering needs an invitation.");
            case CLOSED -> out.println("  Sign in there; registration is closed.");
        }
        out.println("  Administrator: " + config.accounts().adminEmail());
        if (config.mail().smtpUrl().isEmpty()) {
            out.println(
                    "  Mails are files in " + config.data().resolve("mail") + " (no SMTP_URL).");
        }
        out.println("  API: " + address + "/api/docs");
        out.flush();
    }
}
