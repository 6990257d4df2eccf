package org.kocmoc.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Whom limits per address count as one: an IPv4 address, or the first 64 bits of an IPv6 one.
///
/// Whoever has IPv6 has at least 2^64 addresses, so a limit on each of them would limit nobody.
/// Stateless; any thread; looks up no names.
public final class Networks {
    private static final int IPV6_BYTES = 8;

    private Networks() {}

    /// The network of an address; what is no address counts as itself.
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            int zone = address.indexOf('%');
            InetAddress parsed =
                    InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_BYTES))
                            + "/64"
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
