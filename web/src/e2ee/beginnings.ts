import type { Http } from '../api/http.ts';

/**
 * The newest message of each chat at the moment before a device was made: it cannot read that one and those before. By
 * the server's clock, since that of a device may be wrong, and as a time, since numbers are given again after a restore.
 */
export type Beginnings = Readonly<Record<number, string>>;

/** What the server shows now. */
export async function beginningsNow(http: Http): Promise<Beginnings> {
  const { chats } = await http.get('/api/chats', { query: { e2ee: '1' } });
  const begun = chats.flatMap(({ id, mode, last_message_time }) =>
    mode === 'e2ee' && last_message_time ? [[id, last_message_time] as const] : [],
  );
  return Object.fromEntries(begun);
}

/** Whether a message is older than a device that was made so. */
export function isBefore(
  { began, createdMs }: { readonly began: Beginnings | null; readonly createdMs: number },
  { chat, time }: { readonly chat: number; readonly time: string },
): boolean {
  // Devices that were made before this was noted know no better than their own clock.
  if (!began) return Date.parse(time) < createdMs;
  const newest = began[chat];
  return newest !== undefined && Date.parse(time) <= Date.parse(newest);
}
