package org.kocmoc.backup;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kocmoc.base.Bytes;

/// AES-256-GCM over a stream in chunks (the STREAM construction): the nonce of a chunk is its
/// number and whether it is the last, so chunks cannot be reordered, dropped or cut off. The key
/// belongs to one stream only.
final class Chunks {
    /// In front of every backup; the digit is the version of the format.
    static final byte[] MAGIC = Bytes.utf8("KOCMOC-BACKUP-1\n");

    static final int PLAIN_BYTES = 256 * 1024;
    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec key;
    private final byte[] header;
    private long number;

    /// @param header bound to every chunk
    Chunks(byte[] key, byte[] header) {
        this.key = new SecretKeySpec(key, "AES");
        this.header = header.clone();
    }

    byte[] seal(byte[] plain, int length, boolean last) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, last).doFinal(plain, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] open(byte[] sealed, int length, boolean last) {
        boolean first = number == 0;
        try {
            return cipher(Cipher.DECRYPT_MODE, last).doFinal(sealed, 0, length);
        } catch (AEADBadTagException e) {
            throw new BackupException(
                    first
                            ? "The passphrase is wrong, or the backup is damaged."
                            : "The backup is damaged or incomplete.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, boolean last) throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES).putLong(number++).putInt(last ? 1 : 0).array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(header);
        return cipher;
    }
}
