-- What guards passwords, mailboxes and the list of accounts is counted once for all nodes.

-- Not in the log of the database: what a crash forgets is how often somebody has tried.
CREATE UNLOGGED TABLE rate_limits (
    key bytea PRIMARY KEY CHECK (length(key) = 32),
    full_at timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE rate_limits IS
    'Owner: limits. Token buckets that all nodes share. key: SHA-256 of the limit and of what it counts by. full_at: when'
    ' the bucket is full again, by the clock of the database; a row whose time has passed says nothing and is deleted.';
