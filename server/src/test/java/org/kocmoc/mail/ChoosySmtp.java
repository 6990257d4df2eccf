package org.kocmoc.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A mail server that takes everything but addresses: what it says to those is set.
final class ChoosySmtp implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile String answer;

    ChoosySmtp(String answer) throws IOException {
        this.answer = answer;
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "smtp://127.0.0.1:" + listener.getLocalPort();
    }

    /// What it says to addresses from now on.
    void answer(String line) {
        answer = line;
    }

    /// How many addresses it has heard.
    int asked() {
        return asked.get();
    }

    /// How many mails it has taken.
    int taken() {
        return taken.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    client.getInputStream(), StandardCharsets.US_ASCII));
            say(client, "220 choosy.kocmoc.test ESMTP");
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("RCPT")) {
                    asked.incrementAndGet();
                    say(client, answer);
                } else if (line.startsWith("DATA")) {
                    say(client, "354 Go on");
                    while (!".".equals(in.readLine())) {}
                    taken.incrementAndGet();
                    say(client, "250 Ok");
                } else {
                    say(client, "250 Ok");
                }
            }
        } catch (IOException e) {
            // The client has left.
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
