-- The role's limits are for requests: a migration may take its time, but not wait for ever behind somebody's lock.
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL lock_timeout = '60s';
