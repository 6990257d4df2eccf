package org.kocmoc.stickers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class StickersTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().bob();

    private static JsonNode packs(Person person) {
        return person.api().get("/api/stickers").expect(200).json().path("packs");
    }

    private static long pack(Person person) {
        JsonNode packs =
                person.api()
                        .post("/api/stickers/packs", Map.of("title", "Мои"))
                        .expect(201)
                        .json()
                        .path("packs");
        return packs.path(packs.size() - 1).path("id").asLong();
    }

    private static String upload(Person person, String name, String type, byte[] content) {
        return person.api()
                .post("/api/files/upload", Multipart.file(name, type, content))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    private static Answer add(Person person, long pack, String url) {
        return person.api()
                .post(
                        "/api/stickers/packs/" + pack + "/stickers",
                        Map.of("file_url", url, "emoji", "🚀"));
    }

    /// A sticker of the built-in pack is a WebP picture that the server takes as an upload, too.
    private byte[] webp() {
        return ada.api().get("/api/stickers/builtin/rocket.webp").expect(200).bytes();
    }

    @Test
    void everybodyHasTheBuiltInPackAndMaySendIt() {
        JsonNode builtIn = packs(ada).path(0);
        assertThat(builtIn.path("builtin").asBoolean()).isTrue();
        assertThat(builtIn.path("stickers").size()).isEqualTo(15);
        for (JsonNode sticker : builtIn.path("stickers")) {
            Answer picture = server.api().get(sticker.path("url").asString()).expect(200);
            assertThat(picture.header("Content-Type")).isEqualTo("image/webp");
            assertThat(new String(picture.bytes(), 8, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("WEBP");
        }
        server.api().get("/api/stickers/builtin/none.webp").expect(404);
        server.api().get("/api/stickers/builtin/..%2f..%2flogback.xml").expect(404);
        long chat = ada.api().post("/api/chats/saved").json().path("chat").path("id").asLong();
        Map<String, String> message =
                Map.of(
                        "message_type",
                        "sticker",
                        "file_url",
                        "/api/stickers/builtin/rocket.webp",
                        "file_type",
                        "image/webp");
        JsonNode sent =
                ada.api().post("/api/messages/" + chat, message).expect(201).json().path("message");
        assertThat(sent.path("message_type").asString()).isEqualTo("sticker");
        ada.api()
                .post(
                        "/api/messages/" + chat,
                        Map.of("file_url", "/api/stickers/builtin/../../users"))
                .expect(400);
    }

    @Test
    void ownPacksHoldOwnPicturesAndAreShownToNobodyElse() {
        long pack = pack(ada);
        String url = upload(ada, "s.webp", "image/webp", webp());
        JsonNode own = add(ada, pack, url).expect(201).json().path("packs").path(1);
        assertThat(own.path("title").asString()).isEqualTo("Мои");
        assertThat(own.path("stickers").path(0).path("url").asString()).isEqualTo(url);
        assertThat(own.path("stickers").path(0).path("width").asInt()).isEqualTo(384);
        add(ada, pack, url).expect(201);
        assertThat(packs(ada).path(1).path("stickers").size()).isEqualTo(1);
        assertThat(packs(bob).size()).isEqualTo(1);

        long id = own.path("stickers").path(0).path("id").asLong();
        bob.api().delete("/api/stickers/" + id).expect(404);
        bob.api().delete("/api/stickers/packs/" + pack).expect(404);
        add(bob, pack, upload(bob, "s.webp", "image/webp", webp())).expect(404);
        ada.api().delete("/api/stickers/" + id).expect(200);
        ada.api().delete("/api/stickers/packs/" + pack).expect(200);
        assertThat(packs(ada).size()).isEqualTo(1);
        int events =
                server.database()
                        .read(
                                handle ->
                                        handle.select(
                                                        "SELECT count(*) FROM user_events WHERE user_id = ? AND type = 'sticker:update'",
                                                        ada.id().value())
                                                .mapTo(Integer.class)
                                                .one());
        assertThat(events).isEqualTo(4);
    }

    @Test
    void onlySmallWebpPicturesOfOnesOwnAreStickers() {
        long pack = pack(ada);
        String foreign = upload(bob, "s.webp", "image/webp", webp());
        String png = upload(ada, "s.png", "image/png", Pictures.plain("png", 100, 100));
        for (String url :
                List.of(
                        foreign,
                        png,
                        "https://example.test/s.webp",
                        "/api/stickers/builtin/rocket.webp",
                        "javascript:alert(1)",
                        "/api/files/" + "x".repeat(22))) {
            assertThat(add(ada, pack, url).status()).as(url).isEqualTo(400);
        }
        ada.api().post("/api/stickers/packs", Map.of("title", " ")).expect(400);
        ada.api().post("/api/stickers/packs", Map.of("title", "x".repeat(101))).expect(400);
        ada.api().post("/api/stickers/packs", Map.of()).expect(400);
        assertThat(packs(ada).path(1).path("stickers").isEmpty()).isTrue();
    }

    @Test
    void thereIsAnEndToPacks() {
        for (int i = 0; i < 20; i++) {
            pack(ada);
        }
        ada.api().post("/api/stickers/packs", Map.of("title", "one more")).expect(409);
        assertThat(packs(ada).size()).isEqualTo(21);
    }
}
