package org.kocmoc.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.kocmoc.config.Config;

/// Whether the mail server greets us. Sends nothing.
final class MailCheck implements Check {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int SUBMISSION_PORT = 587;
    private static final int SUBMISSIONS_PORT = 465;

    private final Config config;

    MailCheck(Config config) {
        this.config = config;
    }

    @Override
    public List<Finding> run() {
        if (config.mail().smtpUrl().isEmpty()) {
            return List.of(
                    Finding.warning(
                            "no mail server: mails are files in " + config.data().resolve("mail"),
                            "Set SMTP_URL=smtp://user:password@host:587 so that people get their"
                                    + " codes."));
        }
        URI uri = URI.create(config.mail().smtpUrl().get().reveal());
        boolean encrypted = uri.getScheme().equals("smtps");
        int standard = encrypted ? SUBMISSIONS_PORT : SUBMISSION_PORT;
        int port = uri.getPort() < 0 ? standard : uri.getPort();
        String where = uri.getHost() + ":" + port;
        try {
            String greeting = greeting(uri.getHost(), port, encrypted);
            return List.of(
                    greeting.startsWith("220")
                            ? Finding.ok(where + " greets")
                            : Finding.problem(
                                    where + " does not greet like a mail server",
                                    "Check host and port of SMTP_URL; with TLS from the first"
                                            + " byte it is smtps://"));
        } catch (IOException e) {
            return List.of(
                    Finding.problem(
                            where + " cannot be reached: " + e.getMessage(),
                            "Check SMTP_URL, the name and the firewall. Mails wait meanwhile."));
        }
    }

    private static String greeting(String host, int port, boolean encrypted) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            Socket socket =
                    encrypted
                            ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
                                    .createSocket(plain, host, port, true)
                            : plain;
            String line =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
            return line == null ? "" : line;
        }
    }
}
