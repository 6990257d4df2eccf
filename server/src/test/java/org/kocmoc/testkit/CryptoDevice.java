package org.kocmoc.testkit;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.Bytes;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.ratchet.PreKeys;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetStore;
import tools.jackson.databind.JsonNode;

/// A device of a person, with real keys of the ratchet library and a sign-in of its own.
public final class CryptoDevice {
    /// What it is, for requests.
    public final DeviceKeys keys;

    /// A client with the device's own token.
    public final Api api;

    /// Whose it is.
    public final Person person;

    private final AccountKey account;
    private final String token;
    private final RatchetStore.Memory store = new RatchetStore.Memory();
    private final PreKeys preKeys;
    private final Ratchet ratchet;
    private final List<DeviceCert.Signed> certificates = new ArrayList<>();
    private DeviceList.Signed list;

    private CryptoDevice(
            Person person,
            AccountKey account,
            int id,
            String token,
            Api api,
            List<DeviceCert.Signed> others) {
        this.person = person;
        this.account = account;
        this.token = token;
        this.api = api.as(token);
        keys =
                DeviceKeys.generate(
                        new Address(person.id().value(), id), InstantSource.system().millis());
        preKeys = new PreKeys(keys, InstantSource.system());
        ratchet = new Ratchet(keys, InstantSource.system());
        certificates.addAll(others);
        certificates.add(account.certify(keys.request()));
        list = account.firstList(person.id().value(), List.of(keys.cert()));
    }

    /// The first device of a person who has no encryption yet, not known to the server.
    public static CryptoDevice unknown(Person person) {
        return new CryptoDevice(
                person, AccountKey.generate(), 1, person.token(), person.api(), List.of());
    }

    /// The first device of a person, ready to be written to.
    public static CryptoDevice first(Person person, int oneTimeKeys) {
        CryptoDevice device = unknown(person);
        device.api.post("/api/e2ee/account", device.setUp()).expect(201);
        return device.ready(oneTimeKeys);
    }

    /// Another device of the same person, ready to be written to.
    public CryptoDevice link(int id, int oneTimeKeys) {
        String fresh =
                api.post(
                                "/api/auth/login",
                                Map.of("email", person.email(), "password", person.password()))
                        .expect(200)
                        .json()
                        .path("token")
                        .asString();
        CryptoDevice other = new CryptoDevice(person, account, id, fresh, api, certificates);
        certificates.add(other.certificates.getLast());
        api.put("/api/e2ee/devices", nextList(certs())).expect(200);
        other.list = list;
        return other.ready(oneTimeKeys);
    }

    /// Claims the sign-in and uploads keys.
    public CryptoDevice ready(int oneTimeKeys) {
        claim().expect(200);
        Map<String, Object> upload = new LinkedHashMap<>(rotated());
        upload.putAll(oneTime(oneTimeKeys));
        api.put("/api/e2ee/keys", upload).expect(200);
        return this;
    }

    /// Ties the sign-in to this device.
    public Answer claim() {
        return api.post(
                "/api/e2ee/devices/" + id() + "/session", Map.of("signature", text(proof())));
    }

    /// The device's signature over its token.
    public byte[] proof() {
        return keys.sessionProof(Bytes.sha256(Bytes.utf8(token))).toArray();
    }

