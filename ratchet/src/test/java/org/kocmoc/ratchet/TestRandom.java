package org.kocmoc.ratchet;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/// Randomness that repeats, and remembers what it gave. Exists in tests only.
public final class TestRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient SplittableRandom source;
    private final transient ByteArrayOutputStream drawn = new ByteArrayOutputStream();

    public TestRandom(long seed) {
        super(null, null);
        source = new SplittableRandom(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
        drawn.writeBytes(bytes);
    }

    /// All bytes drawn since the last call.
    public Bytes drawn() {
        Bytes all = Bytes.of(drawn.toByteArray());
        drawn.reset();
        return all;
    }
}
