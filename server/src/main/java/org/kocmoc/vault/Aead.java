package org.kocmoc.vault;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kocmoc.base.Bytes;

/// AES-256-GCM with a random 96-bit nonce in front: `nonce[12] | ciphertext | tag[16]`.
///
/// A key must not seal more than 2^32 texts (NIST SP 800-38D, 8.3); callers rotate far earlier.
/// Immutable; any thread.
public final class Aead {
    /// Key length in bytes.
    public static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    /// Asked by name only once: looking through all providers takes as long as sealing a message.
    private static final Provider PROVIDER = provider();

    private final SecretKey key;

    /// Takes a copy of the key.
    public Aead(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key must have 32 bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /// Encrypts, binding the associated data.
    public byte[] seal(byte[] plain, byte[] associated) {
        byte[] nonce = Bytes.random(NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, associated);
            byte[] out = new byte[NONCE_BYTES + cipher.getOutputSize(plain.length)];
            System.arraycopy(nonce, 0, out, 0, NONCE_BYTES);
            cipher.doFinal(plain, 0, plain.length, out, NONCE_BYTES);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Decrypts what [#seal] made with the same associated data.
    ///
    /// @throws SealBrokenException if key, data or associated data differ
    public byte[] open(byte[] sealed, byte[] associated) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new SealBrokenException();
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, sealed, 0, associated)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new SealBrokenException();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Provider provider() {
        try {
            return Cipher.getInstance(CIPHER).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, int offset, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER, PROVIDER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
        cipher.updateAAD(associated);
        return cipher;
    }
}
