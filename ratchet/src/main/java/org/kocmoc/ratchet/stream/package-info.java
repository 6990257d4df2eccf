/// Streams of authenticated pieces under one key: files in chunks ([Cobblestone]) and the two
/// directions of the linking channel ([LinkChannel]).
///
/// In both a nonce is the piece's number, so none can be left out, repeated or moved. Depends on
/// the primitives and on padding; knows no identities.
@NullMarked
package org.kocmoc.ratchet.stream;

import org.jspecify.annotations.NullMarked;
