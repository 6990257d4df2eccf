package org.kocmoc.ratchet.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.internal.PreKeyChoice.KemKey;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Secret;

/// Suite 1 of the product: PQXDH with ML-KEM-1024, AES-CBC with a full HMAC tag.
final class K1 implements Suite {
    private static final byte[] HANDSHAKE =
            "kocmoc-e2ee/1 X25519 SHA-256 ML-KEM-1024 PQXDH".getBytes(US_ASCII);
    private static final byte[] RATCHET = "kocmoc-e2ee/1 ratchet".getBytes(US_ASCII);
    private static final byte[] MESSAGE = "kocmoc-e2ee/1 message".getBytes(US_ASCII);
    private static final byte[] GROUP = "kocmoc-e2ee/1 group".getBytes(US_ASCII);
    private static final int VERSION = 0xE1;

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public byte[] handshakeInfo() {
        return HANDSHAKE;
    }

    @Override
    public byte[] ratchetInfo() {
        return RATCHET;
    }

    @Override
    public byte[] messageInfo() {
        return MESSAGE;
    }

    @Override
    public boolean hasKem() {
        return true;
    }

    @Override
    public int kemType() {
        return 0x0A;
    }

    @Override
    public byte[] kemSecret(byte[] shared, byte[] ciphertext) {
        return shared.clone();
    }

    @Override
    public byte[] associatedData(Kdf kdf, Transcript transcript) {
        Packer packer = new Packer("kocmoc/ad/1");
        party(packer, transcript.initiator());
        party(packer, transcript.responder());
        PreKeyChoice keys = transcript.keys();
        packer.sizedU32(keys.signed().id()).sized(keys.signed().key());
        PreKeyChoice.Key oneTime = keys.oneTime();
        if (oneTime == null) {
            packer.u16(0).u16(0);
        } else {
            packer.sizedU32(oneTime.id()).sized(oneTime.key());
        }
        KemKey kem = keys.kem();
        if (kem == null) {
            throw new IllegalArgumentException("suite 1 always has a KEM key");
        }
        packer.sizedU32(kem.id()).u16(1).u8(kem.flags());
        packer.sized(kdf.sha256(kem.key().toArray()));
        packer.sized(transcript.baseKey());
        packer.sized(kdf.sha256(transcript.kemCiphertext().toArray()));
        return kdf.sha256(packer.done());
    }

    private static void party(Packer packer, Party party) {
        packer.sizedU64(party.address().userId())
                .sizedU32(party.address().deviceId())
                .sized(party.signingKey())
                .sized(party.agreementKey());
    }

    @Override
    public byte[] authenticated(byte[] associatedData, int direction, byte[] message) {
        return Secret.join(associatedData, new byte[] {(byte) direction}, message);
    }

    @Override
    public int tagSize() {
        return Kdf.SIZE;
    }

    @Override
    public boolean isStrict() {
        return true;
    }

    @Override
    public int groupVersion() {
        return VERSION;
    }

    @Override
    public int groupKeyType() {
        return FirstMessageWire.ED25519_TYPE;
    }

    @Override
    public MessageKeys groupKeys(Kdf kdf, byte[] seed) {
        return MessageKeys.derive(kdf, seed, GROUP);
    }

    @Override
    public int groupTagSize() {
        return Kdf.SIZE;
    }

    @Override
    public byte[] groupTag(Kdf kdf, MessageKeys keys, SenderContext context, byte[] ciphertext) {
        byte[] input =
                new Packer("kocmoc/sendertag/1")
                        .address(context.sender())
                        .bytes(context.groupId())
                        .u32(context.chainId())
                        .u32(context.iteration())
                        .u64(context.epoch())
                        .bytes(context.membership())
                        .bytes(ciphertext)
                        .done();
        return kdf.hmac(keys.mac().bytes(), input);
    }

    @Override
    public byte[] groupSigned(Address sender, byte[] message) {
        return new Packer("kocmoc/sendermsg/1").address(sender).bytes(message).done();
    }
}
