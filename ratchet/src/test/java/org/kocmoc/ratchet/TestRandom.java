package org.kocmoc.ratchet;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.kocmoc.ratchet.primitive.Primitives;

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

    /// The JDK's primitives with this randomness.
    public Primitives primitives() {
        Primitives p = Primitives.standard();
        return new Primitives(p.agreement(), p.signing(), p.kem(), p.kdf(), p.cbc(), p.gcm(), this);
    }

    /// All bytes drawn since the last call.
    public Bytes drawn() {
        Bytes all = Bytes.of(drawn.toByteArray());
        drawn.reset();
        return all;
    }
}
