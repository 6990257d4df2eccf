-- What people set for themselves: for the account, and for single chats.

CREATE TABLE user_settings (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    version integer NOT NULL CHECK (version >= 0),
    choices jsonb NOT NULL DEFAULT '{}',
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE user_settings IS
    'Owner: preferences. What somebody chose, by names like theme and notifications.sound; what is absent has its'
    ' default. version grows with every change. The language is in users.locale.';

ALTER TABLE chat_participants
    ADD COLUMN muted_until timestamptz,
    ADD COLUMN pin_position integer;
COMMENT ON COLUMN chat_participants.muted_until IS 'When muted ends; null: it does not end by itself.';
COMMENT ON COLUMN chat_participants.pin_position IS
    'Pinned chats are shown in ascending order of this; null ones last.';
