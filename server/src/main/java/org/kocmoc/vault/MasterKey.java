package org.kocmoc.vault;

import java.util.HexFormat;
import org.kocmoc.base.Bytes;

/// A 256-bit master key and its public name.
///
/// The id is derived from the key, so that a database tells which key it needs without giving
/// anything away. Never prints its key.
public final class MasterKey {
    private final String id;
    private final byte[] key;

    private MasterKey(byte[] key) {
        this.key = key;
        this.id = Bytes.hex(Bytes.hmac(key, Bytes.utf8("kocmoc/master-key-id/1"))).substring(0, 16);
    }

    /// Reads 64 hexadecimal digits.
    ///
    /// @throws IllegalArgumentException if the text is anything else
    public static MasterKey parse(String hex) {
        String trimmed = hex.strip();
        if (trimmed.length() != 2 * Aead.KEY_BYTES) {
            throw new IllegalArgumentException("a master key is 64 hexadecimal digits");
        }
        return new MasterKey(HexFormat.of().parseHex(trimmed));
    }

    /// A new random key in the form that [#parse] reads.
    public static String generate() {
        return Bytes.hex(Bytes.random(Aead.KEY_BYTES));
    }

    /// Public name: 16 hexadecimal digits.
    public String id() {
        return id;
    }

    /// A key for one purpose, so that no two uses share key material.
    byte[] derive(String purpose) {
        return Bytes.hmac(key, Bytes.utf8(purpose));
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