    /// The body that begins encryption.
    public Map<String, Object> setUp() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("account_key", text(account.publicKey().toArray()));
        body.put("device_lists", List.of(text(list.encode())));
        body.put("certificates", encodedCertificates());
        return body;
    }

    /// The next list over these devices, now the present one, as a body.
    public Map<String, Object> nextList(List<DeviceCert> devices) {
        list = account.nextList(list.list(), devices);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("device_lists", List.of(text(list.encode())));
        body.put(
                "certificates",
                certificates.stream()
                        .filter(c -> devices.contains(c.cert()))
                        .map(c -> text(c.encode()))
                        .toList());
        return body;
    }

    /// The list that is in force already, as a body.
    public Map<String, Object> inForce() {
        return Map.of(
                "device_lists",
                List.of(text(list.encode())),
                "certificates",
                encodedCertificates());
    }

    /// Certificates of all devices that this one knows.
    public List<DeviceCert> certs() {
        return certificates.stream().map(DeviceCert.Signed::cert).toList();
    }

    /// The same as the wire carries them.
    public List<String> encodedCertificates() {
        return certificates.stream().map(c -> text(c.encode())).toList();
    }

    /// The signed list in force.
    public DeviceList.Signed list() {
        return list;
    }

    /// The account key, as all devices of a person hold it.
    public AccountKey account() {
        return account;
    }

    /// The sign-in of the device.
    public String token() {
        return token;
    }

    /// The device's number.
    public int id() {
        return keys.address().deviceId();
    }

    /// New signed and last-resort keys.
    public Map<String, Object> rotated() {
        PreKeys.Rotated made = store.transaction(preKeys::rotate);
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("id", made.signed().id());
        signed.put("created_ms", made.signed().createdMs());
        signed.put("key", text(made.signed().key().toArray()));
        signed.put("signature", text(made.signed().signature().toArray()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("signed", signed);
        body.put("last_resort", kem(made.lastResort()));
        return body;
    }

    /// That many new one-time keys of each kind.
    public Map<String, Object> oneTime(int count) {
        List<PreKeys.OneTime> keysOfOne = store.transaction(tx -> preKeys.oneTime(tx, count));
        List<PreKeys.Kem> kems = store.transaction(tx -> preKeys.oneTimeKem(tx, count));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "one_time",
                keysOfOne.stream()
                        .map(k -> Map.of("id", k.id(), "key", text(k.key().toArray())))
                        .toList());
        body.put("one_time_kem", kems.stream().map(CryptoDevice::kem).toList());
        return body;
    }

    private static Map<String, Object> kem(PreKeys.Kem key) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", key.id());
        body.put("created_ms", key.createdMs());
        body.put("key", text(key.key().toArray()));
        body.put("signature", text(key.signature().toArray()));
        return body;
    }

    /// Takes bundles of all devices of somebody.
    public JsonNode take(Person other) {
        return api.post("/api/e2ee/bundles/take", Map.of("user_id", other.id())).expect(200).json();
    }

    /// Takes bundles of somebody, verifies everything and opens a session with each device.
    public void start(Person other) {
        JsonNode taken = take(other);
        KnownDevices known = known(taken, taken.path("device_list"));
        for (JsonNode one : taken.path("bundles")) {
            PreKeyBundle bundle = PreKeyBundle.parse(bytes(one.path("bundle")));
            store.transaction(
                    tx -> {
                        ratchet.start(tx, bundle, known, list.list().version());
                        return true;
                    });
        }
    }

    private static KnownDevices known(JsonNode from, JsonNode list) {
        List<DeviceCert.Signed> certs = new ArrayList<>();
        from.path("certificates").forEach(c -> certs.add(DeviceCert.Signed.parse(bytes(c))));
        return KnownDevices.firstSeen(
                org.kocmoc.ratchet.Bytes.of(bytes(from.path("account_key"))),
                DeviceList.Signed.parse(bytes(list)),
                certs);
    }

    /// An envelope for a device with which there is a session.
    public Map<String, Object> seal(DeviceKeys to, byte[] content) {
        Ciphertext sealed = store.transaction(tx -> ratchet.encrypt(tx, to.address(), content));
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("user_id", to.address().userId());
        envelope.put("device_id", to.address().deviceId());
        envelope.put("registration_id", to.cert().registrationId());
        envelope.put("type", sealed.type());
        envelope.put("envelope", text(sealed.bytes().toArray()));
        return envelope;
    }

    /// Opens an item of the mailbox.
    public byte[] open(JsonNode item) {
        long user = item.path("sender_id").asLong();
        JsonNode published = api.get("/api/e2ee/users/" + user + "/devices").expect(200).json();
        KnownDevices known = known(published, published.path("device_lists").get(0));
        Address from = new Address(user, item.path("sender_device").asInt());
        Ciphertext received =
                Ciphertext.of(item.path("type").asInt(), bytes(item.path("envelope")));
        return store.transaction(tx -> ratchet.decrypt(tx, known, from, received));
    }

    /// Bytes as the wire carries them.
    public static String text(byte[] bytes) {
        return Bytes.base64Url(bytes);
    }

    /// Bytes of a field.
    public static byte[] bytes(JsonNode node) {
        return java.util.Base64.getUrlDecoder().decode(node.asString());
    }
}
