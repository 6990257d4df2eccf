import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import type { Surroundings } from './device.ts';

type Held = Pick<Surroundings, 'user' | 'db'>;

/** The other one of an encrypted chat of two, as it was noted first; nothing for a group. */
export async function pairedWith({ db }: Held, chat: number): Promise<number | null> {
  return (await db.chats.get(chat))?.peer ?? null;
}

/** Refuses who is neither of the two, whatever a server shows: nobody reads or writes in between. */
export async function requirePaired(s: Held, chat: number, user: number): Promise<void> {
  const peer = await pairedWith(s, chat);
  if (peer !== null && user !== s.user && user !== peer)
    throw new RatchetError('NOT_A_MEMBER', 'somebody else in a chat of two');
}
