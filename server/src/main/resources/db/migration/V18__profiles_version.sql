-- A number that grows with every change of a name or picture that messages are shown with, so that pages of messages
-- kept in memory can be held against it. Deferred to the commit, so that its row is locked last and briefly.

INSERT INTO server_state (key, value) VALUES ('profiles', '1');

CREATE OR REPLACE FUNCTION count_profile_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE server_state SET value = (value::bigint + 1)::text WHERE key = 'profiles';
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER users_profile_changed AFTER UPDATE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.avatar IS DISTINCT FROM NEW.avatar)
    EXECUTE FUNCTION count_profile_change();
CREATE CONSTRAINT TRIGGER users_profile_gone AFTER DELETE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION count_profile_change();

COMMENT ON TABLE server_state IS
    'Owner: db. Facts about the whole server. takeover_at: ISO 8601 instant at which a legacy database was taken over,'
    ' absent in a fresh one. epoch: bigint, the half of a log position that changes on a restore and on a new'
    ' PostgreSQL timeline. schema_compat: the lowest schema version whose server may still run on this database.'
    ' profiles: bigint, grows with every change of anybody''s name or picture and with every deleted account.';
