package org.kocmoc.ratchet;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/// Hands out given bytes, in order, as if they were random. Exists in tests only.
public final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient ByteBuffer source;

    public FixedRandom(byte[] bytes) {
        super(null, null);
        source = ByteBuffer.wrap(bytes);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.get(bytes);
    }

    /// How much is left.
    public int remaining() {
        return source.remaining();
    }
}
