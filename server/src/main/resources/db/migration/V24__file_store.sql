-- Whose the file store is, so that a server on a wrong or an empty database never takes its files for rubbish.

INSERT INTO server_state (key, value) VALUES ('installation', gen_random_uuid()::text) ON CONFLICT DO NOTHING;

CREATE TABLE stray_blobs (
    key text PRIMARY KEY,
    noted_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX stray_blobs_noted_at_idx ON stray_blobs (noted_at);
COMMENT ON TABLE stray_blobs IS
    'Owner: blobs. What lies in the file store without a row in files: since when that is known, and when it was last seen so.'
    ' Removed when it has been known for a week.';

COMMENT ON TABLE server_state IS
    'Owner: db. Facts about the whole server. takeover_at: ISO 8601 instant at which a legacy database was taken over,'
    ' absent in a fresh one. epoch: bigint, the half of a log position that changes on a restore and on a new'
    ' PostgreSQL timeline. schema_compat: the lowest schema version whose server may still run on this database.'
    ' profiles: bigint, grows with every change of anybody''s name or picture and with every deleted account.'
    ' maintenance: on or off, what the switch says to all nodes; absent until it is used.'
    ' installation: what the file store of this database is marked with; absent after a restore that met files of before.'
    ' sweep_stopped_by_store, sweep_stopped_by_strays: why no files are removed, in words; absent if they are.'
    ' strays_accepted: how many files without a row an operator has said may go.';
