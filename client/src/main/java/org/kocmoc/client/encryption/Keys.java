package org.kocmoc.client.encryption;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.ratchet.PreKeys;
import tools.jackson.databind.JsonNode;

/// Keeps enough pre-keys of this device at the server. Under the session's lock.
final class Keys {
    private final Device device;
    private final PreKeys preKeys;

    Keys(Device device) {
        this.device = device;
        this.preKeys = new PreKeys(device.keys(), device.clock());
    }

    /// Uploads what is missing or old.
    void replenish() {
        replenish(false);
    }

    /// Uploads all anew: a restored server may have keys that this device has given up.
    void renew() {
        replenish(true);
    }

    private void replenish(boolean anew) {
        JsonNode state = device.call("GET", "/api/e2ee/keys", null);
        Map<String, Object> body = new LinkedHashMap<>();
        boolean old =
                anew
                        || state.path("signed_id").isNull()
                        || device.clock().millis() - state.path("signed_created_ms").asLong()
                                >= PreKeys.ROTATION.toMillis();
        if (old) {
            PreKeys.Rotated made = device.store().transaction(preKeys::rotate);
            body.put(
                    "signed",
                    signed(
                            made.signed().id(),
                            made.signed().createdMs(),
                            made.signed().key().toArray(),
                            made.signed().signature().toArray()));
            body.put("last_resort", kem(made.lastResort()));
        }
        int oneTime = state.path("one_time").asInt();
        if (oneTime < PreKeys.ONE_TIME_LOW) {
            body.put("one_time", oneTime(PreKeys.ONE_TIME_COUNT - oneTime));
        }
        int kems = state.path("one_time_kem").asInt();
        if (kems < PreKeys.KEM_LOW) {
            List<PreKeys.Kem> made =
                    device.store()
                            .transaction(r -> preKeys.oneTimeKem(r, PreKeys.KEM_COUNT - kems));
            body.put("one_time_kem", made.stream().map(Keys::kem).toList());
        }
        if (!body.isEmpty()) {
            device.call("PUT", "/api/e2ee/keys", body);
        }
    }

    private List<Map<String, Object>> oneTime(int count) {
        return device.store().transaction(records -> preKeys.oneTime(records, count)).stream()
                .map(key -> oneTime(key))
                .toList();
    }

    private static Map<String, Object> oneTime(PreKeys.OneTime key) {
        return Map.of("id", key.id(), "key", Encodings.base64(key.key().toArray()));
    }

    private static Map<String, Object> kem(PreKeys.Kem key) {
        return signed(key.id(), key.createdMs(), key.key().toArray(), key.signature().toArray());
    }

    private static Map<String, Object> signed(int id, long ms, byte[] key, byte[] signature) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("created_ms", ms);
        body.put("key", Encodings.base64(key));
        body.put("signature", Encodings.base64(signature));
        return body;
    }
}
