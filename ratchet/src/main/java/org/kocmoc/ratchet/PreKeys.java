package org.kocmoc.ratchet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.internal.PreKeyRecords;
import org.kocmoc.ratchet.internal.PreKeyRecords.Kind;
import org.kocmoc.ratchet.internal.PreKeyRecords.Pair;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// Makes this device's pre-keys: stores the private halves, returns the public halves to upload.
///
/// At set-up: one [#rotate], then [#oneTime] and [#oneTimeKem] up to [#ONE_TIME_COUNT] and
/// [#KEM_COUNT]. Weekly: [#rotate] again, which also deletes what was replaced 30 days before. When
/// the directory runs low: top up.
public final class PreKeys {
    /// How many one-time X25519 keys the directory should have.
    public static final int ONE_TIME_COUNT = Limits.OPK_COUNT;

    /// Fewer one-time X25519 keys than this are filled up to [#ONE_TIME_COUNT].
    public static final int ONE_TIME_LOW = Limits.OPK_LOW;

    /// How many one-time ML-KEM keys the directory should have.
    public static final int KEM_COUNT = Limits.KEM_COUNT;

    /// Fewer one-time ML-KEM keys than this are filled up to [#KEM_COUNT].
    public static final int KEM_LOW = Limits.KEM_LOW;

    /// Age at which the signed and the last-resort key are replaced by [#rotate].
    public static final Duration ROTATION = Duration.ofMillis(Limits.PRE_KEY_ROTATION_MS);

    private static final int X25519_TYPE = 0x05;
    private static final int KEM_TYPE = 0x0A;
    private static final int LAST_RESORT = 1;

    private final DeviceKeys me;
    private final InstantSource clock;
    private final Primitives primitives;

    /// Pre-keys of this device.
    public PreKeys(DeviceKeys me, InstantSource clock) {
        this(me, clock, Primitives.standard());
    }

    PreKeys(DeviceKeys me, InstantSource clock, Primitives primitives) {
        this.me = me;
        this.clock = clock;
        this.primitives = primitives;
    }

    /// A one-time X25519 key.
    public record OneTime(int id, Bytes key) {}

    /// A signed X25519 key.
    public record Signed(int id, long createdMs, Bytes key, Bytes signature) {
        byte[] signedBy(Address owner) {
            return new Packer("kocmoc/spk/1")
                    .address(owner)
                    .u32(id)
                    .u64(createdMs)
                    .u8(X25519_TYPE)
                    .bytes(key)
                    .done();
        }
    }

    /// A signed ML-KEM key, one-time or of last resort.
    ///
    /// @param flags 1 = last resort, else 0
    public record Kem(int id, int flags, long createdMs, Bytes key, Bytes signature) {
        /// Whether the key may be handed out more than once.
        public boolean isLastResort() {
            return flags == LAST_RESORT;
        }

        byte[] signedBy(Address owner) {
            return new Packer("kocmoc/kem/1")
                    .address(owner)
                    .u32(id)
                    .u8(flags)
                    .u64(createdMs)
                    .u8(KEM_TYPE)
                    .bytes(key)
                    .done();
        }
    }

    /// The two keys that are replaced together.
    public record Rotated(Signed signed, Kem lastResort) {}

    /// New current keys. The former ones still accept first messages for 30 days; those replaced
    /// earlier are deleted.
    public Rotated rotate(Records records) {
        long now = clock.millis();
        PreKeyRecords own = new PreKeyRecords(records);
        own.deleteRetired(Kind.SIGNED, now - Limits.PRE_KEY_GRACE_MS);
        own.deleteRetired(Kind.KEM, now - Limits.PRE_KEY_GRACE_MS);
        Signed signed = signed(own, now);
        own.makeCurrent(Kind.SIGNED, signed.id(), now);
        Kem lastResort = kem(own, LAST_RESORT, now);
        own.makeCurrent(Kind.KEM, lastResort.id(), now);
        return new Rotated(signed, lastResort);
    }

    /// More one-time X25519 keys.
    public List<OneTime> oneTime(Records records, int count) {
        PreKeyRecords own = new PreKeyRecords(records);
        List<OneTime> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Pair pair = agreementPair();
            made.add(new OneTime(own.add(Kind.ONE_TIME, pair), pair.publicKey()));
            pair.privateKey().wipe();
        }
        return made;
    }

    /// More one-time ML-KEM keys.
    public List<Kem> oneTimeKem(Records records, int count) {
        PreKeyRecords own = new PreKeyRecords(records);
        List<Kem> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(kem(own, 0, clock.millis()));
        }
        return made;
    }

    private Signed signed(PreKeyRecords own, long now) {
        Pair pair = agreementPair();
        int id = own.add(Kind.SIGNED, pair);
        pair.privateKey().wipe();
        Signed unsigned = new Signed(id, now, pair.publicKey(), Bytes.empty());
        return new Signed(id, now, pair.publicKey(), me.sign(unsigned.signedBy(me.address())));
    }

    private Kem kem(PreKeyRecords own, int flags, long now) {
        org.kocmoc.ratchet.primitive.Kem.Pair made = primitives.kem().generate(primitives.random());
        Bytes key = Bytes.of(made.publicKey());
        int id = own.add(Kind.KEM, new Pair(Secret.of(made.privateKey()), key, flags));
        Secret.wipe(made.privateKey());
        Kem unsigned = new Kem(id, flags, now, key, Bytes.empty());
        return new Kem(id, flags, now, key, me.sign(unsigned.signedBy(me.address())));
    }

    private Pair agreementPair() {
        byte[] secret = primitives.draw(Agreement.SIZE);
        return new Pair(Secret.of(secret), Bytes.of(primitives.agreement().publicKey(secret)), 0);
    }
}
