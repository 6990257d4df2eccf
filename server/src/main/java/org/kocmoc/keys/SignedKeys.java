package org.kocmoc.keys;

import java.util.List;
import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Pre-keys as a device uploads them. The arrays are not to be changed.
///
/// @param rotated the signed and the last-resort key, which are replaced together
/// @param oneTime one-time X25519 keys, ascending by id
/// @param oneTimeKem one-time ML-KEM keys, ascending by id
record SignedKeys(Optional<Rotated> rotated, List<OneTime> oneTime, List<Signed> oneTimeKem) {
    /// A signed key.
    record Signed(int id, long createdMs, byte[] key, byte[] signature) {}

    /// An unsigned key.
    record OneTime(int id, byte[] key) {}

    /// The two keys that serve everybody until they are replaced.
    record Rotated(Signed signed, Signed lastResort) {}

    private static final long MAX_MS = (1L << 53) - 1;

    /// Reads an upload.
    static SignedKeys of(Fields body) {
        int most = Size.E2EE_ONE_TIME_KEYS_AT_ONCE.value();
        Optional<Fields> signed = body.object("signed");
        Optional<Fields> lastResort = body.object("last_resort");
        if (signed.isPresent() != lastResort.isPresent()) {
            throw new ApiException(KeysError.ENCRYPTION_FIELDS);
        }
        return new SignedKeys(
                signed.map(
                        fields ->
                                new Rotated(
                                        signed(fields, KeyChecks.KEY),
                                        signed(lastResort.orElseThrow(), KeyChecks.KEM_KEY))),
                ascending(
                        body.objects("one_time", most).stream()
                                .map(
                                        fields ->
                                                new OneTime(
                                                        fields.positiveInt("id"),
                                                        fields.exactBytes("key", KeyChecks.KEY)))
                                .toList(),
                        OneTime::id),
                ascending(
                        body.objects("one_time_kem", most).stream()
                                .map(fields -> signed(fields, KeyChecks.KEM_KEY))
                                .toList(),
                        Signed::id));
    }

    private static Signed signed(Fields fields, int keySize) {
        long created = fields.integer("created_ms").orElse(-1);
        if (created < 0 || created > MAX_MS) {
            throw new ApiException(KeysError.ENCRYPTION_FIELDS);
        }
        return new Signed(
                fields.positiveInt("id"),
                created,
                fields.exactBytes("key", keySize),
                fields.exactBytes("signature", KeyChecks.SIGNATURE));
    }

    private static <T> List<T> ascending(
            List<T> keys, java.util.function.ToIntFunction<? super T> id) {
        for (int i = 1; i < keys.size(); i++) {
            if (id.applyAsInt(keys.get(i)) <= id.applyAsInt(keys.get(i - 1))) {
                throw new ApiException(KeysError.ENCRYPTION_FIELDS);
            }
        }
        return keys;
    }

    /// Refuses keys that nobody may use or that the device has not signed.
    void require(DeviceCertificate owner) {
        boolean valid =
                rotated.map(both -> isValid(owner, both)).orElse(true)
                        && oneTime.stream().allMatch(k -> KeyChecks.isAgreementKey(k.key()))
                        && oneTimeKem.stream().allMatch(key -> isKem(owner, key, false));
        if (!valid) {
            throw new ApiException(KeysError.KEY_INVALID);
        }
    }

    private static boolean isValid(DeviceCertificate owner, Rotated both) {
        Signed key = both.signed();
        return KeyChecks.isAgreementKey(key.key())
                && KeyChecks.verifies(
                        owner.signingKey(),
                        Layout.signedKey(owner, key.id(), key.createdMs(), key.key()),
                        key.signature())
                && isKem(owner, both.lastResort(), true);
    }

    private static boolean isKem(DeviceCertificate owner, Signed key, boolean lastResort) {
        return KeyChecks.isKemKey(key.key())
                && KeyChecks.verifies(
                        owner.signingKey(),
                        Layout.kemKey(owner, key.id(), lastResort, key.createdMs(), key.key()),
                        key.signature());
    }
}
