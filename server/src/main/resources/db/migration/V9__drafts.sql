-- What people have begun to write.

CREATE TABLE drafts (
    chat_id bigint NOT NULL,
    user_id bigint NOT NULL,
    version integer NOT NULL CHECK (version >= 0),
    body bytea,
    key_version integer,
    reply_to bigint,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (chat_id, user_id),
    FOREIGN KEY (chat_id, user_id) REFERENCES chat_participants (chat_id, user_id) ON DELETE CASCADE,
    CHECK ((body IS NULL) = (key_version IS NULL))
);
CREATE INDEX drafts_user_id_idx ON drafts (user_id) WHERE body IS NOT NULL;
COMMENT ON TABLE drafts IS
    'Owner: drafts. At most one text of a member in a chat, always sealed; it goes with the membership. A row without'
    ' body is an emptied draft: it stays so that version never goes back.';
