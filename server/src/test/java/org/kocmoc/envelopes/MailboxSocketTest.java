package org.kocmoc.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Json;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.SocketDocument;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// What waits in a device's mailbox, over the socket.
@Timeout(120)
class MailboxSocketTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final CryptoDevice adas = CryptoDevice.first(ada, 5);
    private final CryptoDevice bobs = CryptoDevice.first(bob, 5);

    @BeforeEach
    void meet() {
        ada.api()
                .post("/api/chats", Map.of("participantIds", List.of(bob.id()), "mode", "e2ee"))
                .expect(201);
        adas.start(bob);
    }

    private static TestSocket socket(CryptoDevice device) {
        TestSocket socket = TestSocket.open(server.port());
        socket.command(
                "auth",
                Map.of("token", device.token(), "encrypted", true, "e2ee_device", device.id()));
        socket.event("resumed");
        return socket;
    }

    private void send(CryptoDevice to, String text) {
        Map<String, Object> body =
                Map.of("envelopes", List.of(adas.seal(to.keys, Bytes.utf8(text))));
        JsonNode refused =
                adas.api.post("/api/e2ee/mailbox", body).expect(200).json().path("refused");
        assertThat(refused.size()).isZero();
    }

    private static List<JsonNode> items(TestSocket socket) {
        return socket.frames().stream()
                .filter(frame -> frame.path("type").asString("").equals("e2ee:message"))
                .map(frame -> frame.path("data"))
                .toList();
    }

    private static List<JsonNode> await(TestSocket socket, int count) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (items(socket).size() < count && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(items(socket)).hasSizeGreaterThanOrEqualTo(count);
        return items(socket);
    }

    private static void acknowledge(TestSocket socket, List<JsonNode> items) {
        List<Long> ids = items.stream().map(item -> item.path("id").asLong()).toList();
        socket.command("e2ee:ack", Map.of("ids", ids));
    }

    private List<String> open(List<JsonNode> items) {
        return items.stream()
                .map(item -> new String(bobs.open(item), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    private static int waiting(CryptoDevice device) {
        return device.api.get("/api/e2ee/mailbox").expect(200).json().path("items").size();
    }

    @Test
    void itComesLiveAndIsGoneWhenItIsAcknowledged() throws InterruptedException {
        try (TestSocket socket = socket(bobs)) {
            send(bobs, "one");
            send(bobs, "two");
            List<JsonNode> items = await(socket, 2);
            assertThat(open(items)).containsExactly("one", "two");
            assertThat(waiting(bobs)).isEqualTo(2);

            acknowledge(socket, items);

            assertThat(waiting(bobs)).isZero();
            SocketDocument document = new SocketDocument();
            socket.frames().stream()
                    .filter(frame -> frame.path("type").asString("").equals("e2ee:message"))
                    .forEach(
                            frame ->
                                    assertThat(document.faults("event-e2ee-message", frame))
                                            .isEmpty());
            JsonNode example = document.example("command-e2ee-ack");
            assertThat(socket.command("e2ee:ack", Map.of("ids", example.path("ids"))))
                    .isEqualTo(Json.tree(Map.of("removed", 0)));
        }
    }

    @Test
    void nothingIsLostOverDropsAndNothingTwiceOnOneSocket() throws InterruptedException {
        List<String> sent = new ArrayList<>();
        List<String> stored = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            TestSocket socket = socket(bobs);
            for (int i = 0; i < 7; i++) {
                String text = round + "." + i;
                send(bobs, text);
                sent.add(text);
            }
            List<JsonNode> items = await(socket, 7);
            // The rest dies with the connection and comes again on the next one.
            List<JsonNode> part = items.subList(0, 4);
            stored.addAll(open(part));
            acknowledge(socket, part);
            socket.cut();
            assertThat(items.stream().map(item -> item.path("id").asLong()))
                    .doesNotHaveDuplicates();
        }
        try (TestSocket socket = socket(bobs)) {
            List<JsonNode> rest = await(socket, sent.size() - stored.size());
            stored.addAll(open(rest));
            acknowledge(socket, rest);
        }

        assertThat(stored).containsExactlyElementsOf(sent);
        assertThat(waiting(bobs)).isZero();
    }

    @Test
    void aClientThatDoesNotStoreGetsNoMoreThanAWindow() throws InterruptedException {
        int window = Size.MAILBOX_WINDOW.value();
        IntStream.range(0, window + 20).forEach(i -> send(bobs, "m" + i));
        try (TestSocket socket = socket(bobs)) {
            await(socket, window);
            socket.command("ping", Map.of());
            assertThat(items(socket)).hasSize(window);
            List<Long> ids =
                    items(socket).subList(0, 30).stream()
                            .map(item -> item.path("id").asLong())
                            .toList();
            // Over HTTP, as a service worker does it.
            bobs.api.post("/api/e2ee/mailbox/ack", Map.of("ids", ids)).expect(200);
            List<JsonNode> items = await(socket, window + 20);

            assertThat(open(items))
                    .containsExactlyElementsOf(
                            IntStream.range(0, window + 20).mapToObj(i -> "m" + i).toList());
        }
    }

    @Test
    void anotherDeviceOfTheUserSeesOnlyItsOwn() throws InterruptedException {
        CryptoDevice second = bobs.link(2, 5);
        adas.start(bob);
        try (TestSocket first = socket(bobs);
                TestSocket other = socket(second);
                TestSocket none = TestSocket.of(server, bob)) {
            send(second, "for the second");
            await(other, 1);
            send(bobs, "for the first");

            assertThat(open(await(first, 1))).containsExactly("for the first");
            assertThat(items(other)).hasSize(1);
            assertThat(items(none)).isEmpty();
        }
    }

    @Test
    void aSignInThatIsNotTheDevicesIsRefused() {
        CryptoDevice second = bobs.link(2, 5);
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("token", second.token(), "e2ee_device", bobs.id()),
                        Map.of(
                                "token",
                                server.people().newcomer("Eve").token(),
                                "e2ee_device",
                                1))) {
            TestSocket socket = TestSocket.open(server.port());
            assertThat(socket.refused("auth", new LinkedHashMap<>(wrong)).path("code").asString())
                    .isEqualTo("device_required");
            assertThat(socket.end().code()).isEqualTo(4203);
        }
    }

    @Test
    void aDeviceThatWasRemovedGetsNothingMore() throws InterruptedException {
        CryptoDevice second = bobs.link(2, 5);
        adas.start(bob);
        try (TestSocket socket = socket(second)) {
            send(second, "before");
            await(socket, 1);
            bobs.api
                    .put("/api/e2ee/devices", second.nextList(List.of(bobs.keys.cert())))
                    .expect(200);
            Map<String, Object> body =
                    Map.of("envelopes", List.of(adas.seal(second.keys, Bytes.utf8("after"))));
            assertThat(adas.api.post("/api/e2ee/mailbox", body).expect(200).json().path("refused"))
                    .hasSize(1);

            assertThat(
                            socket.refused("e2ee:ack", Map.of("ids", List.of(1)))
                                    .path("code")
                                    .asString())
                    .isEqualTo("device_required");
            assertThat(items(socket)).hasSize(1);
        }
    }
}
