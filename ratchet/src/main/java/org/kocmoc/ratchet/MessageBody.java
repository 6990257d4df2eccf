package org.kocmoc.ratchet;

import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// The body of a message as the server keeps it, once for all devices. Key and hash travel inside
/// the ratchet messages, so the server can neither read nor exchange it.
public final class MessageBody {
    /// Length of a key.
    public static final int KEY_SIZE = Gcm.KEY_SIZE;

    private static final int UUID = 16;

    private MessageBody() {}

    /// A sealed body with its key.
    ///
    /// @param hash SHA-256 of the body: commits the sender to it
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record Sealed(Bytes body, byte[] key, Bytes hash) {
        @Override
        public String toString() {
            return "Sealed[" + hash + "]";
        }
    }

    /// Seals a content under a key of its own.
    ///
    /// @param uuid 16 bytes, new for every message
    public static Sealed seal(long chatId, Bytes uuid, byte[] content) {
        return seal(Primitives.standard(), chatId, uuid, content);
    }

    static Sealed seal(Primitives primitives, long chatId, Bytes uuid, byte[] content) {
        if (content.length > Limits.CONTENT) {
            throw new RatchetException(Reason.TOO_LARGE, "content too large");
        }
        byte[] key = primitives.draw(KEY_SIZE);
        byte[] padded = Padding.pad(content);
        byte[] body = primitives.gcm().seal(key, nonce(), aad(chatId, uuid), padded);
        Secret.wipe(padded);
        return new Sealed(Bytes.of(body), key, Bytes.of(primitives.kdf().sha256(body)));
    }

    /// The content of a body that has the hash the sender told; `UNDECRYPTABLE` for any other.
    public static byte[] open(long chatId, Bytes uuid, byte[] key, Bytes hash, byte[] body) {
        Primitives primitives = Primitives.standard();
        if (key.length != KEY_SIZE || !Bytes.of(primitives.kdf().sha256(body)).equals(hash)) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "not the body that was sent");
        }
        return Padding.unpad(primitives.gcm().open(key, nonce(), aad(chatId, uuid), body));
    }

    /// Zeros, since a key seals one body only.
    private static byte[] nonce() {
        return new byte[Gcm.NONCE_SIZE];
    }

    private static byte[] aad(long chatId, Bytes uuid) {
        if (uuid.length() != UUID) {
            throw new RatchetException(Reason.MALFORMED, "a UUID has 16 bytes");
        }
        return new Packer("kocmoc/body/1").u64(chatId).bytes(uuid).done();
    }
}
