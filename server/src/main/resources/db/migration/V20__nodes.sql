-- A node that does not hear the others says so, for what it does not tell them by the bus either.

ALTER TABLE nodes ADD COLUMN deaf boolean NOT NULL DEFAULT false;

COMMENT ON TABLE nodes IS
    'Owner: presence. Running servers, each with its last sign of life by the clock of the database; silent ones are'
    ' removed by the others. deaf: it hears nothing of other nodes at present, nor they of it.';
COMMENT ON TABLE server_state IS
    'Owner: db. Facts about the whole server. takeover_at: ISO 8601 instant at which a legacy database was taken over,'
    ' absent in a fresh one. epoch: bigint, the half of a log position that changes on a restore and on a new'
    ' PostgreSQL timeline. schema_compat: the lowest schema version whose server may still run on this database.'
    ' profiles: bigint, grows with every change of anybody''s name or picture and with every deleted account.'
    ' maintenance: on or off, what the switch says to all nodes; absent until it is used.';
