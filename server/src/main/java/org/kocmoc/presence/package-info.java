/// Who is online, and who is typing.
///
/// [Presence] turns sockets that come and go into the `online` column, later and in batches, and
/// tells of it; [Typing] tells small chats who types and keeps nothing. Both may be lost: they are
/// told again by whatever happens next. Who may see whose presence is [Sight]'s business.
///
/// Owns the tables `nodes` and `presence`, and writes `online` and `last_seen_at` of `users`. A
/// node that dies without a word is forgotten by the others after half a minute.
@NullMarked
package org.kocmoc.presence;

import org.jspecify.annotations.NullMarked;
