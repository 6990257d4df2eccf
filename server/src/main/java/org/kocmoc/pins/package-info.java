/// Messages pinned for everybody in a chat.
///
/// Owns `chat_pins`. Pinning changes the chat: each change is one transaction under the chat's lock
/// with its event in the chat's log. State is in the database only; any thread, everything blocks.
///
/// Invariants: what is pinned is a message of that chat that is not deleted; in groups owner and
/// admins pin, in pairs both; nobody is shown a pin of what was said before they joined.
@NullMarked
package org.kocmoc.pins;

import org.jspecify.annotations.NullMarked;
