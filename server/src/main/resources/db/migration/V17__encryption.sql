-- End-to-end encryption: what the server holds of it is public or opaque.

-- A message repeats the mode of its chat, and the foreign key holds it to that: a row that the server can read cannot be
-- in an encrypted chat, and ciphertext of devices cannot be in a readable one.
ALTER TABLE chats ADD CONSTRAINT chats_id_mode_unique UNIQUE (id, mode);

DO $$
DECLARE
    former text;
BEGIN
    SELECT conname INTO STRICT former FROM pg_constraint
    WHERE contype = 'f' AND conrelid = 'messages'::regclass AND confrelid = 'chats'::regclass;
    EXECUTE format('ALTER TABLE messages DROP CONSTRAINT %I', former);
END $$;
ALTER TABLE messages
    ADD COLUMN mode text NOT NULL DEFAULT 'server',
    ADD COLUMN sender_device integer,
    ADD COLUMN envelope bytea,
    ADD CONSTRAINT messages_chat_id_mode_fkey FOREIGN KEY (chat_id, mode) REFERENCES chats (id, mode) ON DELETE CASCADE,
    ADD CONSTRAINT messages_mode_check CHECK (
        CASE mode
            WHEN 'server' THEN (body IS NULL OR key_version IS NOT NULL) AND num_nonnulls(sender_device, envelope) = 0
            WHEN 'e2ee' THEN message_type = 'encrypted' AND client_id IS NOT NULL AND sender_device IS NOT NULL
                AND num_nonnulls(text, key_version, file_url, file_name, file_size, file_type, voice_url, voice_duration,
                    forward_from_name, forward_from_user, forward_from_message, reply_to, search_terms, edited_at) = 0
            ELSE false
        END);
CREATE INDEX messages_envelope_idx ON messages (created_at) WHERE envelope IS NOT NULL;
COMMENT ON TABLE messages IS
    'Owner: messages; rows of mode e2ee are written by envelopes. One row per message for ever, a deleted one without content.'
    ' seq is taken under the lock of chat_heads and shared with chat_events. The text is in body (encrypted, key_version of'
    ' chat_keys) or, in legacy rows and with ENCRYPT_AT_REST=off, in text. In mode e2ee body is ciphertext of sender_device'
    ' and envelope the sender-key message that opens it, kept 30 days. client_id is the sender''s idempotency key. reply_to'
    ' and forward_from_message are message ids that may be gone. counts: may be unread.';

CREATE OR REPLACE FUNCTION refuse_readable_beside_encrypted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM messages WHERE id = NEW.message_id AND mode = 'e2ee') THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'readable_beside_encrypted',
            MESSAGE = 'nothing readable belongs to an encrypted message';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_edits_mode BEFORE INSERT OR UPDATE ON message_edits
    FOR EACH ROW EXECUTE FUNCTION refuse_readable_beside_encrypted();
CREATE TRIGGER message_reactions_mode BEFORE INSERT OR UPDATE ON message_reactions
    FOR EACH ROW EXECUTE FUNCTION refuse_readable_beside_encrypted();
CREATE TRIGGER message_mentions_mode BEFORE INSERT OR UPDATE ON message_mentions
    FOR EACH ROW EXECUTE FUNCTION refuse_readable_beside_encrypted();

CREATE TABLE e2ee_accounts (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    account_key bytea NOT NULL CHECK (length(account_key) = 32),
    list_version bigint NOT NULL CHECK (list_version > 0),
    roster_serial bigint NOT NULL DEFAULT 1
);
COMMENT ON TABLE e2ee_accounts IS
    'Owner: keys. Who uses end-to-end encryption, with the key that signs the device lists; list_version is the newest'
    ' version. roster_serial grows with every change of the devices that can be written to, and never shrinks. The row is'
    ' the lock of all changes of a user''s devices.';

