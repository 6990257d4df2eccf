/// Chats and their members: who is in, with which role, and what each member has set for a chat.
///
/// Owns `chats` and `chat_participants` (its marks are written by `marks`). [ChatAccess] is the
/// only way to a chat: whoever holds a [ChatForMember] has been checked. The newest message of each
/// listed chat comes through the port [ChatPreviews].
///
/// Concurrency: any thread, everything blocks. Each change of a chat or its members is one
/// transaction under the lock of the chat's log, reads roles again under that lock, and commits
/// together with its log entries. What one member sets for a chat touches only that member's row.
///
/// Invariants: two people have at most one personal chat of each mode, enforced by an index; a chat
/// with members that is not a pair has exactly one owner; the last one out empties a chat, and the
/// purge job removes it. A member who joins sees and counts from the joining on.
@NullMarked
package org.kocmoc.chats;

import org.jspecify.annotations.NullMarked;
