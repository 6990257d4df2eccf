package org.kocmoc.ratchet.internal;

import java.util.Arrays;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Secret;

/// The keys of one message, used once and wiped.
public record MessageKeys(Secret encryption, Secret mac, Secret iv) implements AutoCloseable {
    private static final int LENGTH = 80;
    private static final byte[] NO_SALT = new byte[0];

    /// Cipher key, MAC key and initialisation vector of a seed.
    static MessageKeys derive(Kdf kdf, byte[] seed, byte[] info) {
        byte[] all = kdf.hkdf(NO_SALT, seed, info, LENGTH);
        MessageKeys keys =
                new MessageKeys(
                        Secret.of(Arrays.copyOf(all, 32)),
                        Secret.of(Arrays.copyOfRange(all, 32, 64)),
                        Secret.of(Arrays.copyOfRange(all, 64, LENGTH)));
        Secret.wipe(all);
        return keys;
    }

    @Override
    public void close() {
        encryption.wipe();
        mac.wipe();
        iv.wipe();
    }
}
