/// Stickers: the pack that comes with the server, and packs that people make of their own pictures.
///
/// Owns `sticker_packs` and `stickers`. A sticker is a small WebP file; sending one is sending a
/// message of type `sticker` with the picture's address as its file, which clients that know no
/// stickers show as a picture. Changes are told to the owner's other devices (`sticker:update`).
/// State is in the database only; any thread, everything blocks.
///
/// Invariants: a pack has one owner, and only the owner sees or changes it; numbers and sizes are
/// bounded; a file in a pack is not swept away.
@NullMarked
package org.kocmoc.stickers;

import org.jspecify.annotations.NullMarked;
