package org.kocmoc.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.testkit.CryptoDevice.bytes;
import static org.kocmoc.testkit.CryptoDevice.text;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class PreKeysTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final CryptoDevice device = CryptoDevice.first(ada, 3);

    private static int size(Answer answer, String field) {
        return answer.expect(200).json().path(field).asInt();
    }

    @Test
    void takenBundlesVerifyAndNoKeyComesTwice() {
        CryptoDevice taker = CryptoDevice.first(bob, 1);
        List<Integer> oneTime = new java.util.ArrayList<>();
        List<Integer> kems = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            JsonNode taken = taker.take(ada);
            assertThat(taken.path("bundles").size()).isEqualTo(1);
            PreKeyBundle bundle =
                    PreKeyBundle.parse(bytes(taken.path("bundles").get(0).path("bundle")));
            bundle.verify();
            bundle.oneTime().ifPresent(key -> oneTime.add(key.id()));
            assertThat(bundle.kem().isLastResort()).isEqualTo(i >= 3);
            kems.add(bundle.kem().id());
        }
        assertThat(oneTime).containsExactly(1, 2, 3);
        assertThat(kems.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(kems.get(3)).isEqualTo(kems.get(4));
        assertThat(size(device.api.get("/api/e2ee/keys"), "one_time")).isZero();
    }

    @Test
    void aDeviceIsToldOnceThatItsKeysRunOut() {
        CryptoDevice taker = CryptoDevice.first(bob, 1);
        taker.take(ada);
        taker.take(ada);
        assertThat(lows()).isEqualTo(1);
        device.api.put("/api/e2ee/keys", device.oneTime(2)).expect(200);
        taker.take(ada);
        assertThat(lows()).isEqualTo(2);
    }

    private long lows() {
        return server.database()
                .read(
                        h ->
                                h.createQuery(
                                                "SELECT count(*) FROM user_events WHERE type = 'keys:low' AND user_id = "
                                                        + ada.id())
                                        .mapTo(Long.class)
                                        .one());
    }

    @Test
    void keysOfAnEarlierEpochAreNeverHandedOut() {
        CryptoDevice taker = CryptoDevice.first(bob, 1);
        server.database()
                .execute(
                        h -> {
                            h.execute("UPDATE e2ee_one_time_keys SET epoch = epoch - 1");
                            h.execute("UPDATE e2ee_one_time_kems SET epoch = epoch - 1");
                        });

        assertThat(size(device.api.get("/api/e2ee/keys"), "one_time")).isZero();
        PreKeyBundle bundle =
                PreKeyBundle.parse(bytes(taker.take(ada).path("bundles").get(0).path("bundle")));
        assertThat(bundle.oneTime()).isEmpty();
        assertThat(bundle.kem().isLastResort()).isTrue();
        assertThat(size(device.api.put("/api/e2ee/keys", device.oneTime(1)), "one_time"))
                .isEqualTo(1);
    }

    @Test
    void rotationReplacesBothServingKeys() {
        CryptoDevice taker = CryptoDevice.first(bob, 1);
        Map<String, Object> rotated = device.rotated();
        device.api.put("/api/e2ee/keys", rotated).expect(200);
        PreKeyBundle bundle =
                PreKeyBundle.parse(bytes(taker.take(ada).path("bundles").get(0).path("bundle")));
        assertThat(bundle.signed().id()).isEqualTo(2);
        refused(device.api.put("/api/e2ee/keys", rotated), 409, "key_id_reused");
        rotated.remove("last_resort");
        refused(device.api.put("/api/e2ee/keys", rotated), 400, "encryption_fields");
    }

    @Test
    void idsAreUsedOnceAndCountsAreBounded() {
        Map<String, Object> more = device.oneTime(2);
        device.api.put("/api/e2ee/keys", more).expect(200);
        refused(device.api.put("/api/e2ee/keys", more), 409, "key_id_reused");
        List<Map<String, Object>> many = new java.util.ArrayList<>();
        String key = text(device.keys.cert().agreementKey().toArray());
        for (int i = 1; i <= 100; i++) {
            many.add(Map.of("id", 1_000 + i, "key", key));
        }
        device.api.put("/api/e2ee/keys", Map.of("one_time", many)).expect(200);
        List<Map<String, Object>> next = new java.util.ArrayList<>();
        for (int i = 1; i <= 96; i++) {
            next.add(Map.of("id", 2_000 + i, "key", key));
        }
        refused(device.api.put("/api/e2ee/keys", Map.of("one_time", next)), 409, "too_many_keys");
        device.api.put("/api/e2ee/keys", Map.of("one_time", next.subList(0, 95))).expect(200);
    }

    /// Each of these would harm whoever takes the key, or let a key be moved to another device.
    @Test
    void hostileUploadsAreRefusedAndChangeNothing() {
        Map<String, UnaryOperator<byte[]>> points = new HashMap<>();
        for (String point :
                List.of(
                        "00".repeat(32),
                        "01" + "00".repeat(31),
                        "ec" + "ff".repeat(30) + "7f",
                        "ed" + "ff".repeat(30) + "7f",
                        "ee" + "ff".repeat(30) + "7f",
                        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                        "09" + "00".repeat(30) + "80")) {
            points.put(point, ignored -> HexFormat.of().parseHex(point));
        }
        points.values()
                .forEach(
                        point ->
                                refused(
                                        device.api.put(
                                                "/api/e2ee/keys",
                                                Map.of(
                                                        "one_time",
                                                        List.of(
                                                                Map.of(
                                                                        "id",
                                                                        500,
                                                                        "key",
                                                                        text(
                                                                                point.apply(
                                                                                        new byte
                                                                                                [0])))))),
                                        400,
                                        "key_invalid"));
        damaged("signed", "signature", b -> flipped(b, 5));
        damaged("signed", "key", b -> flipped(b, 3));
        damaged("last_resort", "signature", b -> flipped(b, 63));
        damaged("last_resort", "key", PreKeysTest::unreduced);
        JsonNode state = device.api.get("/api/e2ee/keys").json();
        assertThat(state.path("one_time").asInt()).isEqualTo(3);
        assertThat(state.path("signed_id").asInt()).isEqualTo(1);
    }

    private void damaged(String part, String field, UnaryOperator<byte[]> damage) {
        Map<String, Object> body = device.rotated();
        @SuppressWarnings("unchecked")
        Map<String, Object> key = new LinkedHashMap<>((Map<String, Object>) body.get(part));
        byte[] value = java.util.Base64.getUrlDecoder().decode((String) key.get(field));
        key.put(field, text(damage.apply(value)));
        body.put(part, key);
        refused(device.api.put("/api/e2ee/keys", body), 400, "key_invalid");
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] unreduced(byte[] key) {
        byte[] copy = key.clone();
        copy[0] = (byte) 0xFF;
        copy[1] |= 0x0F;
        return copy;
    }

    @Test
    void aKeyOfAnotherDeviceOrKindIsRefused() {
        CryptoDevice other = CryptoDevice.first(bob, 1);
        refused(device.api.put("/api/e2ee/keys", other.rotated()), 400, "key_invalid");
        Map<String, Object> own = device.rotated();
        refused(
                device.api.put(
                        "/api/e2ee/keys", Map.of("one_time_kem", List.of(own.get("last_resort")))),
                400,
                "key_invalid");
        refused(
                device.api.put(
                        "/api/e2ee/keys",
                        Map.of("one_time", List.of(Map.of("id", 0, "key", text(new byte[32]))))),
                400,
                "encryption_fields");
    }

    private static void refused(Answer answer, int status, String code) {
        answer.expect(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
}
