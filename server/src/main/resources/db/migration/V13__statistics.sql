-- Figures of each day for those who run the server.

CREATE TABLE daily_statistics (
    day date PRIMARY KEY,
    registrations integer NOT NULL DEFAULT 0,
    messages bigint NOT NULL DEFAULT 0,
    active_users integer NOT NULL DEFAULT 0,
    storage_bytes bigint NOT NULL DEFAULT 0,
    database_bytes bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE daily_statistics IS
    'Owner: oversight. One row per day (UTC) on which anything happened; sizes are those last seen on that day. Counts'
    ' do not shrink when accounts or chats are deleted.';

CREATE TABLE daily_statistics_progress (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    message_id bigint NOT NULL
);
INSERT INTO daily_statistics_progress (message_id) VALUES (0);
COMMENT ON TABLE daily_statistics_progress IS
    'Owner: oversight. Messages with an id up to this are counted in daily_statistics.';
