package org.kocmoc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.RawConnection;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// What somebody does to a server out of spite. Each has a limit that holds, a figure that shows
/// it, and leaves the server usable for everybody else. Guessing and floods of registrations and
/// mails are in `GuessingTest`, a flood of sign-ins in `SignInLoadTest`.
class AbuseTest {
    @RegisterExtension static final TestServer server = new TestServer().with("RATE_LIMITS", "on");

    private final Person ada = server.people().ada();
    private final Person mallory = server.people().called("Mallory");

    /// The value of a figure, all its tags together.
    private static double figure(String start) {
        return server.api()
                .get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double refused(Rate rate) {
        return figure(
                "kocmoc_limits_refused_total{limit=\""
                        + rate.name().toLowerCase(java.util.Locale.ROOT)
                        + "\"}");
    }

    private void expectThatAdaIsServed() {
        ada.api().get("/api/chats").expect(200);
    }

    @Test
    void socketsThatNeverSignInAreLimitedPerAddress() {
        double before = figure("kocmoc_sockets_refused_total");
        List<TestSocket> silent = new ArrayList<>();
        try (TestSocket early = TestSocket.of(server, ada)) {
            for (int i = 0; i < Size.SOCKETS_UNKNOWN_PER_ADDRESS.value(); i++) {
                silent.add(TestSocket.open(server.port()));
            }
            try (TestSocket more = TestSocket.open(server.port())) {
                assertThat(more.end().code()).isEqualTo(4105);
            }
            early.command("ping", Map.of());
            expectThatAdaIsServed();
        } finally {
            silent.forEach(TestSocket::cut);
        }
        assertThat(figure("kocmoc_sockets_refused_total")).isGreaterThan(before);
    }

    @Test
    void aHugeFrameEndsItsSocketAndNoOther() {
        try (TestSocket early = TestSocket.of(server, ada)) {
            TestSocket huge = TestSocket.of(server, mallory);
            huge.text(
                    "{\"id\":9,\"type\":\"" + "x".repeat(Size.SOCKET_FRAME_BYTES.value()) + "\"}");
            assertThat(huge.end().code()).isIn(1009, 4200, 1006, 0);
            early.command("ping", Map.of());
        }
    }

    @Test
    void requestsThatNeverEndHoldNobodyUp() throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(
                        new RawConnection(server.port())
                                .send("POST /api/auth/login HTTP/1.1\r\nHost: kocmoc\r\nX-Slow: "));
            }
            for (int i = 0; i < 300; i++) {
                slow.add(
                        new RawConnection(server.port())
                                .send(
                                        "POST /api/auth/login HTTP/1.1\r\nHost: kocmoc\r\n"
                                                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));
            }
            expectThatAdaIsServed();
            try (TestSocket socket = TestSocket.of(server, ada)) {
                socket.command("ping", Map.of());
            }
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }

    @Test
    void picturesThatUnpackToMuchMoreAreNeverUnpacked() throws IOException {
        Answer tooLarge = upload(png(60_000, 60_000, 1_000));
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.json().path("code").asString()).isEqualTo("image_too_large");

        // 15,000 × 15,000 black pixels in some 200 KB: kept as it is, without a small version.
        JsonNode bomb = upload(png(15_000, 15_000, 15_000L * 15_001)).expect(200).json();
        String url = bomb.path("file").path("url").asString();
        assertThat(server.api().get(url + "/thumb").expect(200).bytes().length).isLessThan(1 << 20);
        expectThatAdaIsServed();
    }

    private Answer upload(byte[] picture) {
        return mallory.api()
                .post("/api/files/upload", Multipart.file("bomb.png", "image/png", picture));
    }

    /// A grey picture of eight bits that unpacks to that many zeros.
    private static byte[] png(int width, int height, long unpacked) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) 8);
        chunk(out, "IHDR", header.array());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            byte[] zeros = new byte[1 << 16];
            for (long left = unpacked; left > 0; left -= zeros.length) {
                deflater.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        }
        chunk(out, "IDAT", packed.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
            throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(name);
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    @Test
    void tenThousandReactionsLeaveTheirChatReadable() {
        long chat = ada.group(ada);
        long message = ada.say(chat, "vote");
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        WITH voters AS (
                                            INSERT INTO users (name, email, password)
                                            SELECT 'Voter', 'voter' || n || '@kocmoc.test', 'none'
                                            FROM generate_series(1, 10000) n RETURNING id)
                                        INSERT INTO message_reactions (message_id, user_id, reaction)
                                        SELECT ?, id, '👍' FROM voters
                                        """,
                                        message));

        JsonNode page = ada.api().get("/api/messages/" + chat).expect(200).json();

        assertThat(page.path("messages").path(0).path("reactions").path(0).path("user_ids").size())
                .isEqualTo(10_000);
        ada.api().post("/api/messages/" + message + "/react", Map.of("reaction", "🚀")).expect(200);
    }

    @Test
    void whoeverReactsInALoopIsSlowedDownAndLeavesOneReaction() {
        long chat = mallory.group(mallory);
        long message = mallory.say(chat, "me");
        double before = refused(Rate.REACT_PER_USER);
        Answer answer;
        int tries = 0;
        do {
            answer =
                    mallory.api()
                            .post(
                                    "/api/messages/" + message + "/react",
                                    Map.of("reaction", tries % 2 == 0 ? "👍" : "🚀"));
        } while (answer.status() == 200 && ++tries < 3 * Rate.REACT_PER_USER.burst());

        assertThat(answer.expect(429).header("Retry-After")).isNotEmpty();
        assertThat(refused(Rate.REACT_PER_USER)).isGreaterThan(before);
        JsonNode page = mallory.api().get("/api/messages/" + chat).expect(200).json();
        assertThat(page.path("messages").path(0).path("reactions").size()).isEqualTo(1);
        expectThatAdaIsServed();
    }

    @Test
    void storiesInALoopAreRefused() {
        double before = refused(Rate.STORY_PER_USER);
        Answer answer;
        int told = 0;
        do {
            answer = mallory.api().post("/api/stories", Map.of("type", "text", "text", "buy"));
        } while (answer.status() == 201 && ++told < 3 * Rate.STORY_PER_USER.burst());

        answer.expect(429);
        assertThat(told).isLessThanOrEqualTo(Rate.STORY_PER_USER.burst() + 1);
        assertThat(refused(Rate.STORY_PER_USER)).isGreaterThan(before);
        expectThatAdaIsServed();
    }

    @Test
    void bodiesThatNeverStopAreCutOff() {
        byte[] body = new byte[Size.JSON_BODY_BYTES.value() + 1];
        double before =
                figure(
                        "kocmoc_http_requests_seconds_count{method=\"POST\",route=\"/api/chats\",status=\"413\"}");
        mallory.api()
                .send("POST", "/api/chats", BodyPublishers.ofByteArray(body), "application/json")
                .expect(413);
        assertThat(before).isNotNegative();
        expectThatAdaIsServed();
    }
}
