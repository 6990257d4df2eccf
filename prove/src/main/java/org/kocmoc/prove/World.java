package org.kocmoc.prove;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Closer;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.rest.Session;

/// What is proven: a server, its database, and the network between it and its users. One thread may
/// harm it.
final class World implements AutoCloseable {
    private static final Pattern CODE = Pattern.compile("\\b(\\d{6})\\b");
    private static final String PASSWORD = "password of somebody simulated";

    private final Closer closer;
    private final Path folder;
    private final PostgresProcess postgres;
    private final Harmed harmed;

    /// What can be harmed beside the database.
    ///
    /// @param servers at least one
    /// @param network between clients and servers: each connection leads to one of them
    /// @param nats between the servers; absent if there is only one
    /// @param natsLines from each server to NATS
    private record Harmed(
            List<ServerProcess> servers,
            TcpProxy network,
            @Nullable NatsProcess nats,
            List<TcpProxy> natsLines) {}

    private World(Closer closer, Path folder, PostgresProcess postgres, Harmed harmed) {
        this.closer = closer;
        this.folder = folder;
        this.postgres = postgres;
        this.harmed = harmed;
    }

    /// Starts everything in an empty folder.
    ///
    /// @param build the servers'
    /// @param nodes how many servers
    static World start(Path folder, Build build, int nodes)
            throws IOException, InterruptedException {
        Closer closer = new Closer();
        try {
            PostgresProcess postgres =
                    closer.add(PostgresProcess.start(folder.resolve("database")));
            @Nullable NatsProcess nats =
                    nodes > 1 ? closer.add(NatsProcess.start(folder, freePort())) : null;
            List<ServerProcess> servers = new ArrayList<>();
            List<TcpProxy> natsLines = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                Map<String, String> environment = new HashMap<>(postgres.environment());
                if (nats != null) {
                    int port = nats.port();
                    TcpProxy line = closer.add(new TcpProxy(() -> port));
                    natsLines.add(line);
                    environment.put("NATS_URL", "nats://127.0.0.1:" + line.port());
                }
                Path own = Files.createDirectories(folder.resolve("node-" + node));
                servers.add(
                        closer.add(
                                ServerProcess.start(
                                        own,
                                        folder.resolve("data"),
                                        build,
                                        environment,
                                        freePort())));
            }
            TcpProxy network = closer.add(toAnyOf(servers));
            return new World(
                    closer,
                    folder,
                    postgres,
                    new Harmed(List.copyOf(servers), network, nats, List.copyOf(natsLines)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private static TcpProxy toAnyOf(List<ServerProcess> servers) throws IOException {
        int[] ports = servers.stream().mapToInt(ServerProcess::port).toArray();
        return new TcpProxy(() -> ports[ThreadLocalRandom.current().nextInt(ports.length)]);
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// Registers somebody and signs in, by the harmed network from then on.
    Session newcomer(String name) throws IOException {
        String email = name + "@prove.test";
        Kocmoc direct = Kocmoc.at(URI.create("http://127.0.0.1:" + servers().getFirst().port()));
        long id = direct.register(name, email, PASSWORD);
        Session session = direct.confirm(id, code(email));
        return Kocmoc.at(URI.create("http://127.0.0.1:" + network().port()))
                .withToken(session.token());
    }

    private String code(String email) throws IOException {
        try (Stream<Path> mails = Files.list(folder.resolve("data").resolve("mail"))) {
            Optional<Path> mail =
                    mails.filter(file -> file.toString().endsWith("-" + email + ".eml"))
                            .findFirst();
            String text = text(mail.orElseThrow());
            Matcher code = CODE.matcher(text);
            if (!code.find()) {
                throw new IOException("No code in " + text);
            }
            return code.group(1);
        }
    }

    private static String text(Path mail) throws IOException {
        try (InputStream in = Files.newInputStream(mail)) {
            var message = new MimeMessage(jakarta.mail.Session.getInstance(new Properties()), in);
            return (String) message.getContent();
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    PostgresProcess postgres() {
        return postgres;
    }

    List<ServerProcess> servers() {
        return harmed.servers();
    }

    TcpProxy network() {
        return harmed.network();
    }

    /// Only with several servers.
    NatsProcess nats() {
        return Objects.requireNonNull(harmed.nats());
    }

    List<TcpProxy> natsLines() {
        return harmed.natsLines();
    }

    @Override
    public void close() {
        closer.close();
    }
}
