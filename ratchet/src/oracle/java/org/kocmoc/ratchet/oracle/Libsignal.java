package org.kocmoc.ratchet.oracle;

import java.util.Arrays;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.internal.PreKeyChoice;
import org.kocmoc.ratchet.internal.SignalPeer;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

/// The other implementation as one party, through its published API.
final class Libsignal {
    static final int SIGNED_ID = 22;
    static final int ONE_TIME_ID = 31;
    static final int KEM_ID = 41;

    final IdentityKeyPair identity = IdentityKeyPair.generate();
    final InMemorySignalProtocolStore store = new InMemorySignalProtocolStore(identity, 5);
    final SignalProtocolAddress us = new SignalProtocolAddress("ours", 1);
    private final SessionCipher cipher = new SessionCipher(store, us);
    private final ECKeyPair signed = pair();
    private final ECKeyPair oneTime = pair();
    private final KEMKeyPair kem = KEMKeyPair.generate(KEMKeyType.KYBER_1024);

    Libsignal() throws Exception {
        byte[] signedSignature =
                identity.getPrivateKey().calculateSignature(signed.getPublicKey().serialize());
        byte[] kemSignature =
                identity.getPrivateKey().calculateSignature(kem.getPublicKey().serialize());
        store.storeSignedPreKey(
                SIGNED_ID, new SignedPreKeyRecord(SIGNED_ID, 1, signed, signedSignature));
        store.storePreKey(ONE_TIME_ID, new PreKeyRecord(ONE_TIME_ID, oneTime));
        store.storeKyberPreKey(KEM_ID, new KyberPreKeyRecord(KEM_ID, 1, kem, kemSignature));
    }

    private static ECKeyPair pair() {
        // The one way to make a pair that both versions of the API share.
        IdentityKeyPair made = IdentityKeyPair.generate();
        return new ECKeyPair(made.getPublicKey().getPublicKey(), made.getPrivateKey());
    }

    Bytes identityKey() {
        return bare(identity.getPublicKey().serialize());
    }

    /// Our view of its public pre-keys.
    PreKeyChoice choice(boolean withOneTime, boolean withKem) {
        return new PreKeyChoice(
                new PreKeyChoice.Key(SIGNED_ID, bare(signed.getPublicKey().serialize())),
                withOneTime
                        ? new PreKeyChoice.Key(ONE_TIME_ID, bare(oneTime.getPublicKey().serialize()))
                        : null,
                withKem
                        ? new PreKeyChoice.KemKey(KEM_ID, 0, bare(kem.getPublicKey().serialize()))
                        : null);
    }

    /// Starts a session with our public keys in version 4.
    void initiate(SignalPeer ours, boolean withOneTime) throws Exception {
        byte[] signedKey = typed(5, ours.signedKey());
        byte[] kemKey = typed(8, ours.kemKey());
        process(
                new PreKeyBundle(
                        7,
                        1,
                        withOneTime ? SignalPeer.ONE_TIME_ID : PreKeyBundle.NULL_PRE_KEY_ID,
                        withOneTime ? new ECPublicKey(typed(5, ours.oneTimeKey())) : null,
                        SignalPeer.SIGNED_ID,
                        new ECPublicKey(signedKey),
                        ours.sign(signedKey),
                        new IdentityKey(typed(5, ours.identityKey())),
                        SignalPeer.KEM_ID,
                        new KEMPublicKey(kemKey),
                        ours.sign(kemKey)));
    }

    void process(PreKeyBundle bundle) throws Exception {
        new SessionBuilder(store, us).process(bundle);
    }

    SignalPeer.Sent send(byte[] content) throws Exception {
        CiphertextMessage message = cipher.encrypt(content);
        return new SignalPeer.Sent(message.getType(), Bytes.of(message.serialize()));
    }

    byte[] receive(int type, byte[] bytes) throws Exception {
        return type == 3
                ? cipher.decrypt(new PreKeySignalMessage(bytes))
                : cipher.decrypt(new SignalMessage(bytes));
    }

    static byte[] typed(int type, Bytes key) {
        byte[] out = new byte[key.length() + 1];
        out[0] = (byte) type;
        System.arraycopy(key.toArray(), 0, out, 1, key.length());
        return out;
    }

    static Bytes bare(byte[] typed) {
        return Bytes.of(Arrays.copyOfRange(typed, 1, typed.length));
    }
}
