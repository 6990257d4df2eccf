-- Since when nothing refers to a file.

ALTER TABLE files ADD COLUMN unused_since timestamptz;
CREATE INDEX files_unused_since_idx ON files (unused_since) WHERE unused_since IS NOT NULL;
CREATE INDEX files_deleted_at_idx ON files (deleted_at) WHERE deleted_at IS NOT NULL;
COMMENT ON COLUMN files.unused_since IS
    'Null while a message, a story or a picture of a person or chat refers to the file. Equal to created_at: nothing'
    ' ever did. infinity: a file of the legacy server that nothing ever referred to, kept.';
