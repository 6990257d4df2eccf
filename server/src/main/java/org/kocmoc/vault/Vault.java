package org.kocmoc.vault;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.Bytes;

/// Seals small secrets under the current master key and opens what any loaded master key sealed.
///
/// A sealed value is `id[8] | nonce[12] | ciphertext | tag[16]`, where `id` names the master key.
/// The context (table, row, purpose) is bound: a value moved to another place does not open.
public final class Vault {
    private static final int ID_BYTES = 8;

    private final MasterKey current;
    private final Map<String, Aead> byId = new LinkedHashMap<>();

    /// @param current seals everything new
    /// @param previous still open what they sealed, until it is wrapped anew
    public Vault(MasterKey current, List<MasterKey> previous) {
        this.current = current;
        add(current);
        previous.forEach(this::add);
    }

    private void add(MasterKey key) {
        byId.put(key.id(), new Aead(key.derive("kocmoc/vault/1")));
    }

    /// Encrypts under the current master key.
    public byte[] seal(byte[] secret, String context) {
        byte[] id = HexFormat.of().parseHex(current.id());
        byte[] sealed = aead(current.id()).seal(secret, Bytes.utf8(context));
        byte[] out = new byte[ID_BYTES + sealed.length];
        System.arraycopy(id, 0, out, 0, ID_BYTES);
        System.arraycopy(sealed, 0, out, ID_BYTES, sealed.length);
        return out;
    }

    /// Decrypts what [#seal] made for the same context.
    ///
    /// @throws SealBrokenException if the bytes or the context differ
    /// @throws UnknownMasterKeyException if the master key is not loaded
    public byte[] open(byte[] sealed, String context) {
        byte[] rest = Arrays.copyOfRange(sealed, ID_BYTES, sealed.length);
        return aead(keyIdOf(sealed)).open(rest, Bytes.utf8(context));
    }

    /// Name of the master key under which a value is sealed.
    public static String keyIdOf(byte[] sealed) {
        if (sealed.length < ID_BYTES) {
            throw new SealBrokenException();
        }
        return Bytes.hex(Arrays.copyOf(sealed, ID_BYTES));
    }

    /// Name of the master key that seals new values.
    public String currentKeyId() {
        return current.id();
    }

    /// A key derived from the current master key for a keyed hash that need not survive a change of
    /// the master key.
    public byte[] derive(String purpose) {
        return current.derive(purpose);
    }

    private Aead aead(String id) {
        Aead aead = byId.get(id);
        if (aead == null) {
            throw new UnknownMasterKeyException(id);
        }
        return aead;
    }
}
