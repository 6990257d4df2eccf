package org.kocmoc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kocmoc.testkit.RawConnection;
import org.kocmoc.testkit.TestServer;

/// Requests whose end two readers could see at different places, and others that are none: a proxy
/// in front must never be made to carry a second request inside a first one.
class RequestSmugglingTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final int SILENCE_MILLIS = 1_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

    /// Answered with 404 and this text in its headers if it is taken for a request.
    private static final String SMUGGLED =
            "GET /api/smuggled HTTP/1.1\r\nHost: x\r\nX-Request-ID: smuggled\r\n\r\n";

    private static String post(String headers, String body) {
        return "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + headers
                + "\r\n"
                + body;
    }

    static Stream<String> requests() {
        String chunked = "0\r\n\r\n" + SMUGGLED;
        return Stream.of(
                post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", chunked),
                post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", chunked),
                post("Content-Length: 2\r\nContent-Length: 40\r\n", "{}" + SMUGGLED),
                post("Content-Length: 2, 40\r\n", "{}" + SMUGGLED),
                post("Content-Length: -2\r\n", "{}" + SMUGGLED),
                post("Content-Length: +2\r\n", "{}" + SMUGGLED),
                post("Content-Length: 0x2\r\n", "{}" + SMUGGLED),
                post("Content-Length: 2 2\r\n", "{}" + SMUGGLED),
                post("Content-Length: 99999999999999999999\r\n", "{}" + SMUGGLED),
                post("Content-Length : 2\r\n", "{}" + SMUGGLED),
                post("Transfer-Encoding : chunked\r\n", chunked),
                post("Transfer-Encoding: xchunked\r\n", chunked),
                post("Transfer-Encoding: chunked, identity\r\n", chunked),
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", chunked),
                post("Transfer-Encoding: \u000bchunked\r\n", chunked),
                post("Transfer-Encoding\0: chunked\r\n", chunked),
                post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\n{}" + SMUGGLED),
                post("Transfer-Encoding: chunked\r\n", "-1\r\n" + SMUGGLED),
                post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n" + SMUGGLED),
                post("Transfer-Encoding: chunked\r\n", "2;" + "x".repeat(20_000) + "\r\n{}"),
                "GET /api/x HTTP/9.9\r\nHost: x\r\n\r\n" + SMUGGLED,
                "GET /api/x\r\n\r\n" + SMUGGLED,
                "GET  /api/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/x y HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED,
                "GET /api/\0 HTTP/1.1\r\nHost: x\r\n\r\n",
                "G\0T /api/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/x HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
                "GET /api/x HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n",
                "GET /api/x HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
                "GET /api/x HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
                "GET http://other/api/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET //other/api/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET \\api\\x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /..%5c..%5cetc HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /assets/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT other:443 HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE /api/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/x HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
                "GET /api/x HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(10_000) + "\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isRefusedOrReadInOneWay(String request) throws IOException {
        String answers = exchange(request);

        assertThat(answers).doesNotContain("root:x:");
        assertThat(answers)
                .as("the second request was carried inside the first one")
                .doesNotContain("smuggled");
        STATUS.matcher(answers)
                .results()
                .forEach(status -> assertThat(Integer.parseInt(status.group(1))).isLessThan(500));
        server.api().get("/health").expect(200);
    }

    /// Else the test above could not fail.
    @Test
    void asARequestOfItsOwnTheSecondOneIsAnswered() throws IOException {
        assertThat(exchange(post("Content-Length: 2\r\n", "{}" + SMUGGLED))).contains("smuggled");
    }

    private static String exchange(String request) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            try {
                return connection
                        .send(request.getBytes(StandardCharsets.ISO_8859_1))
                        .untilSilence(SILENCE_MILLIS);
            } catch (SocketException e) {
                // Cut before everything was sent: refused as well.
                return "";
            }
        }
    }
}
