-- Web Push: who wants to be told while away, and what is on its way to them.
CREATE TABLE push_keys (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    public_key bytea NOT NULL CHECK (length(public_key) = 65),
    private_key bytea NOT NULL
);
COMMENT ON TABLE push_keys IS
    'Owner: push. The one key pair by which push services know this server (RFC 8292). Browsers bind their subscriptions'
    ' to public_key, so it lives as long as they do; private_key is sealed under the master key.';

CREATE TABLE push_subscriptions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash text NOT NULL REFERENCES sessions (token) ON DELETE CASCADE,
    endpoint text NOT NULL UNIQUE,
    public_key bytea NOT NULL CHECK (length(public_key) = 65),
    secret bytea NOT NULL CHECK (length(secret) = 16),
    encrypted boolean NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE INDEX push_subscriptions_user_id_idx ON push_subscriptions (user_id);
CREATE INDEX push_subscriptions_token_hash_idx ON push_subscriptions (token_hash);
COMMENT ON TABLE push_subscriptions IS
    'Owner: push. Where a browser wants to be told, with the keys that only it can open. Ends with its sign-in. encrypted:'
    ' whether it can read encrypted chats. failures: deliveries given up since the last that arrived.';

CREATE TABLE push_told (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id bigint NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    named boolean NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, chat_id)
);
CREATE INDEX push_told_chat_id_idx ON push_told (chat_id);
COMMENT ON TABLE push_told IS
    'Owner: push. The newest message of a chat that its member was told of, so that a chat tells once until it is read or'
    ' the member was there. named: it named them or answered them.';

CREATE TABLE push_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id bigint NOT NULL REFERENCES push_subscriptions (id) ON DELETE CASCADE,
    chat_id bigint REFERENCES chats (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('message', 'mention', 'test')),
    seq bigint NOT NULL,
    created_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    CHECK ((chat_id IS NULL) = (kind = 'test')),
    UNIQUE (subscription_id, chat_id)
);
CREATE INDEX push_outbox_next_try_at_idx ON push_outbox (next_try_at);
CREATE INDEX push_outbox_chat_id_idx ON push_outbox (chat_id);
COMMENT ON TABLE push_outbox IS
    'Owner: push. What is on its way, one row a subscription and chat; gone when it arrived or is not needed any more.';

CREATE TABLE push_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    subscription_id bigint NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    status integer,
    at timestamptz NOT NULL
);
CREATE INDEX push_log_user_id_idx ON push_log (user_id, id DESC);
CREATE INDEX push_log_at_idx ON push_log (at);
COMMENT ON TABLE push_log IS
    'Owner: push. What became of each attempt, for its user to see; subscription_id outlives its row. Names no chat. Kept'
    ' a week.';

CREATE TABLE push_progress (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    seen_id bigint NOT NULL DEFAULT 0,
    settled_id bigint NOT NULL DEFAULT 0
);
INSERT INTO push_progress DEFAULT VALUES;
COMMENT ON TABLE push_progress IS
    'Owner: push. Up to which message id was looked for people to tell: promptly (seen_id), and a second time when every'
    ' transaction below is over (settled_id). The row is the lock of looking.';

CREATE TABLE push_looks (
    seen_id bigint PRIMARY KEY,
    looked_at timestamptz NOT NULL
);
COMMENT ON TABLE push_looks IS 'Owner: push. When seen_id of push_progress reached what, until settled_id is there too.';
