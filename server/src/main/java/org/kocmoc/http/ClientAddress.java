package org.kocmoc.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kocmoc.wire.Numbers;

/// Finds the client's address behind trusted proxies. Immutable; any thread.
///
/// `X-Forwarded-For` is read from its end: the last address that is not a trusted proxy is the
/// client. What stands before it was written by the client and proves nothing.
public final class ClientAddress {
    private static final String HEADER = "X-Forwarded-For";
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

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
        // A proxy may add a line of its own below the client's instead of lengthening that.
        return of(peer, request.headers().getAll(HEADER));
    }

    /// @param peer the address that the connection comes from; absent for a socket without one
    /// @param forwarded the values of all `X-Forwarded-For` lines in their order
    String of(@Nullable String peer, List<String> forwarded) {
        if (peer == null) {
            return "local";
        }
        String client = peer;
        byte[] address = parse(peer);
        String[] hops = String.join(",", forwarded).split(",");
        for (int i = hops.length - 1; i >= 0 && isTrusted(address); i--) {
            byte[] hop = parse(withoutPort(hops[i].strip()));
            if (hop == null) {
                break;
            }
            address = hop;
            // In the one spelling of the address, not the client's choice of many.
            client = text(hop);
        }
        return client;
    }

    private boolean isTrusted(byte @Nullable [] address) {
        return address != null && trusted.stream().anyMatch(network -> network.contains(address));
    }

    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? "" : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    /// Four numbers or the form of IPv6; no name is ever looked up, no shorthand is guessed.
    private static byte @Nullable [] parse(String literal) {
        if (literal.indexOf(':') < 0 && !DOTTED.matcher(literal).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
