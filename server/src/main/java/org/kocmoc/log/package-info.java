/// The log: one gap-free sequence per chat and one per user, in commit order.
///
/// Owns `chat_heads`, `chat_events`, `user_heads`, `user_events` and the numbering of `messages`.
/// Everything that happens in a chat takes the next number under the lock of the chat's head row,
/// so that number order is commit order and a rolled-back transaction leaves no gap. Two ways lead
/// there: [LogWriter] gathers sends of many callers into one transaction; [ChatLog] runs one rare
/// change (edit, reaction, membership …) as a transaction of its own under the same lock.
///
/// Lock order, in every transaction: chat heads by ascending chat id, then rows of the chat, then
/// user heads by ascending user id. After commit a nudge goes to the bus; it may get lost, the log
/// stays the truth. Any thread.
@NullMarked
package org.kocmoc.log;

import org.jspecify.annotations.NullMarked;
