import type { Answer, Http } from '../api/http.ts';
import type { TextRow } from './database.ts';
import type { Surroundings } from './device.ts';

/** A message as the log of an encrypted chat shows it. */
export type Logged = Answer<'/api/e2ee/chats/{chat}/messages', 'get'>['messages'][number];

/** How many messages a full page has. */
export const LOG_PAGE = 50;

/** Which page: the first one after a number, or the last one before. */
interface Which {
  readonly after?: number;
  readonly before?: number | undefined;
  readonly limit?: number;
}

/** A page of the log, in its order. */
export async function logPage(http: Http, chat: number, which: Which): Promise<readonly Logged[]> {
  const call = { path: { chat }, query: { limit: LOG_PAGE, ...which } };
  return (await http.get('/api/e2ee/chats/{chat}/messages', call)).messages;
}

/**
 * The message that a row stands for. What is not there for this account any more, as after leaving a group and coming
 * back, is not waited for: its row goes.
 */
export async function loggedOf(
  { http, db }: Surroundings,
  { ref, chat, seq }: TextRow,
): Promise<Logged | null> {
  if (seq === null) return null;
  const [found] = await logPage(http, chat, { after: seq - 1, limit: 1 });
  if (found?.seq === seq) return found;
  await db.texts.delete(ref);
  return null;
}
