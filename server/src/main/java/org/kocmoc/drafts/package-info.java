/// What people have begun to write, the same on all their devices.
///
/// Owns `drafts`: one text per member and chat, always sealed under the chat's key. A change names
/// the version that the device saw; if another device was quicker it is refused and gets the
/// present draft, so nothing is overwritten unseen. Each change is one transaction with its entry
/// (`draft:update`, without the text) in the writer's own log. State is in the database only; any
/// thread, everything blocks.
///
/// Invariants: only members have drafts; versions never go back; chats that only encrypting clients
/// can read have none here.
@NullMarked
package org.kocmoc.drafts;

import org.jspecify.annotations.NullMarked;
