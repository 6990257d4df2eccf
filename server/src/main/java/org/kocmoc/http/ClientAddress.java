package org.kocmoc.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.wire.Numbers;

/// Finds the client's address behind trusted proxies. Immutable; any thread.
///
/// `X-Forwarded-For` is read from its end: the last address that is not a trusted proxy is the
/// client. What stands before it was written by the client and proves nothing.
public final class ClientAddress {
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> trusted;

    /// @throws IllegalArgumentException if an entry is neither an address nor a network
    public ClientAddress(List<String> trustedProxies) {
        this.trusted = trustedProxies.stream().map(ClientAddress::network).toList();
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] address = parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an address or network: " + text);
        }
        int bits =
                slash < 0
                        ? address.length * 8
                        : Numbers.parse(text.substring(slash + 1)).orElse(-1L).intValue();
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        return new Network(address, bits);
    }

    String of(HttpServerRequest request) {
        String peer = request.connection().remoteAddress().hostAddress();
        String client = peer == null ? "local" : peer;
        @Nullable String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null || trusted.isEmpty()) {
            return client;
        }
        String[] hops = forwarded.split(",");
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            byte[] hop = parse(hops[i].strip());
            if (hop == null) {
                break;
            }
            client = hops[i].strip();
        }
        return client;
    }

    private boolean isTrusted(String address) {
        byte[] bytes = parse(address);
        return bytes != null && trusted.stream().anyMatch(network -> network.contains(bytes));
    }

    private static byte @Nullable [] parse(String literal) {
        // Only characters of address literals, so that no name is ever looked up.
        if (literal.isEmpty() || !literal.matches("[0-9a-fA-F:.]+")) {
            return null;
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
