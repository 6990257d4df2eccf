package org.kocmoc.client.encryption;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetStore;
import tools.jackson.databind.JsonNode;

/// Makes this store a device of the account, once, and ties the sign-in to it, each time.
final class SetUp {
    private static final String KEYS = "sdk.device";
    private static final String SEED = "sdk.account";
    private static final String CERTIFICATE = "sdk.certificate";

    private final Session session;
    private final RatchetStore store;
    private final InstantSource clock;

    SetUp(Session session, RatchetStore store, InstantSource clock) {
        this.session = session;
        this.store = store;
        this.clock = clock;
    }

    /// The keys of this device, listed and claimed.
    ///
    /// @param seed of the account key, to join an account that has devices already
    DeviceKeys run(byte @Nullable [] seed) {
        Optional<byte[]> held = store.transaction(records -> records.get(KEYS));
        DeviceKeys keys = held.map(DeviceKeys::decode).orElseGet(() -> make(seed));
        publish(keys);
        claim(keys);
        return keys;
    }

    /// The seed of the account key, if this device holds it.
    static Optional<byte[]> seed(RatchetStore store) {
        return store.transaction(records -> records.get(SEED));
    }

    private DeviceKeys make(byte @Nullable [] given) {
        AccountKey account = given == null ? AccountKey.generate() : AccountKey.ofSeed(given);
        DeviceKeys keys =
                DeviceKeys.generate(
                        new Address(session.user(), next()),
                        clock.millis(),
                        DeviceCert.SUITE_1 | DeviceCert.READS_GROUPS);
        DeviceCert.Signed certificate = account.certify(keys.request());
        store.transaction(
                records -> {
                    records.put(KEYS, keys.encode());
                    records.put(SEED, account.seed());
                    records.put(CERTIFICATE, certificate.encode());
                    return keys;
                });
        return keys;
    }

    /// The number after the highest one in use.
    private int next() {
        return published()
                        .map(
                                answer ->
                                        certificates(answer).stream()
                                                .mapToInt(c -> c.cert().address().deviceId())
                                                .max()
                                                .orElse(0))
                        .orElse(0)
                + 1;
    }

    private Optional<JsonNode> published() {
        try {
            return Optional.of(
                    session.call("GET", "/api/e2ee/users/" + session.user() + "/devices", null));
        } catch (RefusedException e) {
            if (e.code().equals("encryption_not_set_up")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<DeviceCert.Signed> certificates(JsonNode answer) {
        List<DeviceCert.Signed> all = new ArrayList<>();
        answer.path("certificates").forEach(c -> all.add(DeviceCert.Signed.parse(Texts.bytes(c))));
        return all;
    }

    /// Puts this device on the account's list unless it is there.
    private void publish(DeviceKeys keys) {
        AccountKey account = AccountKey.ofSeed(seed(store).orElseThrow());
        DeviceCert.Signed own =
                DeviceCert.Signed.parse(
                        store.transaction(records -> records.get(CERTIFICATE)).orElseThrow());
        Optional<JsonNode> answer = published();
        if (answer.isEmpty()) {
            DeviceList.Signed first = account.firstList(session.user(), List.of(keys.cert()));
            Map<String, Object> body = upload(first, List.of(own));
            body.put("account_key", Texts.base64(account.publicKey().toArray()));
            session.call("POST", "/api/e2ee/account", body);
            remember(account.publicKey(), first, List.of(own));
            return;
        }
        join(account, answer.get(), own);
    }

    private void join(AccountKey account, JsonNode answer, DeviceCert.Signed own) {
        Bytes key = Bytes.of(Texts.bytes(answer.path("account_key")));
        if (!key.equals(account.publicKey())) {
            throw EncryptionException.of(
                    new RatchetException(
                            RatchetException.Reason.IDENTITY_MISMATCH,
                            "the account has another key"),
                    session.user());
        }
        List<DeviceCert.Signed> all = certificates(answer);
        DeviceList.Signed newest =
                DeviceList.Signed.parse(
                        Texts.bytes(
                                answer.path("device_lists")
                                        .path(answer.path("device_lists").size() - 1)));
        if (newest.list().deviceHashes().contains(own.cert().hash())) {
            remember(key, newest, all);
            return;
        }
        all.add(own);
        DeviceList.Signed next =
                account.nextList(newest.list(), all.stream().map(DeviceCert.Signed::cert).toList());
        session.call("PUT", "/api/e2ee/devices", upload(next, List.of(own)));
        remember(key, next, all);
    }

    private void remember(Bytes key, DeviceList.Signed list, List<DeviceCert.Signed> certificates) {
        Directory directory = new Directory(session, store);
        if (directory.known(session.user()).isEmpty()) {
            directory.remember(KnownDevices.firstSeen(key, list, certificates));
        } else {
            directory.refresh(session.user());
        }
    }

    private static Map<String, Object> upload(
            DeviceList.Signed list, List<DeviceCert.Signed> certificates) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("device_lists", List.of(Texts.base64(list.encode())));
        body.put("certificates", certificates.stream().map(c -> Texts.base64(c.encode())).toList());
        return body;
    }

    private void claim(DeviceKeys keys) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    session.token()
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            session.call(
                    "POST",
                    "/api/e2ee/devices/" + keys.address().deviceId() + "/session",
                    Map.of("signature", Texts.base64(keys.sessionProof(hash).toArray())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
