-- The log: one sequence per chat over messages and chat_events, one per user over user_events.

ALTER TABLE messages
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN chat_id TYPE bigint,
    ALTER COLUMN sender_id TYPE bigint,
    ADD COLUMN seq bigint,
    ADD COLUMN epoch bigint NOT NULL DEFAULT 1,
    ADD COLUMN client_id text,
    ADD COLUMN body bytea,
    ADD COLUMN key_version integer,
    ADD COLUMN counts boolean NOT NULL DEFAULT true,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN revision integer NOT NULL DEFAULT 0,
    ADD COLUMN reply_to bigint,
    ADD COLUMN forward_from_name text,
    ADD COLUMN forward_from_user bigint REFERENCES users (id) ON DELETE SET NULL,
    ADD COLUMN forward_from_message bigint,
    ADD COLUMN search_terms bytea[];

WITH numbered AS (SELECT id, row_number() OVER (PARTITION BY chat_id ORDER BY id) AS seq FROM messages)
UPDATE messages SET seq = numbered.seq FROM numbered WHERE numbered.id = messages.id;

INSERT INTO chat_heads (chat_id, last_seq, last_msg_seq, last_at)
SELECT c.id, coalesce(max(m.seq), 0), coalesce(max(m.seq), 0), coalesce(max(m.created_at), c.created_at)
FROM chats c LEFT JOIN messages m ON m.chat_id = c.id
GROUP BY c.id;

-- The legacy number stays as it is (a negative one never meant anything); counting goes on from the head.
UPDATE chat_participants p SET
    unread_count = greatest(p.unread_count, 0),
    count_from = h.last_seq,
    read_seq = greatest(h.last_seq - greatest(p.unread_count, 0), 0),
    delivered_seq = greatest(h.last_seq - greatest(p.unread_count, 0), 0)
FROM chat_heads h WHERE h.chat_id = p.chat_id;

ALTER TABLE messages
    ALTER COLUMN seq SET NOT NULL,
    ALTER COLUMN epoch DROP DEFAULT,
    ADD CONSTRAINT messages_chat_id_seq_unique UNIQUE (chat_id, seq),
    ADD CONSTRAINT messages_body_check CHECK (body IS NULL OR text IS NULL),
    ADD CONSTRAINT messages_client_id_check CHECK (length(client_id) BETWEEN 1 AND 128);
ALTER TABLE chat_participants ADD CONSTRAINT chat_participants_unread_count_check CHECK (unread_count >= 0);

CREATE UNIQUE INDEX messages_client_id_key ON messages (chat_id, sender_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_unread_idx ON messages (chat_id, seq) INCLUDE (sender_id) WHERE counts AND deleted_at IS NULL;
CREATE INDEX messages_search_terms_idx ON messages USING gin (search_terms) WHERE search_terms IS NOT NULL;
CREATE INDEX messages_sender_id_idx ON messages (sender_id);
CREATE INDEX messages_forward_from_user_idx ON messages (forward_from_user) WHERE forward_from_user IS NOT NULL;
-- What the job that encrypts legacy text has still to do; empty when it is done.
CREATE INDEX messages_plaintext_idx ON messages (id) WHERE text IS NOT NULL;
COMMENT ON TABLE messages IS
    'Owner: messages. One row per message for ever, a deleted one without content. seq is taken under the lock of'
    ' chat_heads and shared with chat_events. The text is in body (encrypted, key_version of chat_keys; null key_version:'
    ' end-to-end ciphertext) or, in legacy rows and with ENCRYPT_AT_REST=off, in text. client_id is the sender''s'
    ' idempotency key. reply_to and forward_from_message are message ids that may be gone. counts: may be unread.';

CREATE TABLE chat_events (
    chat_id bigint NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    epoch bigint NOT NULL,
    type text NOT NULL,
    actor_id bigint,
    message_id bigint,
    data jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chat_id, seq)
);
COMMENT ON TABLE chat_events IS
    'Owner: messages. Everything in a chat''s sequence that is not a message. Never holds a body: message_id names the'
    ' message whose present state counts. actor_id outlives its account. Append only.';

CREATE TABLE user_heads (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_seq bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
COMMENT ON TABLE user_heads IS
    'Owner: messages. The lock and counter of a user''s own sequence; the row is made by the first event.';

CREATE TABLE user_events (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    epoch bigint NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, seq)
);
COMMENT ON TABLE user_events IS
    'Owner: messages. What concerns one user on all devices: chats gained and lost, contacts, settings, drafts, own'
    ' marks. Append only.';

CREATE TABLE message_edits (
    message_id bigint NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    revision integer NOT NULL,
    text text,
    body bytea,
    key_version integer,
    edited_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, revision)
);
COMMENT ON TABLE message_edits IS
    'Owner: messages. Earlier contents of edited messages, stored like those of messages; removed when the message is'
    ' deleted.';

CREATE TABLE message_mentions (
    message_id bigint NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id bigint NOT NULL,
    PRIMARY KEY (message_id, user_id)
);
CREATE INDEX message_mentions_user_id_idx ON message_mentions (user_id, chat_id, message_id);
COMMENT ON TABLE message_mentions IS
    'Owner: messages. Who is mentioned where; chat_id is that of the message, kept here for the count of unread ones.';

ALTER TABLE message_reactions
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN message_id TYPE bigint,
    ALTER COLUMN user_id TYPE bigint;
CREATE INDEX message_reactions_user_id_idx ON message_reactions (user_id);
COMMENT ON TABLE message_reactions IS 'Owner: messages. At most one reaction of a user on a message.';

CREATE TABLE chat_pins (
    chat_id bigint NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    message_id bigint NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    pinned_by bigint REFERENCES users (id) ON DELETE SET NULL,
    pinned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chat_id, message_id)
);
CREATE INDEX chat_pins_message_id_idx ON chat_pins (message_id);
CREATE INDEX chat_pins_pinned_by_idx ON chat_pins (pinned_by);
COMMENT ON TABLE chat_pins IS 'Owner: messages. Messages pinned for all members; message_id is one of chat_id.';

CREATE TABLE chat_keys (
    chat_id bigint NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    version integer NOT NULL CHECK (version > 0),
    wrapped bytea NOT NULL,
    master_key_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chat_id, version)
);
CREATE INDEX chat_keys_master_key_id_idx ON chat_keys (master_key_id);
COMMENT ON TABLE chat_keys IS
    'Owner: messages. Data keys of a chat, wrapped by the master key named in master_key_id. The highest version'
    ' encrypts, all decrypt.';
