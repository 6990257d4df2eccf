-- Accounts, sign-in and server state. Every id becomes bigint here and in the next files, table by table.

CREATE TABLE server_state (
    key text PRIMARY KEY,
    value text NOT NULL
);
COMMENT ON TABLE server_state IS
    'Owner: db. Facts about the whole server. takeover_at: ISO 8601 instant at which a legacy database was taken over,'
    ' absent in a fresh one. epoch: bigint, the half of a log position that changes on a restore and on a new'
    ' PostgreSQL timeline. schema_compat: the lowest schema version whose server may still run on this database.';
INSERT INTO server_state (key, value) VALUES ('epoch', '1'), ('schema_compat', '6');
-- Only a database that Flyway met with the legacy tables in it has a baseline at version 1.
INSERT INTO server_state (key, value)
SELECT 'takeover_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM flyway_schema_history WHERE type = 'BASELINE' AND version = '1';

-- Legacy sequences are int4 as well and may have been renamed, so they are looked up.
DO $$
DECLARE
    legacy text;
BEGIN
    FOREACH legacy IN ARRAY ARRAY['users', 'chats', 'chat_participants', 'messages', 'contacts', 'message_reactions',
        'devices', 'email_verifications', 'sessions', 'stories', 'story_views']
    LOOP
        EXECUTE format('ALTER SEQUENCE %s AS bigint', pg_get_serial_sequence(legacy, 'id'));
    END LOOP;
END $$;

ALTER TABLE email_verifications
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN user_id TYPE bigint,
    ALTER COLUMN code DROP NOT NULL,
    ADD COLUMN purpose text NOT NULL DEFAULT 'register'
        CONSTRAINT email_verifications_purpose_check CHECK (purpose IN ('register', 'reset', 'email')),
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN code_hash bytea,
    ADD CONSTRAINT email_verifications_code_check CHECK (code IS NOT NULL OR code_hash IS NOT NULL);
CREATE INDEX email_verifications_user_id_idx ON email_verifications (user_id, created_at DESC);
COMMENT ON TABLE email_verifications IS
    'Owner: auth. Codes sent by mail, stored as code_hash; code is filled only in legacy rows, whose open codes keep'
    ' working until they expire. attempts counts the wrong tries at this code.';

ALTER TABLE users
    ALTER COLUMN id TYPE bigint,
    ADD COLUMN email_key text,
    ADD COLUMN email_confirmed_at timestamptz,
    ADD COLUMN tokens_valid_from timestamptz,
    ADD COLUMN must_change_password boolean NOT NULL DEFAULT false,
    ADD COLUMN last_seen_at timestamptz,
    ADD COLUMN who_may_add text NOT NULL DEFAULT 'all'
        CONSTRAINT users_who_may_add_check CHECK (who_may_add IN ('all', 'contacts', 'nobody')),
    ADD COLUMN last_seen_visibility text NOT NULL DEFAULT 'all'
        CONSTRAINT users_last_seen_visibility_check CHECK (last_seen_visibility IN ('all', 'contacts', 'nobody')),
    ADD COLUMN totp_secret bytea,
    ADD COLUMN totp_enabled_at timestamptz,
    ADD COLUMN locale text NOT NULL DEFAULT 'ru';

-- lower() follows the collation of the database: with "C" it folds ASCII letters only. Such an account with other
-- capital letters in its address is still found by its exact spelling.
UPDATE users SET email_key = lower(btrim(email))
WHERE id IN (SELECT min(id) FROM users GROUP BY lower(btrim(email)));
ALTER TABLE users ADD CONSTRAINT users_email_key_unique UNIQUE (email_key);

-- Accounts without verification rows never had to confirm; one used code confirms for good.
UPDATE users SET email_confirmed_at = coalesce(
    (SELECT min(v.created_at) FROM email_verifications v WHERE v.user_id = users.id AND v.used), created_at)
WHERE NOT EXISTS (SELECT FROM email_verifications v WHERE v.user_id = users.id)
   OR EXISTS (SELECT FROM email_verifications v WHERE v.user_id = users.id AND v.used);

-- The legacy server could not change a password, so its seeded admin still has the published one.
UPDATE users SET must_change_password = true WHERE is_admin AND email = 'admin@kocmoc.ru';

COMMENT ON TABLE users IS
    'Owner: auth (password, totp, email, tokens_valid_from) and users (profile). email_key is the lower-case trimmed'
    ' email; of accounts that differ only in case or blanks the oldest owns it, the others have null and sign in by the'
    ' exact spelling. Tokens issued before tokens_valid_from are refused. totp_secret is encrypted.';

ALTER TABLE sessions
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN user_id TYPE bigint,
    ADD COLUMN jti text CONSTRAINT sessions_jti_unique UNIQUE,
    ADD COLUMN user_agent text,
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN expires_at timestamptz;
UPDATE sessions SET token = encode(sha256(convert_to(token, 'UTF8')), 'hex');
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_device_id_idx ON sessions (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at) WHERE expires_at IS NOT NULL;
COMMENT ON TABLE sessions IS
    'Owner: auth. One row per signed-in token. token is the hex SHA-256 of the token, never the token. jti is null for'
    ' sessions of the legacy server; expires_at is null where only the token itself knows.';

CREATE TABLE recovery_codes (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash text NOT NULL,
    used_at timestamptz,
    UNIQUE (user_id, code_hash)
);
COMMENT ON TABLE recovery_codes IS
    'Owner: auth. Second-factor codes for a lost device, each usable once; only their hashes are stored.';

ALTER TABLE devices ALTER COLUMN id TYPE bigint;
COMMENT ON TABLE devices IS 'Owner: auth. How many accounts were registered from one client-made device id.';

CREATE TABLE revoked_tokens (
    token_hash text PRIMARY KEY,
    until timestamptz NOT NULL
);
CREATE INDEX revoked_tokens_until_idx ON revoked_tokens (until);
COMMENT ON TABLE revoked_tokens IS
    'Owner: auth. Hex SHA-256 of legacy tokens that were signed out, kept until they would have expired anyway.';

CREATE TABLE registration_invites (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    code_hash bytea NOT NULL UNIQUE,
    created_by bigint REFERENCES users (id) ON DELETE SET NULL,
    max_uses integer NOT NULL DEFAULT 1 CHECK (max_uses > 0),
    uses integer NOT NULL DEFAULT 0 CHECK (uses BETWEEN 0 AND max_uses),
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX registration_invites_created_by_idx ON registration_invites (created_by);
COMMENT ON TABLE registration_invites IS
    'Owner: auth. Invitations that open registration when REGISTRATION=invite; only the hash of the code is stored.';

ALTER TABLE contacts
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN owner_id TYPE bigint,
    ALTER COLUMN contact_id TYPE bigint;
CREATE INDEX contacts_contact_id_idx ON contacts (contact_id);
COMMENT ON TABLE contacts IS 'Owner: users. owner_id has contact_id in the address book; not symmetric.';

CREATE TABLE blocks (
    blocker_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (blocker_id, blocked_id),
    CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_blocked_id_idx ON blocks (blocked_id);
COMMENT ON TABLE blocks IS 'Owner: users. blocker_id wants nothing from blocked_id; read by chats and messages.';
