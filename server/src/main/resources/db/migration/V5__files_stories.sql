-- Uploaded files as rows, and stories.

CREATE TABLE files (
    id text PRIMARY KEY,
    owner_id bigint REFERENCES users (id) ON DELETE SET NULL,
    kind text NOT NULL,
    original_name text NOT NULL,
    mimetype text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    sha256 bytea,
    width integer,
    height integer,
    thumb_size bigint,
    stored_at text NOT NULL,
    legacy boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE INDEX files_owner_id_idx ON files (owner_id, created_at);
COMMENT ON TABLE files IS
    'Owner: files. id is 128 random bits and the capability to read, except where legacy: those ids can be guessed and'
    ' need a session. stored_at is a path below the uploads folder. The bytes go after deleted_at is set.';

CREATE TABLE message_files (
    message_id bigint NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    file_id text NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    PRIMARY KEY (message_id, file_id)
);
CREATE INDEX message_files_file_id_idx ON message_files (file_id);
COMMENT ON TABLE message_files IS 'Owner: messages. Which messages keep a file alive.';

ALTER TABLE stories
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN user_id TYPE bigint,
    ADD COLUMN file_id text REFERENCES files (id) ON DELETE SET NULL;
CREATE INDEX stories_user_id_idx ON stories (user_id, expires_at);
CREATE INDEX stories_expires_at_idx ON stories (expires_at);
CREATE INDEX stories_file_id_idx ON stories (file_id) WHERE file_id IS NOT NULL;
COMMENT ON TABLE stories IS 'Owner: stories. Visible until expires_at, then removed by a job.';

ALTER TABLE story_views
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN story_id TYPE bigint,
    ALTER COLUMN user_id TYPE bigint;
CREATE INDEX story_views_user_id_idx ON story_views (user_id);
COMMENT ON TABLE story_views IS 'Owner: stories. Who saw a story, once each.';
