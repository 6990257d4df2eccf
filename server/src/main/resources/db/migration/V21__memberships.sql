-- Who is in an encrypted group, as its admins' devices have signed it.

CREATE TABLE e2ee_memberships (
    chat_id bigint NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    epoch bigint NOT NULL CHECK (epoch > 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    signed bytea NOT NULL,
    certificate bytea NOT NULL CHECK (length(certificate) = 237),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (chat_id, epoch)
);
COMMENT ON TABLE e2ee_memberships IS
    'Owner: keys. The signed entries about the members of an encrypted group as uploaded, each naming the hash of the one'
    ' before; certificate is that of the signing device, which may be gone since. Append only.';
