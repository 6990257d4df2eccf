/// PostgreSQL plumbing: connections, transactions, migrations, and a private PostgreSQL for
/// installations without one. Knows no feature.
///
/// Owns the table `server_state` and the folders `pg/` and `pg-bin-*` of the data directory. The
/// schema itself belongs to the features; each table's comment names its owner and invariants.
///
/// Concurrency: [Database] is used by any number of virtual threads, each of which blocks while it
/// holds one connection. A transaction belongs to one thread. Nesting two uses of the pool in one
/// thread is a bug and throws, because it deadlocks when the pool is exhausted and cannot see the
/// outer transaction's rows.
///
/// Invariants: no session state is used, so that PgBouncer in transaction mode may stand in
/// between: settings are `SET LOCAL` or belong to the role, locks end with their transaction, and
/// statements are not prepared by name where a pooler is found. Values are bound, never
/// concatenated into SQL. No transaction stays idle longer than 10 seconds: an open snapshot keeps
/// dead rows alive and makes every hot row slow.
@NullMarked
package org.kocmoc.db;

import org.jspecify.annotations.NullMarked;
