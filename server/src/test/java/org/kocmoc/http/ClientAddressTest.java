package org.kocmoc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static final ClientAddress DIRECT = new ClientAddress(List.of());

    private static final ClientAddress PROXIED =
            new ClientAddress(List.of("10.0.0.0/8", "127.0.0.1", "2001:db8:1::/48", "::1"));

    @Test
    void withoutTrustedProxiesTheHeaderIsNotRead() {
        assertThat(DIRECT.of("203.0.113.7", List.of("198.51.100.1"))).isEqualTo("203.0.113.7");
    }

    @Test
    void whoIsNoTrustedProxyCannotNameAnotherAddress() {
        assertThat(PROXIED.of("203.0.113.7", List.of("198.51.100.1"))).isEqualTo("203.0.113.7");
        assertThat(PROXIED.of("2001:db8:2::1", List.of("198.51.100.1"))).isEqualTo("2001:db8:2::1");
    }

    @Test
    void theLastAddressThatIsNoTrustedProxyIsTheClient() {
        assertThat(PROXIED.of("10.0.0.1", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(PROXIED.of("10.0.0.1", List.of("198.51.100.1, 10.9.9.9 ,127.0.0.1")))
                .isEqualTo("198.51.100.1");
        assertThat(PROXIED.of("10.0.0.1", List.of("6.6.6.6, 198.51.100.1, 10.9.9.9")))
                .as("what stands before it was written by the client")
                .isEqualTo("198.51.100.1");
        assertThat(PROXIED.of("10.0.0.1", List.of("10.1.1.1, 10.2.2.2")))
                .as("proxies all the way")
                .isEqualTo("10.1.1.1");
    }

    /// Some proxies write a line of their own below the client's.
    @Test
    void theLastLineCountsNotTheFirst() {
        assertThat(PROXIED.of("10.0.0.1", List.of("6.6.6.6", "198.51.100.1")))
                .isEqualTo("198.51.100.1");
        assertThat(PROXIED.of("10.0.0.1", List.of("6.6.6.6", "198.51.100.1", "10.4.4.4")))
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "dead.beef",
                "beef",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "0x7f000001",
                "2130706433",
                "_hidden",
                "",
                "[",
                "[::1",
                "::g",
                "1.2.3.4%eth0",
                "localhost"
            })
    void whatIsNoAddressEndsTheSearch(String hop) {
        assertThat(PROXIED.of("10.0.0.1", List.of("6.6.6.6, " + hop))).isEqualTo("10.0.0.1");
        assertThat(PROXIED.of("10.0.0.1", List.of("6.6.6.6, " + hop + ", 10.5.5.5")))
                .isEqualTo("10.5.5.5");
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:5::1, 2001:db8:5:0:0:0:0:1",
        "2001:db8:5:0::1, 2001:db8:5:0:0:0:0:1",
        "[2001:db8:5::1]:4711, 2001:db8:5:0:0:0:0:1",
        "[2001:db8:5::1], 2001:db8:5:0:0:0:0:1",
        "198.51.100.1:4711, 198.51.100.1",
        "::ffff:198.51.100.1, 198.51.100.1"
    })
    void oneAddressHasOneSpelling(String hop, String client) {
        assertThat(PROXIED.of("2001:db8:1::7", List.of(hop))).isEqualTo(client);
    }

    @Test
    void aMappedAddressOfATrustedProxyIsTrusted() {
        assertThat(PROXIED.of("::ffff:10.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void aConnectionWithoutAddressHasAKeyOfItsOwn() {
        assertThat(PROXIED.of(null, List.of("198.51.100.1"))).isEqualTo("local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "::1/129", "10/8", ""})
    void whatIsNoNetworkIsRefused(String entry) {
        assertThatThrownBy(() -> new ClientAddress(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
