package org.kocmoc.ratchet;

import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Signing;

/// What a device is: its address and public keys. Trusted only once signed by the account and named
/// on the account's current [DeviceList].
///
/// @param registrationId random, new at every installation: tells that older sessions are dead
/// @param signingKey Ed25519, signs pre-keys and membership entries
/// @param agreementKey X25519, the long-term half of a handshake
/// @param capabilities bits: [#SUITE_1], [#READS_GROUPS]
public record DeviceCert(
        Address address,
        int registrationId,
        Bytes signingKey,
        Bytes agreementKey,
        long createdMs,
        int capabilities) {
    /// The capability bit of suite 1.
    public static final int SUITE_1 = 1;

    /// The capability bit of sender keys: reads group messages and follows membership chains.
    public static final int READS_GROUPS = 2;

    private static final String LABEL = "kocmoc/devcert/1";
    private static final int KEY = 32;
    private static final int BODY = 109;

    /// Refuses keys that must not be used and numbers out of range.
    public DeviceCert {
        Primitives.standard().signing().check(signingKey.toArray());
        Primitives.standard().agreement().check(agreementKey.toArray());
        if (registrationId < 1 || createdMs < 0 || createdMs > Packer.MAX_U64) {
            throw new RatchetException(Reason.MALFORMED, "number out of range");
        }
    }

    /// The bytes that are signed.
    public byte[] body() {
        return new Packer(LABEL)
                .address(address)
                .u32(registrationId)
                .bytes(signingKey)
                .bytes(agreementKey)
                .u64(createdMs)
                .u32(capabilities)
                .done();
    }

    /// How a device list names this device.
    public Bytes hash() {
        return Bytes.of(Primitives.standard().kdf().sha256(body()));
    }

    /// Whether the device speaks suite 1.
    public boolean speaksSuite1() {
        return (capabilities & SUITE_1) != 0;
    }

    /// Whether the device reads group messages by sender keys.
    public boolean readsGroups() {
        return (capabilities & READS_GROUPS) != 0;
    }

    /// Parses what [#body] gives.
    public static DeviceCert parse(byte[] body) {
        Unpacker in = new Unpacker(body).label(LABEL);
        DeviceCert cert =
                new DeviceCert(
                        new Address(in.u64(), in.u32()),
                        in.u32(),
                        in.bytes(KEY),
                        in.bytes(KEY),
                        in.u64(),
                        in.bits32());
        in.end();
        return cert;
    }

    /// A certificate signed by its device only: a wish to be admitted.
    public record Request(DeviceCert cert, Bytes deviceSignature) {
        /// Fails with `BAD_SIGNATURE` if the device does not hold its signing key.
        public void verify() {
            requireSignature(cert.signingKey(), cert.body(), deviceSignature);
        }
    }

    /// A certificate with both signatures.
    public record Signed(DeviceCert cert, Bytes accountSignature, Bytes deviceSignature) {
        /// Length of the encoding.
        public static final int SIZE = BODY + 2 * Signing.SIGNATURE_SIZE;

        /// Fails with `BAD_SIGNATURE` unless account and device both signed.
        public void verify(Bytes accountKey) {
            requireSignature(accountKey, cert.body(), accountSignature);
            requireSignature(cert.signingKey(), cert.body(), deviceSignature);
        }

        /// Body, then the account's and the device's signature.
        public byte[] encode() {
            return new Packer()
                    .bytes(cert.body())
                    .bytes(accountSignature)
                    .bytes(deviceSignature)
                    .done();
        }

        /// Parses what [#encode] gives; verifies nothing.
        public static Signed parse(byte[] bytes) {
            Unpacker in = new Unpacker(bytes);
            Signed signed =
                    new Signed(
                            DeviceCert.parse(in.array(BODY)),
                            in.bytes(Signing.SIGNATURE_SIZE),
                            in.bytes(Signing.SIGNATURE_SIZE));
            in.end();
            return signed;
        }
    }

    static void requireSignature(Bytes key, byte[] data, Bytes signature) {
        if (!Primitives.standard().signing().verify(key.toArray(), data, signature.toArray())) {
            throw new RatchetException(Reason.BAD_SIGNATURE, "a signature does not verify");
        }
    }
}
