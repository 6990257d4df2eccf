package org.kocmoc.bodies;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.log.NewMessage;
import org.kocmoc.vault.SealBrokenException;
import org.kocmoc.vault.Vault;

/// Seals and opens the texts that people write in chats.
///
/// A sealed body is `format u8 = 1 | sender u64 | nonce[12] | ciphertext | tag[16]` under a key of
/// the chat. Bound besides: chat, sender, client id, revision and key version, so that a body moved
/// to another row does not open. The sender stands in the body because the row forgets it when the
/// account is deleted. Any thread; the first use of a chat blocks for its key.
public final class Bodies {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 1 + Long.BYTES;
    private static final byte[] LABEL = Bytes.utf8("kocmoc/body/1");

    /// Where a text belongs.
    ///
    /// @param sender 0 if unknown
    public record Place(ChatId chat, long sender, @Nullable String clientId, int revision) {
        /// Of what somebody has begun to write. No client can choose a key with a NUL, so it never
        /// opens as a message.
        public static Place draft(ChatId chat, UserId writer, int version) {
            return new Place(chat, writer.value(), "\0draft", version);
        }
    }

    private final ChatKeys keys;
    private final boolean encrypt;

    /// @param vault wraps the keys of chats
    /// @param encrypt whether new texts are sealed; sealed ones always open
    public Bodies(Database database, Vault vault, boolean encrypt) {
        this.keys = new ChatKeys(database, vault);
        this.encrypt = encrypt;
    }

    /// Reads keys anew from now on: those that were made before may be lost with the database that
    /// held them, and nobody else could open what they seal.
    public void forgetKeys() {
        keys.forget();
    }

    /// Whether new texts are sealed.
    public boolean encrypts() {
        return encrypt;
    }

    /// Whether texts of a chat can be sealed without asking the database for its key.
    public boolean isReady(ChatId chat) {
        return !encrypt || keys.isCached(chat);
    }

    /// Seals texts of one chat without touching the database any more: for use in transactions.
    public Sealer sealer(ChatId chat) {
        return encrypt
                ? alwaysSealing(chat)
                : (text, place) -> new NewMessage.Body(null, null, text);
    }

    /// As [#sealer], also where texts are not to be sealed.
    public Sealer alwaysSealing(ChatId chat) {
        ChatKeys.DataKey key = keys.current(chat);
        return (text, place) -> {
            byte[] sealed =
                    key.aead()
                            .seal(
                                    text.getBytes(StandardCharsets.UTF_8),
                                    associated(place, place.sender(), key.version()));
            ByteBuffer body = ByteBuffer.allocate(HEADER_BYTES + sealed.length);
            body.put(FORMAT).putLong(place.sender()).put(sealed);
            return new NewMessage.Body(body.array(), key.version(), null);
        };
    }

    /// Makes the stored form of a text.
    @FunctionalInterface
    public interface Sealer {
        /// @param place where it will be stored
        NewMessage.Body seal(String text, Place place);
    }

    /// The text of a stored body.
    ///
    /// @throws SealBrokenException if it belongs elsewhere or was altered
    public String open(byte[] body, int keyVersion, Place place) {
        ByteBuffer in = ByteBuffer.wrap(body);
        if (body.length < HEADER_BYTES || in.get() != FORMAT) {
            throw new IllegalStateException("unknown format of a stored body");
        }
        long sender = in.getLong();
        byte[] sealed = new byte[in.remaining()];
        in.get(sealed);
        byte[] plain =
                keys.version(place.chat(), keyVersion)
                        .open(sealed, associated(place, sender, keyVersion));
        return new String(plain, StandardCharsets.UTF_8);
    }

    /// Wraps some of the chats' keys that are under another master key anew, within the caller's
    /// transaction; what they encrypt stays as it is.
    ///
    /// @return how many; 0 if none is left
    public static int resealSome(Handle handle, Vault vault) {
        return ChatKeys.resealSome(handle, vault);
    }

    private static byte[] associated(Place place, long sender, int keyVersion) {
        byte[] client = Bytes.utf8(place.clientId() == null ? "" : place.clientId());
        return ByteBuffer.allocate(
                        LABEL.length + 1 + 2 * Long.BYTES + 2 * Integer.BYTES + client.length)
                .put(LABEL)
                .put((byte) 0)
                .putLong(place.chat().value())
                .putLong(sender)
                .putInt(place.revision())
                .putInt(keyVersion)
                .put(client)
                .array();
    }
}
