package org.kocmoc.envelopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kocmoc.testkit.CryptoDevice.bytes;
import static org.kocmoc.testkit.CryptoDevice.text;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.db.SqlState;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.MessageBody;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class EncryptedMessagesTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final String CANARY = "canary-of-the-encrypted-chat";

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final CryptoDevice phone = CryptoDevice.first(ada, 5);
    private final CryptoDevice laptop = phone.link(2, 5);
    private final CryptoDevice bobs = CryptoDevice.first(bob, 5);
    private long chat;

    @BeforeEach
    void pair() {
        chat = chat(ada, Map.of("participantIds", List.of(bob.id()), "mode", "e2ee"));
    }

    private static long chat(Person founder, Map<String, Object> wanted) {
        return founder.api()
                .post("/api/chats", wanted)
                .expect(201)
                .json()
                .path("chat")
                .path("id")
                .asLong();
    }

    private String messages() {
        return "/api/e2ee/chats/" + chat + "/messages";
    }

    private String roster() {
        return ada.api()
                .get("/api/e2ee/chats/" + chat + "/devices")
                .expect(200)
                .json()
                .path("version")
                .asString();
    }

    /// A message as a client makes it: the body once, its key for each device.
    private Map<String, Object> message(CryptoDevice from, String content, DeviceKeys... to) {
        Bytes uuid = Bytes.of(org.kocmoc.base.Bytes.random(16));
        MessageBody.Sealed sealed =
                MessageBody.seal(chat, uuid, content.getBytes(StandardCharsets.UTF_8));
        byte[] key = new byte[64];
        System.arraycopy(sealed.key(), 0, key, 0, 32);
        System.arraycopy(sealed.hash().toArray(), 0, key, 32, 32);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message_uuid", uuid.hex());
        body.put("roster_version", roster());
        body.put("body", text(sealed.body().toArray()));
        body.put("envelopes", java.util.Arrays.stream(to).map(d -> from.seal(d, key)).toList());
        return body;
    }

    private String open(CryptoDevice device, JsonNode item) {
        byte[] key = device.open(item);
        byte[] content =
                MessageBody.open(
                        chat,
                        Bytes.ofHex(item.path("message_uuid").asString()),
                        java.util.Arrays.copyOf(key, 32),
                        Bytes.of(java.util.Arrays.copyOfRange(key, 32, 64)),
                        bytes(item.path("body")));
        return new String(content, StandardCharsets.UTF_8);
    }

    private static JsonNode mailbox(CryptoDevice device) {
        return device.api.get("/api/e2ee/mailbox").expect(200).json().path("items");
    }

    private void introduce() {
        phone.start(bob);
        phone.start(ada);
    }

    @Test
    void aMessageReachesEveryDeviceOnceAndTheServerCannotReadIt() {
        introduce();
        Map<String, Object> sent = message(phone, CANARY, laptop.keys, bobs.keys);
        JsonNode stored = phone.api.post(messages(), sent).expect(201).json().path("message");

        for (CryptoDevice device : List.of(bobs, laptop)) {
            JsonNode items = mailbox(device);
            assertThat(items.size()).isEqualTo(1);
            assertThat(items.get(0).path("seq").asLong()).isEqualTo(stored.path("seq").asLong());
            assertThat(open(device, items.get(0))).isEqualTo(CANARY);
            acknowledge(device, items.get(0).path("id").asLong());
            assertThat(mailbox(device).size()).isZero();
        }
        JsonNode page = bobs.api.get(messages()).expect(200).json().path("messages");
        assertThat(page.get(0).path("body").asString()).isEqualTo(sent.get("body"));
        assertThat(page.get(0).path("envelope").isNull()).isTrue();
        assertThat(Canary.tablesHolding(server.database(), CANARY)).isEmpty();
        assertThat(unread(bob)).isEqualTo(1);
    }

    private static void acknowledge(CryptoDevice device, long id) {
        device.api.post("/api/e2ee/mailbox/ack", Map.of("ids", List.of(id))).expect(200);
    }

    private int unread(Person person) {
        for (JsonNode one : person.api().get("/api/chats?e2ee=1").json().path("chats")) {
            if (one.path("id").asLong() == chat) {
                return one.path("unread_count").asInt();
            }
        }
        throw new AssertionError("the chat is not listed");
    }

    @Test
    void theSameMessageAgainGivesTheFirstResult() {
        introduce();
        Map<String, Object> sent = message(phone, "once", laptop.keys, bobs.keys);
        JsonNode first = phone.api.post(messages(), sent).expect(201).json();
        JsonNode second = phone.api.post(messages(), sent).expect(201).json();

        assertThat(second.path("message")).isEqualTo(first.path("message"));
        assertThat(second.path("repeated").asBoolean()).isTrue();
        assertThat(mailbox(bobs).size()).isEqualTo(1);
        laptop.start(bob);
        laptop.start(ada);
        Map<String, Object> other = message(laptop, "another", phone.keys, bobs.keys);
        other.put("message_uuid", sent.get("message_uuid"));
        assertThat(
                        laptop.api
                                .post(messages(), other)
                                .expect(201)
                                .json()
                                .path("repeated")
                                .asBoolean())
                .isFalse();
    }

    @Test
    void whatWasStoredIsAnsweredAlsoWhenItsSenderHasBeenRemoved() {
        chat =
                chat(
                        bob,
                        Map.of(
                                "type",
                                "group",
                                "participantIds",
                                List.of(ada.id()),
                                "mode",
                                "e2ee"));
        Map<String, Object> sent = message(phone, "last words");
        sent.remove("envelopes");
        sent.put("group_envelope", text(new byte[300]));
        JsonNode first = phone.api.post(messages(), sent).expect(201).json();
        bob.api().delete("/api/chats/" + chat + "/members/" + ada.id()).expect(200);

        JsonNode second = phone.api.post(messages(), sent).expect(201).json();

        assertThat(second.path("message")).isEqualTo(first.path("message"));
        assertThat(second.path("repeated").asBoolean()).isTrue();
        sent.put("message_uuid", UUID.randomUUID().toString().replace("-", ""));
        code(phone.api.post(messages(), sent), "not_a_member");
    }

    @Test
    void updatesAreNotUnread() {
        introduce();
        Map<String, Object> sent = message(phone, "reaction", laptop.keys, bobs.keys);
        sent.put("class", "update");
        phone.api.post(messages(), sent).expect(201);

        assertThat(unread(bob)).isZero();
        assertThat(mailbox(bobs).get(0).path("class").asString()).isEqualTo("update");
    }

    @Test
    void aStaleSetOfDevicesIsRefusedWithWhatHasChanged() {
        introduce();
        Map<String, Object> sent = message(phone, "x", bobs.keys);
        JsonNode refused = stale(phone.api.post(messages(), sent));
        assertThat(refused.path("missing").size()).isEqualTo(1);
        assertThat(refused.path("missing").get(0).path("device_id").asInt()).isEqualTo(2);
        assertThat(refused.path("roster").path("members").size()).isEqualTo(2);

        Map<String, Object> both = message(phone, "x", laptop.keys, bobs.keys);
        CryptoDevice second = bobs.link(2, 1);
        refused = stale(phone.api.post(messages(), both));
        assertThat(refused.path("missing").get(0).path("registration_id").asInt())
                .isEqualTo(second.keys.cert().registrationId());
        both.put("roster_version", roster());
        assertThat(stale(phone.api.post(messages(), both)).path("missing").size()).isEqualTo(1);

        bob.api().put("/api/e2ee/devices", bobs.nextList(List.of(bobs.keys.cert()))).expect(200);
        assertThat(stale(phone.api.post(messages(), both)).path("missing").size()).isZero();
        both.put("roster_version", roster());
        registration(both, 1, 77);
        refused = stale(phone.api.post(messages(), both));
        assertThat(refused.path("stale").get(0).path("registration_id").asInt())
                .isEqualTo(bobs.keys.cert().registrationId());
        registration(both, 1, bobs.keys.cert().registrationId());
        phone.api.post(messages(), both).expect(201);
        assertThat(count("messages")).isEqualTo(1);
    }

    @SuppressWarnings("unchecked")
    private static void registration(Map<String, Object> message, int index, int registration) {
        List<Map<String, Object>> envelopes =
                (List<Map<String, Object>>) Objects.requireNonNull(message.get("envelopes"));
        envelopes.get(index).put("registration_id", registration);
    }

    private static JsonNode stale(Answer answer) {
        JsonNode body = answer.expect(409).json();
        assertThat(body.path("code").asString()).isEqualTo("roster_changed");
        return body;
    }

    @Test
    void aGroupMessageIsStoredOnceForItsRoster() {
        chat =
                chat(
                        ada,
                        Map.of(
                                "type",
                                "group",
                                "participantIds",
                                List.of(bob.id()),
                                "mode",
                                "e2ee"));
        Map<String, Object> sent = message(phone, "to all");
        sent.remove("envelopes");
        sent.put("group_envelope", text(new byte[300]));
        phone.api.post(messages(), sent).expect(201);

        JsonNode seen = bobs.api.get(messages()).json().path("messages").get(0);
        assertThat(seen.path("group_envelope").asString()).isEqualTo(text(new byte[300]));
        assertThat(mailbox(bobs).size()).isZero();
        Map<String, Object> next = new LinkedHashMap<>(sent);
        next.put("message_uuid", UUID.randomUUID().toString().replace("-", ""));
        bobs.link(2, 1);
        stale(phone.api.post(messages(), next));
        next.put("roster_version", roster());
        phone.api.post(messages(), next).expect(201);
        Person carol = server.people().newcomer("Carol");
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(carol.id())))
                .expect(200);
        next.put("message_uuid", UUID.randomUUID().toString().replace("-", ""));
        stale(phone.api.post(messages(), next));
    }

    @Test
    void deletingLeavesNeitherBodyNorEnvelopes() {
        introduce();
        long id =
                phone.api
                        .post(messages(), message(phone, "oops", laptop.keys, bobs.keys))
                        .json()
                        .path("message")
                        .path("id")
                        .asLong();
        phone.api.delete("/api/messages/" + id).expect(200);

        assertThat(mailbox(bobs).size()).isZero();
        JsonNode seen = bobs.api.get(messages()).json().path("messages").get(0);
        assertThat(seen.path("deleted").asBoolean()).isTrue();
        assertThat(seen.path("body").isNull()).isTrue();
    }

    @Test
    void nothingReadableGetsIntoAnEncryptedChat() {
        introduce();
        long id =
                phone.api
                        .post(messages(), message(phone, "secret", laptop.keys, bobs.keys))
                        .json()
                        .path("message")
                        .path("id")
                        .asLong();
        long open = chat(ada, Map.of("participantIds", List.of(bob.id())));
        code(ada.api().post("/api/messages/" + chat, Map.of("text", "plain")), "chat_is_encrypted");
        String one = "/api/messages/" + id;
        code(ada.api().patch(one + "/edit", Map.of("text", "plain")), "chat_is_encrypted");
        code(ada.api().post(one + "/react", Map.of("reaction", "👍")), "chat_is_encrypted");
        code(ada.api().post(one + "/forward", Map.of("targetChatId", open)), "chat_is_encrypted");
        for (String statement :
                List.of(
                        "UPDATE messages SET text = 'plain' WHERE id = " + id,
                        "UPDATE messages SET key_version = 1 WHERE id = " + id,
                        "UPDATE messages SET file_url = '/x' WHERE id = " + id,
                        "UPDATE messages SET mode = 'server', body = NULL, sender_device = NULL WHERE id = "
                                + id,
                        "INSERT INTO messages (chat_id, seq, epoch, text) VALUES ("
                                + chat
                                + ", 99, 1, 'plain')",
                        "INSERT INTO message_edits (message_id, revision, text) VALUES ("
                                + id
                                + ", 1, 'plain')",
                        "INSERT INTO message_reactions (message_id, user_id, reaction) VALUES ("
                                + id
                                + ", "
                                + ada.id()
                                + ", 'x')")) {
            violates(statement);
        }
    }

    @Test
    void noEnvelopeGetsIntoAReadableChat() {
        introduce();
        long encrypted = chat;
        chat = chat(ada, Map.of("participantIds", List.of(bob.id())));
        long id =
                ada.api()
                        .post("/api/messages/" + chat, Map.of("text", "plain"))
                        .json()
                        .path("message")
                        .path("id")
                        .asLong();
        Map<String, Object> sent = message(phone, "x", laptop.keys, bobs.keys);
        code(phone.api.post(messages(), sent), "chat_not_encrypted");
        code(phone.api.get(messages()), "chat_not_encrypted");
        for (String statement :
                List.of(
                        "UPDATE messages SET envelope = '\\x00' WHERE id = " + id,
                        "UPDATE messages SET sender_device = 1 WHERE id = " + id,
                        "UPDATE messages SET body = '\\x00', key_version = NULL, text = NULL WHERE id = "
                                + id,
                        "UPDATE messages SET chat_id = "
                                + encrypted
                                + ", seq = 98 WHERE id = "
                                + id,
                        """
                        INSERT INTO e2ee_mailbox (user_id, device_id, chat_id, seq, sender_id, sender_device, type, envelope, created_at)
                        SELECT %s, 1, chat_id, seq, 1, 1, 2, '\\x00', now() FROM messages WHERE id = %d
                        """
                                .formatted(bob.id(), id))) {
            violates(statement);
        }
    }

    private static final String CHECK_VIOLATION = "23514";

    private static void violates(String statement) {
        assertThatThrownBy(() -> server.database().execute(h -> h.execute(statement)))
                .as(statement)
                .satisfies(
                        e ->
                                assertThat(
                                                SqlState.of(e)
                                                                .filter(CHECK_VIOLATION::equals)
                                                                .isPresent()
                                                        || SqlState.isForeignKeyViolation(e))
                                        .as(e.toString())
                                        .isTrue());
    }

    @Test
    void malformedMessagesChangeNothing() {
        introduce();
        Map<String, Object> good = message(phone, "x", laptop.keys, bobs.keys);
        Map<String, Object> envelope = phone.seal(bobs.keys, new byte[1]);
        for (Map<String, Object> change :
                List.<Map<String, Object>>of(
                        Map.of("message_uuid", "short"),
                        Map.of("body", "*"),
                        Map.of("body", ""),
                        Map.of("body", text(new byte[68_609])),
                        Map.of("class", "control"),
                        Map.of("roster_version", 7),
                        Map.of("group_envelope", text(new byte[1])),
                        Map.of("envelopes", List.of(envelope, envelope)),
                        Map.of("envelopes", List.of(Map.of("user_id", 1))),
                        Map.of("envelopes", "none"))) {
            Map<String, Object> bad = new LinkedHashMap<>(good);
            bad.putAll(change);
            code(phone.api.post(messages(), bad).expect(400), "envelope_fields");
        }
        assertThat(count("messages")).isZero();
        ada.api().post("/api/blocks", Map.of("userId", bob.id()));
        code(
                server.people().newcomer("Carol").api().post(messages(), good).expect(403),
                "device_required");
        CryptoDevice eve = CryptoDevice.first(server.people().newcomer("Eve"), 1);
        code(eve.api.post(messages(), good).expect(403), "not_a_member");
    }

    @Test
    void controlMessagesSkipTheChat() {
        introduce();
        Map<String, Object> control =
                phone.seal(bobs.keys, CANARY.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> unknown = new LinkedHashMap<>(control);
        unknown.put("device_id", 9);
        Map<String, Object> stale = new LinkedHashMap<>(control);
        stale.put("registration_id", 5);
        JsonNode refused =
                phone.api
                        .post(
                                "/api/e2ee/mailbox",
                                Map.of("envelopes", List.of(control, unknown, stale)))
                        .expect(200)
                        .json()
                        .path("refused");

        assertThat(refused.size()).isEqualTo(2);
        JsonNode items = mailbox(bobs);
        assertThat(items.size()).isEqualTo(1);
        assertThat(items.get(0).path("class").asString()).isEqualTo("control");
        assertThat(items.get(0).path("chat_id").isNull()).isTrue();
        assertThat(new String(bobs.open(items.get(0)), StandardCharsets.UTF_8)).isEqualTo(CANARY);
        assertThat(count("messages") + count("chat_events")).isEqualTo(1);
        assertThat(unread(bob)).isZero();
        acknowledge(laptop, items.get(0).path("id").asLong());
        assertThat(mailbox(bobs).size()).as("another device cannot acknowledge").isEqualTo(1);
    }

    @Test
    void aBlockKeepsControlMessagesAwayWhereNoGroupIsShared() {
        introduce();
        bob.api().post("/api/blocks/" + ada.id()).expect(200);
        Map<String, Object> control =
                phone.seal(bobs.keys, CANARY.getBytes(StandardCharsets.UTF_8));
        JsonNode refused =
                phone.api
                        .post("/api/e2ee/mailbox", Map.of("envelopes", List.of(control)))
                        .expect(200)
                        .json()
                        .path("refused");
        assertThat(refused.get(0).path("reason").asString()).isEqualTo("not_allowed");
        assertThat(mailbox(bobs).size()).isZero();
    }

    @Test
    void whatTheServerSeesOfThisIsCounted() {
        introduce();
        double single = figure("kocmoc_envelopes_taken_total{kind=\"single\"}");
        double control = figure("kocmoc_envelopes_taken_total{kind=\"control\"}");
        double stale = figure("kocmoc_envelopes_refused_total{reason=\"roster_changed\"}");
        double unknown = figure("kocmoc_envelopes_refused_total{reason=\"unknown_device\"}");
        Map<String, Object> sent = message(phone, CANARY, laptop.keys, bobs.keys);

        phone.api.post(messages(), message(phone, "x", bobs.keys)).expect(409);
        phone.api.post(messages(), sent).expect(201);
        phone.api.post(messages(), sent).expect(201);
        Map<String, Object> nobodys = new LinkedHashMap<>(phone.seal(bobs.keys, new byte[] {1}));
        nobodys.put("device_id", 9);
        phone.api
                .post(
                        "/api/e2ee/mailbox",
                        Map.of(
                                "envelopes",
                                List.of(phone.seal(bobs.keys, new byte[] {2}), nobodys)))
                .expect(200);

        assertThat(figure("kocmoc_envelopes_taken_total{kind=\"single\"}")).isEqualTo(single + 2);
        assertThat(figure("kocmoc_envelopes_taken_total{kind=\"control\"}")).isEqualTo(control + 1);
        assertThat(figure("kocmoc_envelopes_refused_total{reason=\"roster_changed\"}"))
                .isEqualTo(stale + 1);
        assertThat(figure("kocmoc_envelopes_refused_total{reason=\"unknown_device\"}"))
                .isEqualTo(unknown + 1);
        assertThat(figure("kocmoc_mailbox_waiting")).isGreaterThanOrEqualTo(3);
        assertThat(figure("kocmoc_mailbox_oldest_seconds")).isPositive();
    }

    private static double figure(String name) {
        return server.api()
                .get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private long count(String table) {
        return server.database()
                .read(
                        h ->
                                h.createQuery(
                                                "SELECT count(*) FROM "
                                                        + table
                                                        + " WHERE chat_id = "
                                                        + chat)
                                        .mapTo(Long.class)
                                        .one());
    }

    private static void code(Answer answer, String code) {
        assertThat(answer.json().path("code").asString()).as(answer.text()).isEqualTo(code);
    }
}
