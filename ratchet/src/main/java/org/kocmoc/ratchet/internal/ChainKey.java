package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Secret;

/// The symmetric ratchet: one key gives a message's seed and the next key, neither of which gives
/// it back.
final class ChainKey {
    private static final byte[] SEED = {1};
    private static final byte[] NEXT = {2};

    private ChainKey() {}

    static Secret seed(Kdf kdf, Secret chainKey) {
        return Secret.of(kdf.hmac(chainKey.bytes(), SEED));
    }

    static Secret next(Kdf kdf, Secret chainKey) {
        return Secret.of(kdf.hmac(chainKey.bytes(), NEXT));
    }
}
