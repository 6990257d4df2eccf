package org.kocmoc.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.OwnCertificate;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/// Signing in, STARTTLS and TLS from the first byte, against a mail server on a socket whose
/// certificate was made for this run.
class SmtpTlsTest {
    private static final String USER = "kocmoc@kocmoc.test";
    private static final String PASSWORD = "p:ss w/rd+ё";
    private static final String LOGIN = "kocmoc%40kocmoc.test:p%3Ass%20w%2Frd+%D1%91@";
    private static final OutboxMail MAIL =
            new OutboxMail(
                    7,
                    new Mail("ada@kocmoc.test", "Код", "Код: 123456\n", "123456", null),
                    Instant.parse("2026-01-02T03:04:05Z"));

    private static SSLContext tls;

    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final Queue<String> signedIn = new ConcurrentLinkedQueue<>();
    private @Nullable SMTPServer server;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        tls = OwnCertificate.make(folder).context();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private SMTPServer.Builder mailServer() {
        return SMTPServer.port(freePort())
                .bindAddress(InetAddress.getLoopbackAddress())
                .requireAuth()
                .authenticationHandlerFactory(
                        new EasyAuthenticationHandlerFactory(
                                (user, password, context) -> {
                                    if (!user.equals(USER) || !password.equals(PASSWORD)) {
                                        throw new LoginFailedException();
                                    }
                                    signedIn.add(user);
                                }))
                .messageHandler(
                        (context, from, to, data) ->
                                received.add(
                                        from
                                                + " "
                                                + to
                                                + " "
                                                + new String(data, StandardCharsets.UTF_8)));
    }

    private int start(SMTPServer built) {
        server = built;
        built.start();
        return built.getPort();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void deliver(String url) throws MessagingException {
        new SmtpTransport(URI.create(url), USER, tls.getSocketFactory()).deliver(MAIL);
    }

    private void assertReceived() {
        assertThat(signedIn).containsExactly(USER);
        assertThat(received).hasSize(1);
        assertThat(received.peek())
                .startsWith(USER + " ada@kocmoc.test ")
                .contains("=D0=9A=D0=BE=D0=B4: 123456");
    }

    @Test
    void startTlsComesBeforeThePassword() throws Exception {
        int port = start(mailServer().enableTLS().requireTLS().startTlsSocketFactory(tls).build());

        deliver("smtp://" + LOGIN + "localhost:" + port);

        assertReceived();
    }

    @Test
    void tlsFromTheFirstByte() throws Exception {
        int port = start(mailServer().serverSocketFactory(tls).build());

        deliver("smtps://" + LOGIN + "localhost:" + port);

        assertReceived();
    }

    @Test
    void aPasswordNeverTravelsInTheClear() {
        int port = start(mailServer().build());

        assertThatThrownBy(() -> deliver("smtp://" + LOGIN + "localhost:" + port))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("STARTTLS");
        assertThat(signedIn).isEmpty();
        assertThat(received).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefused() {
        int port = start(mailServer().serverSocketFactory(tls).build());

        assertThatThrownBy(() -> deliver("smtps://kocmoc%40kocmoc.test:no@localhost:" + port))
                .isInstanceOf(AuthenticationFailedException.class);
        assertThat(received).isEmpty();
    }

    @Test
    void aServerOfAnotherNameIsNotTalkedTo() {
        int port = start(mailServer().serverSocketFactory(tls).build());

        assertThatThrownBy(() -> deliver("smtps://" + LOGIN + "127.0.0.1:" + port))
                .isInstanceOf(MessagingException.class);
        assertThat(signedIn).isEmpty();
    }

    @Test
    void aCertificateThatNobodyTrustsIsNotTalkedTo() {
        int port = start(mailServer().enableTLS().startTlsSocketFactory(tls).build());
        int tlsPort = port;
        SSLSocketFactory system = (SSLSocketFactory) SSLSocketFactory.getDefault();

        assertThatThrownBy(
                        () ->
                                new SmtpTransport(
                                                URI.create(
                                                        "smtp://" + LOGIN + "localhost:" + tlsPort),
                                                USER,
                                                system)
                                        .deliver(MAIL))
                .isInstanceOf(MessagingException.class);
        assertThat(signedIn).isEmpty();
    }
}
