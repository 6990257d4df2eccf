package org.kocmoc.bus;

import io.nats.client.Options;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.kocmoc.base.Secret;

/// How to reach NATS.
///
/// @param urls `nats://` or `tls://` addresses by comma, with `user:password@` or `token@`
/// @param prefix what this installation's subjects begin with, so that several may share a server
public record NatsSettings(Secret urls, String prefix) {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /// A network that is gone without a word is found out after three of these without answer.
    private static final Duration PING = Duration.ofSeconds(2);

    private static final Duration WRITE = Duration.ofSeconds(5);

    /// Checks addresses.
    ///
    /// @throws IllegalArgumentException if they are none
    public static String check(String urls) {
        for (String url : urls.split(",", -1)) {
            URI uri = URI.create(url.strip());
            if (uri.getHost() == null || !Set.of("nats", "tls").contains(uri.getScheme())) {
                throw new IllegalArgumentException();
            }
        }
        return urls;
    }

    Options options(NatsWatch watch) {
        String[] servers =
                Arrays.stream(urls.reveal().split(",", -1))
                        .map(String::strip)
                        .toArray(String[]::new);
        Options.Builder options =
                new Options.Builder()
                        .servers(servers)
                        .connectionName("kocmoc")
                        .noEcho()
                        .noReconnect()
                        .connectionTimeout(CONNECT)
                        .pingInterval(PING)
                        .maxPingsOut(3)
                        .socketWriteTimeout(WRITE)
                        // Keeps the host's name, by which its certificate is checked.
                        .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
                        .connectionListener(watch)
                        .errorListener(watch);
        if (Arrays.stream(servers).anyMatch(server -> server.startsWith("tls:"))) {
            options.sslContext(NamedTls.context());
        }
        return options.build();
    }
}
