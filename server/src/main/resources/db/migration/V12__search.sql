-- The blind index of words.

CREATE TABLE chat_search_keys (
    chat_id bigint PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    wrapped bytea NOT NULL,
    master_key_id text NOT NULL
);
CREATE INDEX chat_search_keys_master_key_id_idx ON chat_search_keys (master_key_id);
COMMENT ON TABLE chat_search_keys IS
    'Owner: terms. The key under which the words of a chat are hashed, wrapped by the master key named in master_key_id.';

CREATE TABLE message_terms (
    message_id bigint PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    chat_id bigint NOT NULL,
    terms bytea[] NOT NULL
);
CREATE INDEX message_terms_terms_idx ON message_terms USING gin (terms);
COMMENT ON TABLE message_terms IS
    'Owner: terms. The words of a message in their stem form, each as the first 8 bytes of an HMAC under the search key of'
    ' its chat. Written shortly after the message, so that no send waits for it; apart from messages, so that no index'
    ' of theirs is touched again. May lag behind or name words of an earlier text: whoever finds a message looks at it.';

CREATE TABLE message_terms_progress (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    up_to bigint NOT NULL
);
INSERT INTO message_terms_progress (up_to) VALUES (0);
COMMENT ON TABLE message_terms_progress IS
    'Owner: messages. All messages with an id up to this have their row in message_terms, or have no words.';

COMMENT ON COLUMN messages.search_terms IS 'Not used: see message_terms.';
