import { type ChatRow, unreadOf } from '../sync/chat-row.ts';

/** The chats in which somebody else wrote between two looks, and that are neither muted nor archived. */
export function newsIn(before: readonly ChatRow[], now: readonly ChatRow[]): ChatRow[] {
  const known = new Map(before.map((row) => [row.id, row]));
  return now.filter((row) => {
    const earlier = known.get(row.id);
    // A chat that was not there before is the list being read, or a new chat whose first message follows.
    if (!earlier || row.muted || row.archived || row.last === null) return false;
    return row.last_msg_seq > earlier.last_msg_seq && row.last.sender !== row.me && unreadOf(row).unread > 0;
  });
}
