package org.kocmoc.push;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// SQL of the server's key pair.
final class PushKeyStore {
    /// The pair as it is stored.
    ///
    /// @param privateKey sealed
    public record Row(byte[] publicKey, byte[] privateKey) {}

    private PushKeyStore() {}

    static Optional<Row> find(Handle handle) {
        return handle.createQuery("SELECT public_key, private_key FROM push_keys")
                .mapTo(Row.class)
                .findOne();
    }

    /// Keeps a new pair unless there is one.
    static void insert(Handle handle, Row row) {
        handle.createUpdate(
                        """
                        INSERT INTO push_keys (public_key, private_key)
                        VALUES (:publicKey, :privateKey) ON CONFLICT DO NOTHING
                        """)
                .bind("publicKey", row.publicKey())
                .bind("privateKey", row.privateKey())
                .execute();
    }

    /// Locks the private key if another master key than the given one seals it.
    static Optional<byte[]> underOther(Handle handle, byte[] masterKeyId) {
        return handle.createQuery(
                        """
                        SELECT private_key FROM push_keys
                        WHERE substring(private_key FOR :length) <> :master FOR UPDATE
                        """)
                .bind("length", masterKeyId.length)
                .bind("master", masterKeyId)
                .mapTo(byte[].class)
                .findOne();
    }

    static void replace(Handle handle, byte[] privateKey) {
        handle.execute("UPDATE push_keys SET private_key = ?", (Object) privateKey);
    }
}
