package org.kocmoc.ratchet;

import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.internal.Party;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;

/// The identity keys of this device: one for signing, one for agreement. Made here, never sent,
/// never backed up; a lost device is a new device.
public final class DeviceKeys {
    private static final int SCHEMA = 1;

    private final Primitives primitives;
    private final DeviceCert cert;
    private final Secret signing;
    private final Secret agreement;

    private DeviceKeys(Primitives primitives, DeviceCert cert, Secret signing, Secret agreement) {
        this.primitives = primitives;
        this.cert = cert;
        this.signing = signing;
        this.agreement = agreement;
    }

    /// New keys and a new registration id.
    public static DeviceKeys generate(Address address, long createdMs) {
        return generate(address, createdMs, DeviceCert.SUITE_1);
    }

    /// The same for a device that can more than suite 1.
    public static DeviceKeys generate(Address address, long createdMs, int capabilities) {
        return generate(Primitives.standard(), address, createdMs, capabilities);
    }

    static DeviceKeys generate(Primitives primitives, Address address, long createdMs) {
        return generate(primitives, address, createdMs, DeviceCert.SUITE_1);
    }

    private static DeviceKeys generate(
            Primitives primitives, Address address, long createdMs, int capabilities) {
        int registrationId = positive(primitives);
        byte[] signing = primitives.draw(Signing.KEY_SIZE);
        byte[] agreement = primitives.draw(Agreement.SIZE);
        DeviceCert cert =
                new DeviceCert(
                        address,
                        registrationId,
                        Bytes.of(primitives.signing().publicKey(signing)),
                        Bytes.of(primitives.agreement().publicKey(agreement)),
                        createdMs,
                        capabilities);
        return new DeviceKeys(primitives, cert, Secret.of(signing), Secret.of(agreement));
    }

    /// A random number of 31 bits, not zero.
    static int positive(Primitives primitives) {
        int number;
        do {
            number = new Unpacker(primitives.draw(Integer.BYTES)).bits32() & Integer.MAX_VALUE;
        } while (number == 0);
        return number;
    }

    /// The public half.
    public DeviceCert cert() {
        return cert;
    }

    /// Where this device is reached.
    public Address address() {
        return cert.address();
    }

    /// The certificate with this device's own signature, for the account to sign.
    public DeviceCert.Request request() {
        return new DeviceCert.Request(cert, sign(cert.body()));
    }

    /// Shows a server that a sign-in belongs to this device.
    ///
    /// @param tokenHash SHA-256 of the sign-in's token
    public Bytes sessionProof(byte[] tokenHash) {
        return sign(new Packer("kocmoc/devsession/1").address(address()).bytes(tokenHash).done());
    }

    /// For this device's own protected storage.
    public byte[] encode() {
        return new ProtoWriter()
                .number(1, SCHEMA)
                .bytes(2, cert.body())
                .bytes(3, signing.bytes())
                .bytes(4, agreement.bytes())
                .done();
    }

    /// From this device's own storage.
    public static DeviceKeys decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        if (in.u32(1) != SCHEMA) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "keys of a newer version");
        }
        DeviceCert cert = DeviceCert.parse(in.bytes(2, 0, 1_024));
        Secret signing = Secret.of(in.bytes(3, Signing.KEY_SIZE));
        Secret agreement = Secret.of(in.bytes(4, Agreement.SIZE));
        in.end();
        return new DeviceKeys(Primitives.standard(), cert, signing, agreement);
    }

    /// Zeroes the private keys; the object cannot be used afterwards.
    public void wipe() {
        signing.wipe();
        agreement.wipe();
    }

    Bytes sign(byte[] data) {
        return Bytes.of(primitives.signing().sign(signing.bytes(), data));
    }

    Secret agreementSecret() {
        return agreement;
    }

    Party party() {
        return party(cert);
    }

    static Party party(DeviceCert cert) {
        return new Party(cert.address(), cert.signingKey(), cert.agreementKey());
    }

    @Override
    public String toString() {
        return "DeviceKeys[" + cert.address() + "]";
    }
}
