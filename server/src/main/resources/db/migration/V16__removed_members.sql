-- Who was removed from a group: links into it stay closed to them.

CREATE TABLE removed_members (
    chat_id bigint NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    removed_by bigint REFERENCES users (id) ON DELETE SET NULL,
    removed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chat_id, user_id)
);
CREATE INDEX removed_members_user_id_idx ON removed_members (user_id);
CREATE INDEX removed_members_removed_by_idx ON removed_members (removed_by);
COMMENT ON TABLE removed_members IS
    'Owner: chats. Members that an admin removed; a row goes when an admin adds the person again. No member is in it.';
