package org.kocmoc.push;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where this server may be sent to by a subscription: `https` on the public internet, and whatever
/// the operator trusts by name. Stateless; any thread.
///
/// A name is looked up when a message leaves, just before the HTTP client does, which gets the same
/// answer from the JVM's cache. Should that have expired in between, the certificate of the name
/// still has to be shown: a server inside cannot.
final class Destinations {
    private static final Pattern DOTTED = Pattern.compile("[0-9.]+");

    /// What is neither public nor caught by [InetAddress]'s own questions: this network, shared
    /// space, protocol assignments, benchmarks, reserved; unique local, and what embeds an IPv4
    /// address.
    private static final List<Network> NOT_PUBLIC =
            List.of(
                    new Network("0.0.0.0", 8),
                    new Network("100.64.0.0", 10),
                    new Network("192.0.0.0", 24),
                    new Network("198.18.0.0", 15),
                    new Network("240.0.0.0", 4),
                    new Network("::", 96),
                    new Network("64:ff9b::", 32),
                    new Network("2002::", 16),
                    new Network("2001::", 32),
                    new Network("fc00::", 7));

    private record Network(byte[] address, int bits) {
        Network(String address, int bits) {
            this(InetAddress.ofLiteral(address).getAddress(), bits);
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (bits % 8 == 0 || ((address[whole] ^ other[whole]) & mask & 0xff) == 0);
        }
    }

    private final Set<String> trusted;

    /// @param trusted names of hosts that may be anywhere, also without TLS
    Destinations(Set<String> trusted) {
        this.trusted = trusted;
    }

    /// The endpoint, if its form alone does not rule it out. Looks nothing up.
    Optional<URI> parse(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            String host = uri.getHost();
            boolean wellFormed =
                    host != null
                            && uri.getRawUserInfo() == null
                            && uri.getRawFragment() == null
                            && endpoint.chars().allMatch(c -> c > ' ' && c < 0x7f);
            return wellFormed && mayBe(uri, host.toLowerCase(Locale.ROOT))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean mayBe(URI uri, String host) {
        if (trusted.contains(host)) {
            return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        }
        if (!"https".equals(uri.getScheme())) {
            return false;
        }
        // Digits and dots are an address in one of its many spellings.
        boolean isAddress = host.startsWith("[") || DOTTED.matcher(host).matches();
        return isAddress ? isPublicLiteral(host.replaceAll("[\\[\\]]", "")) : host.indexOf('.') > 0;
    }

    private static boolean isPublicLiteral(String literal) {
        try {
            return isPublic(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Whether every address of the endpoint's host is one that this server may be sent to.
    ///
    /// @throws UnknownHostException if the name has none at present
    boolean isReachable(URI endpoint) throws UnknownHostException {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        return trusted.contains(host)
                || Arrays.stream(InetAddress.getAllByName(host)).allMatch(Destinations::isPublic);
    }

    /// Whether an address belongs to the public internet.
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return !(address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress())
                && NOT_PUBLIC.stream().noneMatch(network -> network.contains(bytes));
    }
}
