-- What a report is about, and no open one twice by the same person.

ALTER TABLE reports ADD COLUMN about text NOT NULL DEFAULT 'user' CHECK (about IN ('message', 'user'));
UPDATE reports SET about = 'message' WHERE message_id IS NOT NULL;
-- By `about` and not by what is null: when a message goes, its reports lose their message_id, and that must not make
-- two reports of one person about one sender equal.
CREATE UNIQUE INDEX reports_open_message_key ON reports (reporter_id, message_id)
    WHERE about = 'message' AND resolved_at IS NULL;
CREATE UNIQUE INDEX reports_open_user_key ON reports (reporter_id, user_id)
    WHERE about = 'user' AND resolved_at IS NULL;
COMMENT ON TABLE reports IS
    'Owner: reports. Complaints about a message or a person, open until resolved_at. user_id of a message: its sender.';
