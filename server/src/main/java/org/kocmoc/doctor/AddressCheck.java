package org.kocmoc.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.config.Config;
import org.kocmoc.http.HttpSettings;

/// Whether the address can be listened on, or a server of ours does so already, and how people
/// reach it.
final class AddressCheck implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Config config;

    AddressCheck(Config config) {
        this.config = config;
    }

    @Override
    public List<Finding> run() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(port());
        boolean encrypted = config.http().tlsCertificate().isPresent();
        boolean publicTls =
                config.accounts()
                        .publicUrl()
                        .filter(u -> "https".equals(u.getScheme()))
                        .isPresent();
        if (!encrypted && !publicTls) {
            findings.add(
                    Finding.warning(
                            "people reach the server without TLS",
                            "End-to-end encryption, voice and push need HTTPS in browsers: set"
                                    + " TLS_CERT and TLS_KEY, or put a proxy in front and set"
                                    + " PUBLIC_URL=https://…"));
        }
        if (publicTls && !encrypted && config.http().trustedProxies().isEmpty()) {
            findings.add(
                    Finding.warning(
                            "a proxy serves HTTPS, but no proxy is trusted",
                            "Set TRUSTED_PROXIES to its address, else all limits per address"
                                    + " count the proxy as one client."));
        }
        return findings;
    }

    private Finding port() throws IOException, InterruptedException {
        HttpSettings http = config.http();
        String where = http.host() + ":" + http.port();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(http.host(), http.port()));
            return Finding.ok("port " + where + " is free");
        } catch (IOException e) {
            if (isOurs()) {
                return Finding.ok("a server answers on " + where);
            }
            return Finding.problem(
                    "cannot listen on " + where + ": " + e.getMessage(),
                    "Stop the program that holds the port, or set PORT to another one.");
        }
    }

    private boolean isOurs() throws InterruptedException {
        HttpSettings http = config.http();
        String scheme = http.tlsCertificate().isPresent() ? "https" : "http";
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            boolean any = InetAddress.getByName(http.host()).isAnyLocalAddress();
            URI health =
                    URI.create(
                            scheme
                                    + "://"
                                    + (any ? "localhost" : http.host())
                                    + ":"
                                    + http.port()
                                    + "/health");
            String body =
                    client.send(
                                    HttpRequest.newBuilder(health).timeout(PATIENCE).build(),
                                    BodyHandlers.ofString())
                            .body();
            return body.equals("{\"status\":\"ok\"}");
        } catch (IOException e) {
            return false;
        }
    }
}
