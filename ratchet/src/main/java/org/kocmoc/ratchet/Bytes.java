package org.kocmoc.ratchet;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string for public values: keys, signatures, hashes, ids. Compared in constant
/// time, so that no caller has to decide whether that matters. Secrets are never held in it.
public final class Bytes implements Comparable<Bytes> {
    private static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /// A copy of the array.
    public static Bytes of(byte... value) {
        return new Bytes(value.clone());
    }

    /// From hexadecimal digits.
    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    /// No bytes.
    public static Bytes empty() {
        return EMPTY;
    }

    /// A copy of the bytes.
    public byte[] toArray() {
        return value.clone();
    }

    /// How many bytes.
    public int length() {
        return value.length;
    }

    /// Lower-case hexadecimal digits.
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /// Order of unsigned bytes.
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && MessageDigest.isEqual(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /// Length and first bytes, enough to tell two keys apart in a log.
    @Override
    public String toString() {
        return value.length <= 8
                ? hex()
                : HexFormat.of().formatHex(value, 0, 8) + "…(" + value.length + ")";
    }
}
