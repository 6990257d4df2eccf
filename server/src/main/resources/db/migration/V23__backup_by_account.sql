-- Devices that were linked before the backup was made open its key with what they all have: the account's key.
ALTER TABLE e2ee_backups ADD COLUMN by_account bytea CHECK (length(by_account) = 78);
COMMENT ON TABLE e2ee_backups IS
    'Owner: backups. The backup key of a user, wrapped by a recovery code, by a passphrase or both, and for the devices of'
    ' the account by its key; opaque to the server. auth_hash is SHA-256 of the key that whoever can unwrap it knows.';
