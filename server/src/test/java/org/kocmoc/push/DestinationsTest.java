package org.kocmoc.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
    private final Destinations destinations = new Destinations(Set.of("push.lan"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "192.0.0.8",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fdff::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001::1",
                "fec0::1"
            })
    void whatIsNotPublicIsNoDestination(String address) {
        assertThat(Destinations.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
                "198.17.0.0", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1"
            })
    void whatIsPublicIsOne(String address) {
        assertThat(Destinations.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/x",
                "https://0x7f000001/x",
                "https://127.1/x",
                "https://010.0.0.1/x",
                "https://intranet/x",
                "https://LOCALHOST/x",
                "https://[::ffff:127.0.0.1]/x",
                "HTTP://push.example.org/x",
                "https://push.example.org/x#y",
                "https:///x",
                "https://push.example.org/a b",
                "https://пуш.example/x",
                "gopher://a.b/"
            })
    void otherSpellingsDoNotHelp(String endpoint) {
        assertThat(destinations.parse(endpoint)).isEmpty();
    }

    @Test
    void publicNamesAndThoseTheOperatorTrustsAreTaken() throws UnknownHostException {
        assertThat(destinations.parse("https://fcm.googleapis.com/fcm/send/abc:def")).isPresent();
        assertThat(destinations.parse("http://push.lan:8080/x")).isPresent();
        assertThat(destinations.isReachable(URI.create("http://PUSH.lan/x"))).isTrue();
        assertThat(destinations.isReachable(URI.create("https://127.0.0.1/x"))).isFalse();
    }
}
