package org.kocmoc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.RawConnection;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// Floods of sockets from many addresses.
@Timeout(120)
class SocketFloodTest {
    private static final int MOST = Size.SOCKETS_UNKNOWN_PER_ADDRESS.value() + 20;

    @RegisterExtension
    static final TestServer server =
            new TestServer()
                    .with("TRUSTED_PROXIES", "127.0.0.1")
                    .with("SOCKETS_MAX", Integer.toString(MOST));

    private final List<TestSocket> flood = new ArrayList<>();

    private void flood(String address) {
        flood.add(TestSocket.from(server.port(), address));
    }

    @AfterEach
    @Timeout(60)
    void end() throws Exception {
        flood.forEach(TestSocket::cut);
        while (!figures().contains("kocmoc_sockets_open 0.0")) {
            Thread.sleep(20);
        }
    }

    private static String figures() {
        return server.api().get("/metrics").expect(200).text();
    }

    private static String upgrade() throws IOException {
        try (RawConnection raw = new RawConnection(server.port())) {
            return raw.send(
                            """
                            GET /ws HTTP/1.1
                            Host: kocmoc
                            Connection: Upgrade
                            Upgrade: websocket
                            Sec-WebSocket-Version: 13
                            Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==

                            """
                                    .replace("\n", "\r\n"))
                    .answer();
        }
    }

    @Test
    void walkingThroughAnIpv6NetworkDoesNotHelp() {
        for (int i = 0; i < Size.SOCKETS_UNKNOWN_PER_ADDRESS.value(); i++) {
            flood("2001:db8:0:1::" + Integer.toHexString(i));
        }

        try (TestSocket more = TestSocket.from(server.port(), "2001:db8:0:1:ffff::1")) {
            assertThat(more.end().code()).isEqualTo(4105);
        }
        Person ada = server.people().ada();
        try (TestSocket neighbour = TestSocket.from(server.port(), "2001:db8:0:2::1")) {
            neighbour.command("auth", Map.of("token", ada.token()));
        }
        assertThat(figures()).contains("kocmoc_sockets_refused_total{reason=\"address\"} 1.0");
    }

    @Test
    void aFullServerSaysSoBeforeTheUpgrade() throws Exception {
        Person ada = server.people().ada();
        TestSocket early = TestSocket.of(server, ada);
        flood.add(early);
        for (int i = 1; i < MOST; i++) {
            flood("198.51.100." + i % 200);
        }

        assertThat(upgrade())
                .startsWith("HTTP/1.1 503")
                .containsIgnoringCase("retry-after:")
                .contains("\"code\":\"overloaded\"");
        early.command("ping", Map.of());
        ada.api().get("/api/chats").expect(200);
        assertThat(figures()).contains("kocmoc_sockets_refused_total{reason=\"full\"} 1.0");
        end();
        assertThat(upgrade()).startsWith("HTTP/1.1 101");
    }
}
