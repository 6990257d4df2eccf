package org.kocmoc.ratchet;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Kem;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;
import org.kocmoc.ratchet.stream.LinkChannel;

/// Linking a new device: it shows an invitation as a QR code, an old device scans it, both show six
/// digits, and the user confirms on the old one.
///
/// [LinkNewcomer] and [LinkHost] are the two ends; their methods are called in the order they are
/// declared, each taking what the other end produced. They live for one attempt of at most two
/// minutes, which the rendezvous enforces, on one thread. What goes between them is relayed by a
/// server that can only break it off.
public final class Linking {
    static final int WELCOME = 1;
    static final int REQUEST = 2;
    static final int CHALLENGE = 3;
    static final int REVEAL = 4;
    static final int GRANT = 5;
    static final int DATA = 6;
    static final int NONCE = 32;

    static final Kem KEM = Kem.jdk768();

    private static final int VERSION = 1;
    private static final int RENDEZVOUS = 16;
    private static final int HASH = 32;
    private static final String QR_PREFIX = "kocmoc-link:";

    private Linking() {}

    /// What the old device tells the new one about its future place.
    public record Welcome(Address address, Bytes accountKey) {}

    /// What the old device hands over.
    ///
    /// @param accountKey only if the user allows the new device to admit others
    /// @param backupKey only if the user keeps a backup
    public record Grant(
            DeviceCert.Signed cert,
            DeviceList.Signed devices,
            Optional<AccountKey> accountKey,
            Optional<BackupKey> backupKey,
            List<Backup.Verification> verifications) {}

    /// What the QR code says.
    record Invitation(Bytes rendezvous, Bytes agreementKey, Bytes kemHash) {
        byte[] encode() {
            return new Packer()
                    .u8(VERSION)
                    .bytes(rendezvous)
                    .bytes(agreementKey)
                    .bytes(kemHash)
                    .done();
        }

        String qr() {
            return QR_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(encode());
        }

        static Invitation parse(String qr) {
            if (!qr.startsWith(QR_PREFIX)) {
                throw new RatchetException(Reason.MALFORMED, "not an invitation");
            }
            try {
                return parse(Base64.getUrlDecoder().decode(qr.substring(QR_PREFIX.length())));
            } catch (IllegalArgumentException e) {
                throw new RatchetException(Reason.MALFORMED, "not an invitation", e);
            }
        }

        static Invitation parse(byte[] bytes) {
            Unpacker in = new Unpacker(bytes);
            if (in.u8() != VERSION) {
                throw new RatchetException(Reason.UNSUPPORTED_VERSION, "a newer invitation");
            }
            Invitation invitation =
                    new Invitation(in.bytes(RENDEZVOUS), in.bytes(Agreement.SIZE), in.bytes(HASH));
            in.end();
            return invitation;
        }
    }

    /// The old device's answer to an invitation.
    record Offer(Bytes agreementKey, Bytes kemCiphertext) {
        byte[] encode() {
            return new Packer().u8(VERSION).bytes(agreementKey).bytes(kemCiphertext).done();
        }

        static Offer parse(byte[] bytes) {
            Unpacker in = new Unpacker(bytes);
            if (in.u8() != VERSION) {
                throw new RatchetException(Reason.UNSUPPORTED_VERSION, "a newer offer");
            }
            Offer offer = new Offer(in.bytes(Agreement.SIZE), in.bytes(KEM.ciphertextSize()));
            in.end();
            return offer;
        }
    }

    /// Both ends' view of the agreement, and what is derived from it.
    record Agreed(Primitives primitives, Bytes transcript, LinkChannel channel) {
        static Agreed of(
                Primitives primitives,
                Invitation invitation,
                Bytes kemKey,
                Offer offer,
                Secrets secrets) {
            byte[] transcript =
                    primitives
                            .kdf()
                            .sha256(
                                    new Packer("kocmoc/link/1")
                                            .bytes(invitation.encode())
                                            .bytes(kemKey)
                                            .bytes(offer.encode())
                                            .done());
            byte[] secret = Secret.join(secrets.agreed().bytes(), secrets.shared().bytes());
            try {
                LinkChannel channel =
                        new LinkChannel(primitives, secret, transcript, secrets.newcomer());
                return new Agreed(primitives, Bytes.of(transcript), channel);
            } finally {
                Secret.wipe(secret);
                secrets.agreed().wipe();
                secrets.shared().wipe();
            }
        }

        Bytes commitment(byte[] nonce) {
            byte[] input = new Packer("kocmoc/link-commit/1").bytes(transcript).bytes(nonce).done();
            return Bytes.of(primitives.kdf().sha256(input));
        }

        /// Neither end can steer it: the newcomer is bound by its commitment before the host draws.
        String code(Bytes commitment, byte[] hostNonce, byte[] newcomerNonce, DeviceCert cert) {
            byte[] input =
                    new Packer("kocmoc/link-code/1")
                            .bytes(transcript)
                            .bytes(commitment)
                            .bytes(hostNonce)
                            .bytes(newcomerNonce)
                            .bytes(cert.hash())
                            .done();
            long number = ByteBuffer.wrap(primitives.kdf().sha256(input)).getLong();
            return String.format(Locale.ROOT, "%06d", Long.remainderUnsigned(number, 1_000_000));
        }
    }

    /// The two shared secrets of one end.
    record Secrets(Secret agreed, Secret shared, boolean newcomer) {}

    /// A certificate's request as it travels.
    static DeviceCert.Request request(byte[] cert, byte[] signature) {
        DeviceCert.Request request =
                new DeviceCert.Request(DeviceCert.parse(cert), Bytes.of(signature));
        request.verify();
        return request;
    }

    static final int CERT = DeviceCert.Signed.SIZE - 2 * Signing.SIGNATURE_SIZE;
}
