package org.kocmoc.ratchet;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Linking.Grant;
import org.kocmoc.ratchet.Linking.Invitation;
import org.kocmoc.ratchet.Linking.Welcome;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Kem;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;

/// The old device's end of [Linking]. Mutable, one thread, one attempt.
public final class LinkHost {
    private final Primitives primitives;
    private final Linking.Offer offer;
    private final Linking.Agreed agreed;
    private @Nullable Welcome welcome;
    private DeviceCert.@Nullable Request requested;
    private Bytes commitment = Bytes.empty();
    private byte[] nonce = new byte[0];
    private boolean revealed;

    private LinkHost(Primitives primitives, Invitation invitation, Bytes kemKey) {
        this.primitives = primitives;
        byte[] peer = invitation.agreementKey().toArray();
        byte[] kem = kemKey.toArray();
        primitives.agreement().check(peer);
        if (!Bytes.of(primitives.kdf().sha256(kem)).equals(invitation.kemHash())) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "not the key of the QR code");
        }
        Linking.KEM.check(kem);
        byte[] own = primitives.draw(Agreement.SIZE);
        Kem.Encapsulated made = Linking.KEM.encapsulate(kem, primitives.random());
        offer =
                new Linking.Offer(
                        Bytes.of(primitives.agreement().publicKey(own)),
                        Bytes.of(made.ciphertext()));
        Linking.Secrets secrets =
                new Linking.Secrets(
                        Secret.of(primitives.agreement().agree(own, peer)),
                        Secret.of(made.secret()),
                        false);
        agreed = Linking.Agreed.of(primitives, invitation, kemKey, offer, secrets);
        Secret.wipe(own);
    }

    /// The rendezvous that a scanned code names.
    public static Bytes rendezvous(String qr) {
        return Invitation.parse(qr).rendezvous();
    }

    /// Answers a scanned code.
    ///
    /// @param kemKey as fetched from the rendezvous
    public static LinkHost scan(String qr, Bytes kemKey) {
        return scan(Primitives.standard(), qr, kemKey);
    }

    static LinkHost scan(Primitives primitives, String qr, Bytes kemKey) {
        return new LinkHost(primitives, Invitation.parse(qr), kemKey);
    }

    /// What to leave at the rendezvous.
    public byte[] offer() {
        return offer.encode();
    }

    /// Tells the new device its address and account.
    public byte[] welcome(Welcome told) {
        welcome = told;
        byte[] payload =
                new ProtoWriter()
                        .number(1, told.address().userId())
                        .number(2, told.address().deviceId())
                        .bytes(3, told.accountKey())
                        .done();
        return agreed.channel().seal(Linking.WELCOME, payload);
    }

    /// Takes the request and challenges the new device.
    public byte[] challenge(byte[] requestFrame) {
        ProtoReader in = new ProtoReader(agreed.channel().open(Linking.REQUEST, requestFrame));
        commitment = in.value(1, 32);
        DeviceCert.Request request =
                Linking.request(in.bytes(2, Linking.CERT), in.bytes(3, Signing.SIGNATURE_SIZE));
        in.end();
        if (welcome == null || !request.cert().address().equals(welcome.address())) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "a request for another place");
        }
        requested = request;
        nonce = primitives.draw(Linking.NONCE);
        return agreed.channel().seal(Linking.CHALLENGE, new ProtoWriter().bytes(1, nonce).done());
    }

    /// Six digits for the user to compare with the new device. `IDENTITY_MISMATCH` if the new
    /// device does not keep to its commitment.
    public String code(byte[] revealFrame) {
        ProtoReader in = new ProtoReader(agreed.channel().open(Linking.REVEAL, revealFrame));
        byte[] newcomerNonce = in.bytes(1, Linking.NONCE);
        in.end();
        if (requested == null || !agreed.commitment(newcomerNonce).equals(commitment)) {
            agreed.channel().close();
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "the commitment was broken");
        }
        revealed = true;
        return agreed.code(commitment, nonce, newcomerNonce, requested.cert());
    }

    /// What the new device asked to have signed; for [AccountKey#certify] after the user confirmed.
    public DeviceCert.Request request() {
        if (requested == null || !revealed) {
            throw new RatchetException(Reason.NO_SESSION, "a step was left out");
        }
        return requested;
    }

    /// Hands over what the user allowed. Only after the user confirmed the code here.
    public byte[] grant(Grant grant) {
        if (!grant.cert().cert().equals(request().cert())) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "a grant for something else");
        }
        ProtoWriter out =
                new ProtoWriter(1_024)
                        .bytes(1, grant.cert().encode())
                        .bytes(2, grant.devices().encode());
        grant.accountKey().ifPresent(key -> out.bytes(3, key.seed()));
        grant.backupKey().ifPresent(key -> out.bytes(4, key.bytes()));
        grant.verifications().stream()
                .sorted(Comparator.comparingLong(Backup.Verification::userId))
                .forEach(v -> out.bytes(5, Backup.encode(v)));
        return agreed.channel().seal(Linking.GRANT, out.done());
    }

    /// One more frame of message keys, at most about 7,000 of them.
    public byte[] messageKeys(List<Backup.MessageKey> keys) {
        return agreed.channel().seal(Linking.DATA, Backup.encode(keys));
    }

    /// Ends the attempt.
    public void close() {
        agreed.channel().close();
    }
}
