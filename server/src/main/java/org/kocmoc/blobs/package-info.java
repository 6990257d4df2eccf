/// Where bytes of files are kept under keys: in a folder, or in a bucket of an S3-compatible store.
///
/// What a key means is known by `files`. A blob is there whole or not at all, and is durable when
/// `put` returns. A store that cannot be reached or is full throws `IOException`, which people see
/// as 503. Keys are made by this server; any other text is refused before it reaches a store.
///
/// A store belongs to one database: both hold the same id ([StoreOwner]; `installation` in
/// `server_state`). Nothing is removed from a store of which that is not known. Owns the table
/// `stray_blobs` and the rows of `server_state` that tell why nothing is removed ([StraySweep]).
@NullMarked
package org.kocmoc.blobs;

import org.jspecify.annotations.NullMarked;
