package org.kocmoc.ratchet;

import static org.kocmoc.ratchet.VectorKinds.bytes;
import static org.kocmoc.ratchet.VectorKinds.hex;
import static org.kocmoc.ratchet.VectorKinds.node;
import static org.kocmoc.ratchet.VectorKinds.value;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.ratchet.primitive.Primitives;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Draws: backup key; 17 bytes of the code; salt and nonce by code; salt and nonce by passphrase;
/// nonces of blobs 1 and 2.
final class BackupVector {
    private BackupVector() {}

    static ObjectNode run(JsonNode in, Primitives primitives) {
        long user = in.get("user_id").asLong();
        BackupKey key = BackupKey.generate(primitives);
        String code = BackupKey.newRecoveryCode(primitives);
        ObjectNode out = node();
        out.put("key", hex(key.bytes()));
        out.put("auth_key", hex(key.authKey()));
        out.put("recovery_code", code);
        out.put("wrapped_by_code", hex(key.wrap(primitives, user, code)));
        out.put(
                "wrapped_by_passphrase",
                hex(key.wrap(primitives, user, in.get("passphrase").asString(), Argon2::hash)));
        byte[] account =
                Backup.encode(
                        new Backup.Account(
                                bytes(in, "account_seed"),
                                DeviceList.Signed.parse(bytes(in, "device_list")),
                                verifications(in)));
        out.put("account_plain", hex(account));
        out.put(
                "account_blob",
                hex(
                        Backup.seal(
                                primitives,
                                key,
                                new Backup.Place(user, 1, in.get("version").asLong()),
                                account)));
        out.put(
                "keys_blob",
                hex(
                        Backup.seal(
                                primitives,
                                key,
                                new Backup.Place(user, 2, in.get("version").asLong()),
                                Backup.encode(messageKeys(in)))));
        return out;
    }

    private static List<Backup.Verification> verifications(JsonNode in) {
        List<Backup.Verification> verifications = new ArrayList<>();
        for (JsonNode v : in.get("verifications")) {
            verifications.add(
                    new Backup.Verification(
                            v.get("user_id").asLong(),
                            value(v, "account_key"),
                            v.get("state").asInt() == 1 ? Backup.State.VERIFIED : Backup.State.SEEN,
                            v.get("at_ms").asLong()));
        }
        return verifications;
    }

    private static List<Backup.MessageKey> messageKeys(JsonNode in) {
        List<Backup.MessageKey> keys = new ArrayList<>();
        for (JsonNode k : in.get("message_keys")) {
            keys.add(
                    new Backup.MessageKey(
                            k.get("chat_id").asLong(),
                            value(k, "uuid"),
                            bytes(k, "key"),
                            value(k, "body_hash")));
        }
        return keys;
    }
}
