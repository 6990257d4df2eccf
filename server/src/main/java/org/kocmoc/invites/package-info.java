/// Links into groups: whoever has one may look at the group's name and join.
///
/// Owns `chat_invites`. A code carries 128 random bits and is shown once; only its hash is stored,
/// so neither the database nor a backup lets anybody in. State is in the database only; any thread,
/// everything blocks.
///
/// Invariants: a link opens its group while it is not revoked, expired or used up, and while the
/// member who made it is still an owner or admin there; a use is counted in the transaction that
/// lets the person in, under the chat's lock, so a link never admits more people than it says.
@NullMarked
package org.kocmoc.invites;

import org.jspecify.annotations.NullMarked;
