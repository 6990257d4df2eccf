import { matches } from '../lib/text/words.ts';
import type { HeldMessage } from '../sync/chat-row.ts';
import type { Database } from './db.ts';
import type { Secure } from './secure.ts';

const MOST_FOUND = 50;

/**
 * Messages that hold all the words, newest first, of one chat or of all: those held of chats that the server reads,
 * and all that this browser has decrypted, whether the chat was ever opened here or not.
 */
export async function searched(
  db: Database,
  secure: Secure,
  words: readonly string[],
  chat: number | null,
): Promise<HeldMessage[]> {
  const encrypted = await known(db, await secure.search(words, chat));
  const plain = await db.messages
    .filter(
      ({ text, deleted, chat_id }) =>
        !deleted && text !== null && (chat === null || chat === chat_id) && matches(text, words),
    )
    .toArray();
  const newest = [...plain, ...encrypted]
    .sort((a, b) => b.created_at.localeCompare(a.created_at))
    .slice(0, MOST_FOUND);
  return named(db, newest);
}

/** Without what was deleted, and what the user no longer sees of a chat. */
async function known(db: Database, found: readonly HeldMessage[]): Promise<HeldMessage[]> {
  const [rows, held] = await Promise.all([
    db.chats.bulkGet([...new Set(found.map(({ chat_id }) => chat_id))]),
    db.messages.bulkGet(found.map(({ chat_id, seq }) => [chat_id, seq])),
  ]);
  const from = new Map(rows.flatMap((row) => (row ? [[row.id, row.visible_from_seq] as const] : [])));
  return found.filter(
    ({ chat_id, seq }, i) => seq >= (from.get(chat_id) ?? Number.POSITIVE_INFINITY) && !held[i]?.deleted,
  );
}

/** With the names of those who wrote, which devices do not tell each other. */
async function named(db: Database, messages: readonly HeldMessage[]): Promise<HeldMessage[]> {
  const people = await db.people.bulkGet(messages.map(({ sender_id }) => sender_id ?? 0));
  return messages.map((message, i) => ({
    ...message,
    sender_name: message.sender_name || (people[i]?.name ?? ''),
  }));
}
