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
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kocmoc.base.Closer;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.Session;

/// What is proven: a server, its database, and the network between it and its users. One thread may
/// harm it.
final class World implements AutoCloseable {
    private static final Pattern CODE = Pattern.compile("\\b(\\d{6})\\b");
    private static final String PASSWORD = "password of somebody simulated";

    private final Closer closer;
    private final Path folder;
    private final Cluster cluster;
    private final ServerProcess server;
    private final TcpProxy network;

    private World(
            Closer closer, Path folder, Cluster cluster, ServerProcess server, TcpProxy network) {
        this.closer = closer;
        this.folder = folder;
        this.cluster = cluster;
        this.server = server;
        this.network = network;
    }

    /// Starts everything in an empty folder.
    ///
    /// @param mainClass the server's
    static World start(Path folder, String mainClass) throws IOException, InterruptedException {
        Closer closer = new Closer();
        try {
            Cluster cluster = closer.add(Cluster.start(folder.resolve("database")));
            int port = freePort();
            ServerProcess server =
                    closer.add(ServerProcess.start(folder, mainClass, cluster.environment(), port));
            TcpProxy network = closer.add(new TcpProxy(() -> port));
            return new World(closer, folder, cluster, server, network);
        } catch (IOException | InterruptedException | RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// Registers somebody and signs in, by the harmed network from then on.
    Session newcomer(String name) throws IOException {
        String email = name + "@prove.test";
        Kocmoc direct = Kocmoc.at(URI.create("http://127.0.0.1:" + server.port()));
        long id = direct.register(name, email, PASSWORD);
        Session session = direct.confirm(id, code(email));
        return Kocmoc.at(URI.create("http://127.0.0.1:" + network.port()))
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

    Cluster cluster() {
        return cluster;
    }

    ServerProcess server() {
        return server;
    }

    TcpProxy network() {
        return network;
    }

    @Override
    public void close() {
        closer.close();
    }
}
