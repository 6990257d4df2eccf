package org.kocmoc.ratchet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// What two users compare to know that no one sits between them: the same 60 digits on both sides,
/// or a code that one scans from the other. Depends on both account keys, not on devices.
///
/// Takes about 10,000 hashes to make, so keep it rather than making it for every view.
public final class SafetyNumber {
    private static final int ITERATIONS = 5_200;
    private static final int FINGERPRINT = 32;
    private static final int GROUPS = 6;
    private static final int GROUP_BYTES = 5;
    private static final int ED25519_TYPE = 6;
    private static final byte QR_VERSION = 1;
    private static final String QR_PREFIX = "kocmoc-verify:";

    private final byte[] own;
    private final byte[] peer;

    private SafetyNumber(byte[] own, byte[] peer) {
        this.own = own;
        this.peer = peer;
    }

    /// The number of this user and another.
    public static SafetyNumber of(
            long ownUserId, Bytes ownAccountKey, long peerUserId, Bytes peerAccountKey) {
        return new SafetyNumber(
                fingerprint(typed(ownAccountKey), new Packer().u64(ownUserId).done()),
                fingerprint(typed(peerAccountKey), new Packer().u64(peerUserId).done()));
    }

    /// 60 digits, equal on both sides.
    public String digits() {
        String mine = digits(own);
        String theirs = digits(peer);
        return mine.compareTo(theirs) <= 0 ? mine + theirs : theirs + mine;
    }

    /// The text for a code that the other side scans.
    public String qr() {
        byte[] code = Secret.join(new byte[] {QR_VERSION}, half(own), half(peer));
        return QR_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    /// Whether a scanned code is the other side's view of the same two keys. `MALFORMED` if it is
    /// not such a code at all, `UNSUPPORTED_VERSION` if it is a newer one.
    public boolean matches(String scanned) {
        byte[] code = decoded(scanned);
        byte[] expected = Secret.join(new byte[] {QR_VERSION}, half(peer), half(own));
        return Secret.same(code, expected);
    }

    /// The iterated hash behind one half. A typed key is a type byte and the key.
    static byte[] fingerprint(byte[] typedKey, byte[] stableId) {
        byte[] hash = Secret.join(new byte[2], typedKey, stableId);
        for (int i = 0; i < ITERATIONS; i++) {
            hash = Primitives.standard().kdf().sha512(Secret.join(hash, typedKey));
        }
        return hash;
    }

    /// The 30 digits of one half.
    static String digits(byte[] fingerprint) {
        StringBuilder digits = new StringBuilder(GROUPS * GROUP_BYTES);
        for (int group = 0; group < GROUPS; group++) {
            byte[] five = new byte[Long.BYTES];
            System.arraycopy(
                    fingerprint, group * GROUP_BYTES, five, Long.BYTES - GROUP_BYTES, GROUP_BYTES);
            long number = ByteBuffer.wrap(five).getLong() % 100_000;
            digits.append(String.format(Locale.ROOT, "%05d", number));
        }
        return digits.toString();
    }

    private static byte[] decoded(String scanned) {
        if (!scanned.startsWith(QR_PREFIX)) {
            throw new RatchetException(Reason.MALFORMED, "not a verification code");
        }
        byte[] code;
        try {
            code = Base64.getUrlDecoder().decode(scanned.substring(QR_PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new RatchetException(Reason.MALFORMED, "not a verification code", e);
        }
        if (code.length == 0 || code[0] != QR_VERSION) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "another version's code");
        }
        if (code.length != 1 + 2 * FINGERPRINT) {
            throw new RatchetException(Reason.MALFORMED, "not a verification code");
        }
        return code;
    }

    private static byte[] half(byte[] fingerprint) {
        return Arrays.copyOf(fingerprint, FINGERPRINT);
    }

    private static byte[] typed(Bytes accountKey) {
        return Secret.join(new byte[] {ED25519_TYPE}, accountKey.toArray());
    }

    @Override
    public String toString() {
        return digits();
    }
}