CREATE TABLE e2ee_device_lists (
    user_id bigint NOT NULL REFERENCES e2ee_accounts (user_id) ON DELETE CASCADE,
    version bigint NOT NULL CHECK (version > 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    signed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, version)
);
COMMENT ON TABLE e2ee_device_lists IS
    'Owner: keys. The signed lists of a user''s devices as uploaded; each names the hash of the one before. Append only'
    ' while the account key stays.';

CREATE TABLE e2ee_devices (
    user_id bigint NOT NULL REFERENCES e2ee_accounts (user_id) ON DELETE CASCADE,
    device_id bigint NOT NULL CHECK (device_id > 0),
    registration_id bigint NOT NULL CHECK (registration_id > 0),
    certificate bytea NOT NULL CHECK (length(certificate) = 237),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    listed_at timestamptz NOT NULL,
    last_signed_id bigint NOT NULL DEFAULT 0,
    last_resort_id bigint NOT NULL DEFAULT 0,
    last_one_time_id bigint NOT NULL DEFAULT 0,
    last_kem_id bigint NOT NULL DEFAULT 0,
    low_told_at timestamptz,
    PRIMARY KEY (user_id, device_id)
);
COMMENT ON TABLE e2ee_devices IS
    'Owner: keys. The devices on the newest list with their certificates. The last_ columns are the highest ids ever'
    ' uploaded of each kind, so that none is used twice. low_told_at: when it was last told that its keys run out.';

CREATE TABLE e2ee_sessions (
    token_hash text PRIMARY KEY REFERENCES sessions (token) ON DELETE CASCADE,
    user_id bigint NOT NULL,
    device_id bigint NOT NULL,
    FOREIGN KEY (user_id, device_id) REFERENCES e2ee_devices (user_id, device_id) ON DELETE CASCADE
);
CREATE INDEX e2ee_sessions_user_id_idx ON e2ee_sessions (user_id, device_id);
COMMENT ON TABLE e2ee_sessions IS
    'Owner: keys. Which sign-in belongs to which device, shown by a signature of the device over the hash of its token.';

CREATE TABLE e2ee_signed_keys (
    user_id bigint NOT NULL,
    device_id bigint NOT NULL,
    signed_id bigint NOT NULL,
    signed_created_ms bigint NOT NULL,
    signed_key bytea NOT NULL CHECK (length(signed_key) = 32),
    signed_signature bytea NOT NULL CHECK (length(signed_signature) = 64),
    kem_id bigint NOT NULL,
    kem_created_ms bigint NOT NULL,
    kem_key bytea NOT NULL CHECK (length(kem_key) = 1568),
    kem_signature bytea NOT NULL CHECK (length(kem_signature) = 64),
    PRIMARY KEY (user_id, device_id),
    FOREIGN KEY (user_id, device_id) REFERENCES e2ee_devices (user_id, device_id) ON DELETE CASCADE
);
COMMENT ON TABLE e2ee_signed_keys IS
    'Owner: keys. The current signed pre-key and last-resort ML-KEM pre-key of a device, replaced together. A device'
    ' without a row cannot be written to yet.';

CREATE TABLE e2ee_one_time_keys (
    user_id bigint NOT NULL,
    device_id bigint NOT NULL,
    key_id bigint NOT NULL,
    epoch bigint NOT NULL,
    key bytea NOT NULL CHECK (length(key) = 32),
    PRIMARY KEY (user_id, device_id, key_id),
    FOREIGN KEY (user_id, device_id) REFERENCES e2ee_devices (user_id, device_id) ON DELETE CASCADE
);
COMMENT ON TABLE e2ee_one_time_keys IS
    'Owner: keys. One-time X25519 pre-keys; handing one out deletes it. Keys of an earlier epoch may have been handed out'
    ' before the backup that this database comes from was restored, so they are never handed out.';

