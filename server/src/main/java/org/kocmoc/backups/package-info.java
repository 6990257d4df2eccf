/// Opaque backups of what opens a user's encrypted history.
///
/// Owns `e2ee_backups` and `e2ee_backup_blobs`. The server holds the backup key only wrapped, by a
/// recovery code, a passphrase and, for the account's devices, its key, and pieces sealed under it.
/// Whoever can unwrap it knows the upload key: a stolen token reads the wrapped key at a bounded
/// rate, but neither reads nor replaces a piece. What the account's key opens is shown to its
/// present devices only. Layouts are those of `ratchet/FORMATS.md` section 10; only their sizes are
/// looked at.
///
/// Invariants: the version of a piece only grows; all pieces of a user stay within a bound. Any
/// thread; blocks.
@NullMarked
package org.kocmoc.backups;

import org.jspecify.annotations.NullMarked;
