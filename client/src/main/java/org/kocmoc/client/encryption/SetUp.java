package org.kocmoc.client.encryption;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
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
    private static final String LISTED = "sdk.listed";
    private static final SecureRandom RANDOM = new SecureRandom();
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
        String beginnings = FirstReadable.look(session);
        store.update(
                records -> {
                    FirstReadable.put(records, beginnings);
                    records.put(KEYS, keys.encode());
                    records.put(SEED, account.seed());
                    records.put(CERTIFICATE, certificate.encode());
                });
        return keys;
    }

    /// Numbers are never used again: what once belonged to a device that is gone must not be taken
    /// for this one's. Before the first device none can have been.
    private int next() {
        return published().isEmpty() ? 1 : 2 + RANDOM.nextInt(Integer.MAX_VALUE - 1);
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

    /// Puts this device on the account's list, once. One that has been taken off stays off.
    private void publish(DeviceKeys keys) {
        AccountKey account = AccountKey.ofSeed(seed(store).orElseThrow());
        DeviceCert.Signed own =
                DeviceCert.Signed.parse(
                        store.transaction(records -> records.get(CERTIFICATE)).orElseThrow());
        Optional<JsonNode> answer = published();
        if (answer.isEmpty()) {
            DeviceList.Signed first = account.firstList(session.user(), List.of(keys.cert()));
            Map<String, Object> body = OwnDevices.upload(List.of(first), List.of(own));
            body.put("account_key", Encodings.base64(account.publicKey().toArray()));
            session.call("POST", "/api/e2ee/account", body);
        } else if (!Bytes.of(Encodings.bytes(answer.get().path("account_key")))
                .equals(account.publicKey())) {
            throw EncryptionException.of(
                    new RatchetException(
                            RatchetException.Reason.IDENTITY_MISMATCH,
                            "the account has another key"),
                    session.user());
        }
        join(account, own);
    }

    private void join(AccountKey account, DeviceCert.Signed own) {
        Directory directory = new Directory(session, store);
        KnownDevices known = directory.refresh(session.user());
        boolean isListed = known.list().deviceHashes().contains(own.cert().hash());
        if (!isListed && store.transaction(records -> records.get(LISTED)).isPresent()) {
            throw EncryptionException.takenOff(session.user());
        }
        if (!isListed) {
            List<DeviceCert> all = new ArrayList<>(known.devices());
            all.add(own.cert());
            new OwnDevices(session, store, directory)
                    .put(account.nextList(known.list(), all), List.of(own));
        }
        store.update(
                records -> {
                    records.put(LISTED, new byte[] {1});
                });
    }

    private void claim(DeviceKeys keys) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(session.token().getBytes(StandardCharsets.UTF_8));
            session.call(
                    "POST",
                    "/api/e2ee/devices/" + keys.address().deviceId() + "/session",
                    Map.of("signature", Encodings.base64(keys.sessionProof(hash).toArray())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
