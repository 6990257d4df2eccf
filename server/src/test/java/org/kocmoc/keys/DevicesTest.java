package org.kocmoc.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.testkit.CryptoDevice.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class DevicesTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");

    private JsonNode devices(Person viewer, Person of) {
        return viewer.api().get("/api/e2ee/users/" + of.id() + "/devices").expect(200).json();
    }

    @Test
    void othersReadTheSignedListAndItsCertificates() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        first.link(2, 1);

        JsonNode seen = devices(bob, ada);
        assertThat(seen.path("list_version").asInt()).isEqualTo(2);
        assertThat(seen.path("device_lists").size()).isEqualTo(1);
        assertThat(seen.path("certificates").size()).isEqualTo(2);
        JsonNode all = bob.api().get("/api/e2ee/users/" + ada.id() + "/devices?from=1").json();
        assertThat(all.path("device_lists").size()).isEqualTo(2);
        bob.api().get("/api/e2ee/users/" + bob.id() + "/devices").expect(404);
    }

    @Test
    void onlyWhoMayWriteToSomebodyReadsTheDevices() {
        CryptoDevice.first(ada, 1);
        server.database()
                .execute(
                        h ->
                                h.execute(
                                        "UPDATE users SET who_may_add = 'nobody' WHERE id = ?",
                                        ada.id().value()));

        bob.api().get("/api/e2ee/users/" + ada.id() + "/devices").expect(403);
        ada.api().get("/api/e2ee/users/" + ada.id() + "/devices").expect(200);
    }

    @Test
    void aListMustFollowTheOneBefore() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        Map<String, Object> second = first.nextList(first.certs());
        Map<String, Object> third = first.nextList(first.certs());

        code(ada.api().put("/api/e2ee/devices", third), 409, "device_list_gap");
        ada.api().put("/api/e2ee/devices", second).expect(200);
        ada.api().put("/api/e2ee/devices", second).expect(200);
        ada.api().put("/api/e2ee/devices", third).expect(200);
        code(ada.api().put("/api/e2ee/devices", second), 409, "device_list_outdated");
        code(ada.api().put("/api/e2ee/devices", fork(first, 3)), 409, "device_list_forked");
        code(ada.api().put("/api/e2ee/devices", fork(first, 4)), 409, "device_list_forked");
        assertThat(devices(bob, ada).path("list_version").asInt()).isEqualTo(3);
    }

    /// As a proxy does that has waited for too long: the second one waits for the first.
    @Test
    void theSameListTwiceAtOnceIsTakenOnce() throws Exception {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        Map<String, Object> second = first.nextList(first.certs());
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        server.database()
                .execute(
                        h -> {
                            h.execute(
                                    "SELECT FROM e2ee_accounts WHERE user_id = ? FOR UPDATE",
                                    ada.id().value());
                            for (int i = 0; i < 2; i++) {
                                answers.add(
                                        CompletableFuture.supplyAsync(
                                                () -> ada.api().put("/api/e2ee/devices", second)));
                            }
                            awaitTwoThatWait(h);
                        });

        for (CompletableFuture<Answer> answer : answers) {
            answer.get(20, TimeUnit.SECONDS).expect(200);
        }
        assertThat(devices(bob, ada).path("list_version").asInt()).isEqualTo(2);
    }

    private static void awaitTwoThatWait(Handle handle) {
        for (int looks = 0; looks < 200; looks++) {
            int waiting =
                    handle.createQuery(
                                    """
                                    SELECT count(*) FROM pg_stat_activity
                                    WHERE wait_event_type = 'Lock' AND query LIKE '%e2ee_accounts%'
                                    """)
                            .mapTo(Integer.class)
                            .one();
            if (waiting == 2) {
                return;
            }
            handle.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.05)");
        }
        throw new AssertionError("nobody waits");
    }

    /// A list of the account's own key that follows another one than the server's.
    private static Map<String, Object> fork(CryptoDevice device, long version) {
        Bytes elsewhere = Bytes.of(org.kocmoc.base.Bytes.random(32));
        DeviceList other =
                new DeviceList(
                        device.person.id().value(),
                        version - 1,
                        elsewhere,
                        List.of(device.keys.cert().hash()));
        return body(List.of(device.account().nextList(other, device.certs())), List.of());
    }

    private static Map<String, Object> body(
            List<DeviceList.Signed> lists, List<String> certificates) {
        return Map.of(
                "device_lists",
                lists.stream().map(list -> text(list.encode())).toList(),
                "certificates",
                certificates);
    }

    @Test
    void aListOfAnotherKeyOrUserIsRefused() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        AccountKey foreign = AccountKey.generate();
        DeviceList.Signed forged = foreign.nextList(first.list().list(), first.certs());
        code(
                ada.api().put("/api/e2ee/devices", body(List.of(forged), List.of())),
                400,
                "device_list_invalid");
        DeviceList.Signed other =
                first.account().firstList(bob.id().value(), List.of(first.keys.cert()));
        Map<String, Object> setUp = new LinkedHashMap<>(first.setUp());
        setUp.put("device_lists", List.of(text(other.encode())));
        code(bob.api().post("/api/e2ee/account", setUp), 400, "certificate_invalid");
    }

    @Test
    void aDeviceOnTheListNeedsItsCertificate() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        DeviceKeys ghost = DeviceKeys.generate(new Address(ada.id().value(), 2), 1);
        DeviceList.Signed next =
                first.account()
                        .nextList(first.list().list(), List.of(first.keys.cert(), ghost.cert()));

        code(
                ada.api().put("/api/e2ee/devices", body(List.of(next), List.of())),
                400,
                "certificate_missing");
        byte[] certificate = first.account().certify(ghost.request()).encode();
        for (int at : new int[] {0, 20, 30, 60, 120, 180}) {
            byte[] damaged = certificate.clone();
            damaged[at] ^= 1;
            ada.api()
                    .put("/api/e2ee/devices", body(List.of(next), List.of(text(damaged))))
                    .expect(400);
        }
        String whole = text(certificate);
        ada.api().put("/api/e2ee/devices", body(List.of(next), List.of(whole))).expect(200);
    }

    @Test
    void aRemovedDeviceLosesEverything() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        CryptoDevice second = first.link(2, 3);
        second.api.get("/api/e2ee/keys").expect(200);

        ada.api().put("/api/e2ee/devices", first.nextList(List.of(first.keys.cert()))).expect(200);

        code(second.api.get("/api/e2ee/keys"), 403, "device_required");
        code(second.claim(), 404, "device_unknown");
        assertThat(count("e2ee_devices")).isEqualTo(1);
        assertThat(count("e2ee_one_time_keys")).isEqualTo(1);
        assertThat(count("e2ee_sessions")).isEqualTo(1);
    }

    private long count(String table) {
        return server.database()
                .read(
                        h ->
                                h.createQuery(
                                                "SELECT count(*) FROM "
                                                        + table
                                                        + " WHERE user_id = "
                                                        + ada.id())
                                        .mapTo(Long.class)
                                        .one());
    }

    @Test
    void aSignInBelongsToADeviceOnlyByItsSignature() {
        CryptoDevice first = CryptoDevice.unknown(ada);
        ada.api().post("/api/e2ee/account", first.setUp()).expect(201);
        code(ada.api().get("/api/e2ee/keys"), 403, "device_required");
        byte[] wrong = first.proof();
        wrong[3] ^= 1;
        String path = "/api/e2ee/devices/1/session";
        code(ada.api().post(path, Map.of("signature", text(wrong))), 403, "device_proof_invalid");
        CryptoDevice stranger = CryptoDevice.unknown(bob);
        code(
                ada.api().post(path, Map.of("signature", text(stranger.proof()))),
                403,
                "device_proof_invalid");
        ada.api().post(path, Map.of("signature", "x")).expect(400);
        first.claim().expect(200);
        first.claim().expect(200);
        ada.api().get("/api/e2ee/keys").expect(200);
    }

    @Test
    void startingOverTakesThePassword() {
        CryptoDevice.first(ada, 2);
        CryptoDevice anew = CryptoDevice.unknown(ada);
        code(ada.api().post("/api/e2ee/account", anew.setUp()), 409, "encryption_already_set_up");
        Map<String, Object> body = new LinkedHashMap<>(anew.setUp());
        body.put("start_over", true);
        ada.api().post("/api/e2ee/account", body).expect(403);
        body.put("password", "wrong");
        ada.api().post("/api/e2ee/account", body).expect(403);
        body.put("password", ada.password());
        ada.api().post("/api/e2ee/account", body).expect(201);

        assertThat(devices(bob, ada).path("account_key").asString())
                .isEqualTo(text(anew.account().publicKey().toArray()));
        assertThat(count("e2ee_one_time_keys")).isZero();
    }

    @Test
    void everybodyInACommonEncryptedChatHearsOfNewDevices() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        CryptoDevice.first(bob, 1);
        ada.api()
                .post("/api/chats", Map.of("participantIds", List.of(bob.id()), "mode", "e2ee"))
                .expect(201);
        long before = told(bob);
        first.link(2, 1);

        assertThat(told(bob)).isGreaterThan(before);
        assertThat(told(ada)).isPositive();
    }

    private static long told(Person person) {
        return server.database()
                .read(
                        h ->
                                h.createQuery(
                                                "SELECT count(*) FROM user_events WHERE type = 'device:update' AND user_id = "
                                                        + person.id())
                                        .mapTo(Long.class)
                                        .one());
    }

    private static void code(Answer answer, int status, String code) {
        answer.expect(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
}
