package org.kocmoc.ratchet;

import java.util.List;
import java.util.Optional;
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

/// The new device's end of [Linking]. Mutable, one thread, one attempt.
public final class LinkNewcomer {
    private final Primitives primitives;
    private final Invitation invitation;
    private final Secret agreementKey;
    private final Kem.Pair kem;
    private Linking.@Nullable Agreed agreed;
    private @Nullable Welcome welcome;
    private @Nullable DeviceCert own;
    private byte[] nonce = new byte[0];
    private String code = "";

    private LinkNewcomer(Primitives primitives) {
        this.primitives = primitives;
        byte[] rendezvous = primitives.draw(16);
        agreementKey = Secret.of(primitives.draw(Agreement.SIZE));
        kem = Linking.KEM.generate(primitives.random());
        invitation =
                new Invitation(
                        Bytes.of(rendezvous),
                        Bytes.of(primitives.agreement().publicKey(agreementKey.bytes())),
                        Bytes.of(primitives.kdf().sha256(kem.publicKey())));
    }

    /// Fresh keys for one attempt.
    public static LinkNewcomer begin() {
        return begin(Primitives.standard());
    }

    static LinkNewcomer begin(Primitives primitives) {
        return new LinkNewcomer(primitives);
    }

    /// What to show as a QR code.
    public String qr() {
        return invitation.qr();
    }

    /// Where the two devices meet.
    public Bytes rendezvous() {
        return invitation.rendezvous();
    }

    /// What to leave at the rendezvous; the QR code holds its hash.
    public Bytes kemKey() {
        return Bytes.of(kem.publicKey());
    }

    /// Takes the old device's offer; the channel is open afterwards.
    public void accept(byte[] offerBytes) {
        if (agreed != null) {
            throw new RatchetException(Reason.REUSED_BASE_KEY, "an invitation serves once");
        }
        Linking.Offer offer = Linking.Offer.parse(offerBytes);
        byte[] peer = offer.agreementKey().toArray();
        primitives.agreement().check(peer);
        byte[] shared = Linking.KEM.decapsulate(kem.privateKey(), offer.kemCiphertext().toArray());
        Linking.Secrets secrets =
                new Linking.Secrets(
                        Secret.of(primitives.agreement().agree(agreementKey.bytes(), peer)),
                        Secret.of(shared),
                        true);
        agreed = Linking.Agreed.of(primitives, invitation, kemKey(), offer, secrets);
        agreementKey.wipe();
        Secret.wipe(kem.privateKey());
    }

    /// Reads where this device will belong.
    public Welcome welcomed(byte[] frame) {
        ProtoReader in = new ProtoReader(agreed().channel().open(Linking.WELCOME, frame));
        Welcome told = new Welcome(new Address(in.u64(1), in.u32(2)), in.value(3, 32));
        in.end();
        primitives.signing().check(told.accountKey().toArray());
        welcome = told;
        return told;
    }

    /// Asks to be admitted with keys made for the address of the welcome.
    public byte[] request(DeviceKeys keys) {
        DeviceCert.Request request = keys.request();
        own = request.cert();
        nonce = primitives.draw(Linking.NONCE);
        byte[] payload =
                new ProtoWriter()
                        .bytes(1, agreed().commitment(nonce))
                        .bytes(2, request.cert().body())
                        .bytes(3, request.deviceSignature())
                        .done();
        return agreed().channel().seal(Linking.REQUEST, payload);
    }

    /// Answers the challenge; the code can be shown afterwards.
    public byte[] reveal(byte[] challengeFrame) {
        ProtoReader in =
                new ProtoReader(agreed().channel().open(Linking.CHALLENGE, challengeFrame));
        byte[] hostNonce = in.bytes(1, Linking.NONCE);
        in.end();
        code = agreed().code(agreed().commitment(nonce), hostNonce, nonce, require(own));
        return agreed().channel().seal(Linking.REVEAL, new ProtoWriter().bytes(1, nonce).done());
    }

    /// Six digits for the user to compare; empty before [#reveal].
    public String code() {
        return code;
    }

    /// Reads what the old device handed over, after its user confirmed. Fails if it is not about
    /// this device and account.
    public Grant granted(byte[] frame) {
        ProtoReader in = new ProtoReader(agreed().channel().open(Linking.GRANT, frame));
        DeviceCert.Signed cert = DeviceCert.Signed.parse(in.bytes(1, DeviceCert.Signed.SIZE));
        DeviceList.Signed devices =
                DeviceList.Signed.parse(in.bytes(2, 0, DeviceList.Signed.MAX_SIZE));
        Optional<AccountKey> account =
                in.next(3)
                        ? Optional.of(AccountKey.ofSeed(in.bytes(3, Signing.KEY_SIZE)))
                        : Optional.empty();
        Optional<BackupKey> backup =
                in.next(4) ? Optional.of(BackupKey.of(in.bytes(4, 32))) : Optional.empty();
        List<Backup.Verification> verifications = Backup.verifications(in, 5);
        in.end();
        Bytes accountKey = require(welcome).accountKey();
        cert.verify(accountKey);
        devices.verify(accountKey);
        boolean ours =
                cert.cert().equals(own)
                        && devices.list().userId() == cert.cert().address().userId()
                        && devices.list().deviceHashes().contains(cert.cert().hash())
                        && account.map(key -> key.publicKey().equals(accountKey)).orElse(true);
        if (!ours) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "a grant for something else");
        }
        return new Grant(cert, devices, account, backup, verifications);
    }

    /// Reads one more frame of message keys.
    public List<Backup.MessageKey> messageKeys(byte[] frame) {
        return Backup.decodeMessageKeys(agreed().channel().open(Linking.DATA, frame));
    }

    /// Ends the attempt.
    public void close() {
        agreementKey.wipe();
        Secret.wipe(kem.privateKey());
        if (agreed != null) {
            agreed.channel().close();
        }
    }

    private Linking.Agreed agreed() {
        return require(agreed);
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new RatchetException(Reason.NO_SESSION, "a step was left out");
        }
        return value;
    }
}
