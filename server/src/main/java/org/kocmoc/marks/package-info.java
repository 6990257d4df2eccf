/// How far members have read and received.
///
/// Writes the marks in `chat_participants`, which `chats` owns; they only grow and never pass the
/// head of their chat. A read mark sets `count_from` too, so that unread counts follow. [Marks]
/// writes at once, [MarkQueue] gathers what sockets tell for a second: the highest mark of a member
/// says all that the lower ones said. Batches lock memberships in ascending order.
///
/// In chats of more than 100 members there are no delivered marks, and read marks go to the own
/// devices only.
@NullMarked
package org.kocmoc.marks;

import org.jspecify.annotations.NullMarked;
