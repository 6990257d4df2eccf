import type { Surroundings } from './device.ts';
import { LOG_PAGE, logPage } from './log-pages.ts';

/**
 * After a restore of the server numbers are given again. Forgets what is held of messages that the server has no more,
 * page by page from the newest until one agrees; group messages that are not held are then looked at once more.
 */
export async function forgetUndone(s: Surroundings, chat: number): Promise<void> {
  const { texts, groups } = s.db;
  // Before the server is asked: what comes meanwhile is nothing that it could have forgotten.
  const held = await texts.where('[chat+seq]').between([chat, 0], [chat, Number.MAX_SAFE_INTEGER]).toArray();
  const uuids = new Set(held.map(({ ref }) => uuidOf(ref)));
  let seen = Number.MAX_SAFE_INTEGER;
  let before: number | undefined;
  for (let agrees = false; !agrees; ) {
    const messages = await logPage(s.http, chat, { before });
    const low = messages.length < LOG_PAGE ? 0 : (messages[0]?.seq ?? 0);
    const high = before ?? Number.MAX_SAFE_INTEGER;
    const there = new Map(messages.map(({ seq, message_uuid }) => [seq, message_uuid]));
    const undone = held
      .filter(({ seq }) => seq !== null && seq >= low && seq < high)
      .filter(({ seq, ref }) => there.get(seq ?? 0) !== uuidOf(ref));
    await texts.bulkDelete(undone.map(({ ref }) => ref));
    const unknown = messages.find(({ message_uuid }) => !uuids.has(message_uuid));
    seen = Math.min(seen, unknown ? unknown.seq - 1 : (messages.at(-1)?.seq ?? 0));
    before = messages[0]?.seq;
    agrees = undone.length === 0 || messages.length < LOG_PAGE;
  }
  const row = await groups.get(chat);
  if (row?.cursor) {
    const cursor = Math.min(row.cursor, seen);
    await groups.update(chat, { cursor, told: Math.min(row.told ?? cursor, cursor) });
  }
}

function uuidOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('.') + 1);
}
