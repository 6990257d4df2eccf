package org.kocmoc.push;

import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.db.Database;
import org.kocmoc.vault.Vault;

/// The key pair by which push services know this server, made at its first use and the same for all
/// nodes of a database. Any thread; the first call blocks.
public final class PushKeys {
    private static final String CONTEXT = "push_keys";

    private final Database database;
    private final Vault vault;
    private @Nullable VAPIDKeyPair pair;

    PushKeys(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /// The pair.
    synchronized VAPIDKeyPair pair() {
        if (pair == null) {
            PushKeyStore.Row row =
                    database.read(PushKeyStore::find)
                            .orElseGet(
                                    () ->
                                            database.write(
                                                    handle -> {
                                                        PushKeyStore.insert(handle, generate());
                                                        return PushKeyStore.find(handle)
                                                                .orElseThrow();
                                                    }));
            pair =
                    VAPIDKeyPairs.of(
                            PrivateKeySources.ofPKCS8Bytes(vault.open(row.privateKey(), CONTEXT)),
                            PublicKeySources.ofUncompressedBytes(row.publicKey()));
        }
        return pair;
    }

    private PushKeyStore.Row generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair fresh = generator.generateKeyPair();
            return new PushKeyStore.Row(
                    PublicKeySources.ofX509Bytes(fresh.getPublic().getEncoded())
                            .extractBytesInUncompressedForm(),
                    vault.seal(fresh.getPrivate().getEncoded(), CONTEXT));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Seals the private key anew if it is under another master key, within the caller's
    /// transaction.
    ///
    /// @return how many keys that were; 0 if none is left
    public static int resealSome(Handle handle, Vault vault) {
        Optional<byte[]> other =
                PushKeyStore.underOther(handle, HexFormat.of().parseHex(vault.currentKeyId()));
        if (other.isEmpty()) {
            return 0;
        }
        byte[] key = vault.open(other.get(), CONTEXT);
        PushKeyStore.replace(handle, vault.seal(key, CONTEXT));
        return 1;
    }
}
