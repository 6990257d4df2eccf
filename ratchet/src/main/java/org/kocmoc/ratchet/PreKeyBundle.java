package org.kocmoc.ratchet;

import java.util.Optional;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.PreKeyChoice;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Signing;

/// What the key directory hands out to start a session with a device. Nothing in it is believed
/// before [#verify].
///
/// @param oneTime absent when the directory has run out; normal
public record PreKeyBundle(
        DeviceCert.Signed cert,
        PreKeys.Signed signed,
        PreKeys.Kem kem,
        Optional<PreKeys.OneTime> oneTime) {

    private static final int KEY = 32;

    /// Fails unless both pre-keys are signed by the device of the certificate and every key may be
    /// used. The certificate itself is compared with the owner's list by the caller.
    public void verify() {
        DeviceCert device = cert.cert();
        Primitives primitives = Primitives.standard();
        DeviceCert.requireSignature(
                device.signingKey(), signed.signedBy(device.address()), signed.signature());
        DeviceCert.requireSignature(
                device.signingKey(), kem.signedBy(device.address()), kem.signature());
        primitives.agreement().check(signed.key().toArray());
        primitives.kem().check(kem.key().toArray());
        oneTime.ifPresent(key -> primitives.agreement().check(key.key().toArray()));
    }

    /// For transport.
    public byte[] encode() {
        ProtoWriter out =
                new ProtoWriter(2_048)
                        .bytes(1, cert.encode())
                        .number(2, signed.id())
                        .number(3, signed.createdMs())
                        .bytes(4, signed.key())
                        .bytes(5, signed.signature())
                        .number(6, kem.id())
                        .number(7, kem.flags())
                        .number(8, kem.createdMs())
                        .bytes(9, kem.key())
                        .bytes(10, kem.signature());
        oneTime.ifPresent(key -> out.number(11, key.id()).bytes(12, key.key()));
        return out.done();
    }

    /// Parses what [#encode] gives; verifies nothing.
    public static PreKeyBundle parse(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        DeviceCert.Signed cert = DeviceCert.Signed.parse(in.bytes(1, DeviceCert.Signed.SIZE));
        PreKeys.Signed signed =
                new PreKeys.Signed(
                        id(in, 2),
                        in.u64(3),
                        in.value(4, KEY),
                        in.value(5, Signing.SIGNATURE_SIZE));
        PreKeys.Kem kem =
                new PreKeys.Kem(
                        id(in, 6),
                        (int) in.number(7, 1),
                        in.u64(8),
                        in.value(9, Primitives.standard().kem().publicKeySize()),
                        in.value(10, Signing.SIGNATURE_SIZE));
        Optional<PreKeys.OneTime> oneTime =
                in.next(11)
                        ? Optional.of(new PreKeys.OneTime(id(in, 11), in.value(12, KEY)))
                        : Optional.empty();
        in.end();
        return new PreKeyBundle(cert, signed, kem, oneTime);
    }

    PreKeyChoice choice() {
        return new PreKeyChoice(
                new PreKeyChoice.Key(signed.id(), signed.key()),
                oneTime.map(key -> new PreKeyChoice.Key(key.id(), key.key())).orElse(null),
                new PreKeyChoice.KemKey(kem.id(), kem.flags(), kem.key()));
    }

    private static int id(ProtoReader in, int field) {
        int id = in.u32(field);
        if (id == 0) {
            throw new RatchetException(Reason.MALFORMED, "no key has the id 0");
        }
        return id;
    }
}
