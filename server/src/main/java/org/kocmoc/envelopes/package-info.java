/// Encrypted messages and control messages between devices.
///
/// Owns `e2ee_mailbox` and the rows of `messages` in encrypted chats. A message is one body, stored
/// once, and what opens it: one envelope for each device in small chats, kept in the device's
/// mailbox until the device acknowledges it, or one sender-key envelope for a whole group, kept
/// beside the body for 30 days. Control messages (sender keys, receipts, requests to repeat) go
/// from device to device through mailboxes and leave no trace in the chat's log.
///
/// Invariants: a message is stored only for exactly the roster of its chat, checked under the
/// chat's lock; message, envelopes and number commit together; the database itself refuses readable
/// text in an encrypted chat and envelopes in a readable one. Any thread; blocks.
@NullMarked
package org.kocmoc.envelopes;

import org.jspecify.annotations.NullMarked;
