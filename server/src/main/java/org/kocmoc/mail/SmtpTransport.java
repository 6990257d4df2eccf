package org.kocmoc.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/// Sends by an SMTP server, one connection a mail: `smtps://` with TLS from the first byte,
/// `smtp://` with STARTTLS, which is required where a password would travel. Certificates are
/// checked. Every wait is bounded.
final class SmtpTransport implements Transport {
    private static final String WAIT_MILLIS = "10000";
    private static final int SUBMISSION_PORT = 587;
    private static final int TLS_PORT = 465;

    private final Session session;
    private final String protocol;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;
    private final String from;

    /// Trusts whom the Java runtime trusts.
    SmtpTransport(URI url, String from) {
        this(url, from, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    SmtpTransport(URI url, String from, SSLSocketFactory tls) {
        this.from = from;
        this.protocol = url.getScheme();
        this.host = url.getHost();
        this.port = url.getPort() > 0 ? url.getPort() : defaultPort(protocol);
        String[] login =
                url.getRawUserInfo() == null ? new String[0] : url.getRawUserInfo().split(":", 2);
        this.user = login.length > 0 ? decode(login[0]) : null;
        this.password = login.length > 1 ? decode(login[1]) : null;
        this.session = Session.getInstance(properties(protocol, user != null, tls));
    }

    private static int defaultPort(String protocol) {
        return protocol.equals("smtps") ? TLS_PORT : SUBMISSION_PORT;
    }

    private static Properties properties(String protocol, boolean login, SSLSocketFactory tls) {
        String prefix = "mail." + protocol + ".";
        Properties properties = new Properties();
        properties.setProperty(prefix + "auth", Boolean.toString(login));
        properties.setProperty(prefix + "connectiontimeout", WAIT_MILLIS);
        properties.setProperty(prefix + "timeout", WAIT_MILLIS);
        properties.setProperty(prefix + "writetimeout", WAIT_MILLIS);
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "ssl.socketFactory", tls);
        properties.setProperty(prefix + "starttls.enable", "true");
        properties.setProperty(prefix + "starttls.required", Boolean.toString(login));
        return properties;
    }

    private static String decode(String piece) {
        return URLDecoder.decode(piece.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public boolean isImmediate() {
        return false;
    }

    @Override
    public void deliver(OutboxMail mail) throws MessagingException {
        MimeMessage message = MimeWriter.write(mail, from, session);
        try (jakarta.mail.Transport connection = session.getTransport(protocol)) {
            connection.connect(host, port, user, password);
            send(connection, message);
        }
    }

    private static void send(jakarta.mail.Transport connection, MimeMessage message)
            throws MessagingException {
        try {
            connection.sendMessage(message, message.getAllRecipients());
        } catch (SendFailedException e) {
            throw refusal(e).<MessagingException>map(Function.identity()).orElse(e);
        }
    }

    /// What the server says to `MAIL` is about ourselves, and true of every mail.
    private static Optional<RefusedException> refusal(SendFailedException failure) {
        for (@Nullable Exception e = failure;
                e instanceof MessagingException one;
                e = one.getNextException()) {
            if (e instanceof SMTPAddressFailedException address) {
                return Optional.of(refused(address.getReturnCode(), address, failure));
            }
            if (e instanceof SMTPSendFailedException text
                    && !text.getCommand().startsWith("MAIL")) {
                return Optional.of(refused(text.getReturnCode(), text, failure));
            }
        }
        return Optional.empty();
    }

    private static RefusedException refused(int code, Exception reply, Exception failure) {
        String text = Objects.requireNonNullElse(reply.getMessage(), "");
        return new RefusedException(new SmtpReply(code, text), failure);
    }
}
