/// Where bytes of files are kept under keys: in a folder, or in a bucket of an S3-compatible store.
///
/// Owns no table; what a key means is known by `files`. A blob is there whole or not at all, and is
/// durable when `put` returns. A store that cannot be reached or is full throws `IOException`,
/// which people see as 503. Keys are made by this server; any other text is refused before it
/// reaches a store.
@NullMarked
package org.kocmoc.blobs;

import org.jspecify.annotations.NullMarked;
