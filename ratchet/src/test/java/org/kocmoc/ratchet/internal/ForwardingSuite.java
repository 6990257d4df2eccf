package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.primitive.Kdf;

/// Suite K1, to be varied in one point.
class ForwardingSuite implements Suite {
    private final Suite real = Suite.K1;

    @Override
    public int version() {
        return real.version();
    }

    @Override
    public byte[] handshakeInfo() {
        return real.handshakeInfo();
    }

    @Override
    public byte[] ratchetInfo() {
        return real.ratchetInfo();
    }

    @Override
    public byte[] messageInfo() {
        return real.messageInfo();
    }

    @Override
    public boolean hasKem() {
        return real.hasKem();
    }

    @Override
    public int kemType() {
        return real.kemType();
    }

    @Override
    public byte[] kemSecret(byte[] shared, byte[] ciphertext) {
        return real.kemSecret(shared, ciphertext);
    }

    @Override
    public byte[] associatedData(Kdf kdf, Transcript transcript) {
        return real.associatedData(kdf, transcript);
    }

    @Override
    public byte[] authenticated(byte[] associatedData, int direction, byte[] message) {
        return real.authenticated(associatedData, direction, message);
    }

    @Override
    public int tagSize() {
        return real.tagSize();
    }

    @Override
    public boolean isStrict() {
        return real.isStrict();
    }

    @Override
    public int groupVersion() {
        return real.groupVersion();
    }

    @Override
    public int groupKeyType() {
        return real.groupKeyType();
    }

    @Override
    public MessageKeys groupKeys(Kdf kdf, byte[] seed) {
        return real.groupKeys(kdf, seed);
    }

    @Override
    public int groupTagSize() {
        return real.groupTagSize();
    }

    @Override
    public byte[] groupTag(Kdf kdf, MessageKeys keys, SenderContext context, byte[] ciphertext) {
        return real.groupTag(kdf, keys, context, ciphertext);
    }

    @Override
    public byte[] groupSigned(Address sender, byte[] message) {
        return real.groupSigned(sender, message);
    }
}
