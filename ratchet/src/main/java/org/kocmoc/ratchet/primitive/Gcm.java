package org.kocmoc.ratchet.primitive;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// AES-GCM with a 12-byte nonce and the 16-byte tag appended.
public interface Gcm {
    /// Length of a key.
    int KEY_SIZE = 32;

    /// Length of a nonce.
    int NONCE_SIZE = 12;

    /// Length of the tag.
    int TAG_SIZE = 16;

    /// Encrypts; a nonce is used once under a key.
    byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext);

    /// Decrypts; anything wrong is `UNDECRYPTABLE`.
    byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext);

    /// The JDK's implementation.
    static Gcm jdk() {
        return new Gcm() {
            @Override
            public byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
                return run(Cipher.ENCRYPT_MODE, key, nonce, aad, plaintext);
            }

            @Override
            public byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext) {
                return run(Cipher.DECRYPT_MODE, key, nonce, aad, ciphertext);
            }
        };
    }

    private static byte[] run(int mode, byte[] key, byte[] nonce, byte[] aad, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_SIZE * Byte.SIZE, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "authentication failed", e);
        }
    }
}
