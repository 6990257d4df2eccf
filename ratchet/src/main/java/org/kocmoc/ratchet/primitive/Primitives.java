package org.kocmoc.ratchet.primitive;

import java.security.SecureRandom;

/// One of each primitive, and the source of randomness. Tests put deterministic or faulty ones
/// here; the product only ever has [#standard].
public record Primitives(
        Agreement agreement,
        Signing signing,
        Kem kem,
        Kdf kdf,
        Cbc cbc,
        Gcm gcm,
        SecureRandom random) {
    private static final Primitives STANDARD =
            new Primitives(
                    Agreement.jdk(),
                    Signing.jdk(),
                    Kem.jdk1024(),
                    Kdf.jdk(),
                    Cbc.jdk(),
                    Gcm.jdk(),
                    new SecureRandom());

    /// The JDK's primitives with the system's randomness.
    public static Primitives standard() {
        return STANDARD;
    }

    /// Fresh random bytes.
    public byte[] draw(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
