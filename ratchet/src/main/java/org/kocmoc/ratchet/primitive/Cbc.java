package org.kocmoc.ratchet.primitive;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// AES-256-CBC with PKCS#7 padding. Gives secrecy only: the caller authenticates first.
public interface Cbc {
    /// Encrypts under a key and an initialisation vector that are used once.
    byte[] encrypt(byte[] key, byte[] iv, byte[] plaintext);

    /// Decrypts; anything wrong is `UNDECRYPTABLE`.
    byte[] decrypt(byte[] key, byte[] iv, byte[] ciphertext);

    /// The JDK's implementation.
    static Cbc jdk() {
        return new Cbc() {
            @Override
            public byte[] encrypt(byte[] key, byte[] iv, byte[] plaintext) {
                return run(Cipher.ENCRYPT_MODE, key, iv, plaintext);
            }

            @Override
            public byte[] decrypt(byte[] key, byte[] iv, byte[] ciphertext) {
                return run(Cipher.DECRYPT_MODE, key, iv, ciphertext);
            }
        };
    }

    private static byte[] run(int mode, byte[] key, byte[] iv, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "the message does not decrypt", e);
        }
    }
}
