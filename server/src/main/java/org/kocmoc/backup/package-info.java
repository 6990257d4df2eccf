/// Backup and restore of everything that a server keeps: tables, files, secrets.
///
/// A backup is one stream: a ZIP inside of authenticated encryption under a passphrase
/// ([SealedOutput]), so that it can be written to a pipe and a broken or shortened one is refused
/// as a whole. It is independent of PostgreSQL's version and of the machine.
///
/// **Consistency.** All tables but those that grow with use are copied in one snapshot of a few
/// seconds ([Backup#snapshotLimit]), which is spooled so that a slow target cannot lengthen it.
/// What it says about the heads of all chats and users is the state that a restore makes. The long
/// tables ([LongTable]) are copied afterwards page by page, each page with a snapshot of its own,
/// along a unique key that no update changes, so that no row is met twice or missed. A restore
/// drops what lies above the heads and what refers to nothing: numbers are given in commit order,
/// so what remains of each log is complete. A row may be newer than the snapshot (edited or deleted
/// meanwhile) without its event; therefore every row gets the new epoch and all clients load anew.
/// Keys of chats are copied last: they only grow, and a text may have been sealed since.
///
/// Files come after the tables. While a backup runs, deleted files keep their bytes, so what the
/// snapshot refers to is still there.
///
/// Owns no table.
@NullMarked
package org.kocmoc.backup;

import org.jspecify.annotations.NullMarked;
