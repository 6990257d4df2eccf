package org.kocmoc.client.encryption;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.OptionalInt;
import org.kocmoc.client.model.UploadedFile;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.Attachment;
import org.kocmoc.ratchet.Bytes;

/// Files of encrypted messages, which the server has sealed only. Any thread; blocks.
final class SealedFiles {
    private static final int UUID = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Session session;

    SealedFiles(Session session) {
        this.session = session;
    }

    EncryptedFile upload(String name, String type, byte[] plain) {
        byte[] uuid = new byte[UUID];
        RANDOM.nextBytes(uuid);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try {
            Attachment.Key key =
                    Attachment.encrypt(
                            Bytes.of(uuid), plain.length, new ByteArrayInputStream(plain), sealed);
            UploadedFile kept = session.files().uploadSealed(sealed.toByteArray());
            return new EncryptedFile(kept.url(), key, name, type, OptionalInt.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] download(EncryptedFile file) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream sealed = session.files().download(file.url())) {
            Attachment.decrypt(file.key(), sealed, plain);
        }
        return plain.toByteArray();
    }
}
