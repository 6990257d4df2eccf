/// Web Push: tells people who are away that somebody has written.
///
/// A browser subscribes with an endpoint of its push service and keys that only it holds. [Lookout]
/// looks every second for new messages and notes whom to tell; [Courier] takes what is noted to the
/// push services, encrypted (RFC 8291) and signed with the server's key (RFC 8292). What is told
/// holds no content: the kind, the chat's id and the number of unread messages.
///
/// A send knows nothing of this. The lookout reads `messages` by id from a position kept in the
/// database, and reads each stretch a second time half a minute later, when every transaction with
/// a lower id is over and whoever has just left is known to be gone: so nothing is missed, also
/// when the server was down. One node looks at a time, all of them deliver.
///
/// Invariants: nobody is told of their own messages, of what they have read, of muted chats (but of
/// what names or answers them), nor while they have a socket; a chat tells once until it is read or
/// the member was there. A subscription ends with its sign-in, and when its push service no longer
/// knows it. Servers are asked for only where the public internet is ([Destinations]).
///
/// Owns the tables `push_…`; reads messages, memberships and presence.
@NullMarked
package org.kocmoc.push;

import org.jspecify.annotations.NullMarked;