CREATE TABLE e2ee_one_time_kems (
    user_id bigint NOT NULL,
    device_id bigint NOT NULL,
    key_id bigint NOT NULL,
    epoch bigint NOT NULL,
    created_ms bigint NOT NULL,
    key bytea NOT NULL CHECK (length(key) = 1568),
    signature bytea NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (user_id, device_id, key_id),
    FOREIGN KEY (user_id, device_id) REFERENCES e2ee_devices (user_id, device_id) ON DELETE CASCADE
);
COMMENT ON TABLE e2ee_one_time_kems IS 'Owner: keys. As e2ee_one_time_keys, for ML-KEM-1024.';

CREATE TABLE e2ee_mailbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    device_id bigint NOT NULL,
    chat_id bigint,
    seq bigint,
    mode text NOT NULL DEFAULT 'e2ee' CHECK (mode = 'e2ee'),
    sender_id bigint NOT NULL,
    sender_device integer NOT NULL,
    type smallint NOT NULL CHECK (type IN (2, 3)),
    envelope bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, device_id, id),
    CHECK ((chat_id IS NULL) = (seq IS NULL)),
    FOREIGN KEY (user_id, device_id) REFERENCES e2ee_devices (user_id, device_id) ON DELETE CASCADE,
    FOREIGN KEY (chat_id, mode) REFERENCES chats (id, mode) ON DELETE CASCADE,
    FOREIGN KEY (chat_id, seq) REFERENCES messages (chat_id, seq) ON DELETE CASCADE
);
CREATE INDEX e2ee_mailbox_chat_id_idx ON e2ee_mailbox (chat_id, seq) WHERE chat_id IS NOT NULL;
CREATE INDEX e2ee_mailbox_created_at_idx ON e2ee_mailbox (created_at);
COMMENT ON TABLE e2ee_mailbox IS
    'Owner: envelopes. What waits for one device: envelopes of messages (chat_id, seq) and control messages (both null),'
    ' deleted when the device has stored what is in them, or after 30 days. sender_id outlives its account.';

CREATE TABLE e2ee_backups (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    auth_hash bytea NOT NULL CHECK (length(auth_hash) = 32),
    by_code bytea CHECK (length(by_code) = 78),
    by_passphrase bytea CHECK (length(by_passphrase) = 87),
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE e2ee_backups IS
    'Owner: backups. The backup key of a user, wrapped by a recovery code, by a passphrase or both; opaque to the server.'
    ' auth_hash is SHA-256 of the key that whoever can unwrap it knows.';

CREATE TABLE e2ee_backup_blobs (
    user_id bigint NOT NULL REFERENCES e2ee_backups (user_id) ON DELETE CASCADE,
    blob_index integer NOT NULL CHECK (blob_index > 0),
    version bigint NOT NULL CHECK (version > 0),
    size integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (user_id, blob_index)
);
ALTER TABLE e2ee_backup_blobs ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE e2ee_backup_blobs IS
    'Owner: backups. Pieces of a backup, opaque; the version of an index only grows. Ciphertext is not worth compressing.';

CREATE TABLE e2ee_links (
    id bytea PRIMARY KEY CHECK (length(id) = 16),
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    newcomer text NOT NULL,
    kem_key bytea NOT NULL CHECK (length(kem_key) = 1184),
    host text,
    offer bytea CHECK (length(offer) = 1121),
    expires_at timestamptz NOT NULL,
    CHECK ((host IS NULL) = (offer IS NULL))
);
CREATE INDEX e2ee_links_user_id_idx ON e2ee_links (user_id);
CREATE INDEX e2ee_links_expires_at_idx ON e2ee_links (expires_at);
COMMENT ON TABLE e2ee_links IS
    'Owner: links. Where a new device and an old one of the same user meet, once and for two minutes. newcomer and host are'
    ' the hashes of their tokens.';

CREATE TABLE e2ee_link_frames (
    link_id bytea NOT NULL REFERENCES e2ee_links (id) ON DELETE CASCADE,
    from_newcomer boolean NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    frame bytea NOT NULL,
    PRIMARY KEY (link_id, from_newcomer, number)
);
COMMENT ON TABLE e2ee_link_frames IS 'Owner: links. Encrypted frames between the two devices, in order in each direction.';
