import { fromHex } from '../crypto/ratchet/bytes.ts';
import { sameAddress } from '../crypto/ratchet/identity/address.ts';
import { refKey } from './content.ts';
import type { TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import { type Logged, logPage } from './log-pages.ts';
import { placed, type Refusals } from './opened.ts';
import { isGone } from './refused.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly refusals: Refusals;
}

/** A message that the log shows. */
export interface LogPlace {
  readonly chat: number;
  readonly seq: number;
}

/**
 * Messages that the log shows and that never came: the server keeps what opens them for some weeks, and a device may be
 * away for longer. Once everything that waited has been read, they are noted as unreadable: shown, and asked for.
 */
export class Missing {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Notes those of the messages that this device should have and has not; gives what was noted. */
  async note(places: readonly LogPlace[]): Promise<TextRow[]> {
    const noted: TextRow[] = [];
    for (const chat of new Set(places.map((place) => place.chat))) {
      const seqs = places.filter((place) => place.chat === chat).map(({ seq }) => seq);
      noted.push(...(await this.#ofChat(chat, await this.#unread(chat, seqs)).catch(unlessGone)));
    }
    return noted;
  }

  async #unread(chat: number, seqs: readonly number[]): Promise<number[]> {
    const { texts } = this.#parts.s.db;
    const places = seqs.map((seq): [number, number] => [chat, seq]);
    const known = new Set((await texts.where('[chat+seq]').anyOf(places).toArray()).map(({ seq }) => seq));
    return seqs.filter((seq) => !known.has(seq)).sort((a, b) => a - b);
  }

  async #ofChat(chat: number, seqs: readonly number[]): Promise<TextRow[]> {
    const noted: TextRow[] = [];
    for (let left = seqs; left[0] !== undefined; ) {
      const first = left[0];
      const page = await logPage(this.#parts.s.http, chat, { after: first - 1 });
      for (const message of page) {
        const row = left.includes(message.seq) ? await this.#one(chat, message) : null;
        if (row) noted.push(row);
      }
      const last = Math.max(first, page.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER);
      left = left.filter((seq) => seq > last);
    }
    return noted;
  }

  async #one(chat: number, message: Logged): Promise<TextRow | null> {
    const { s, device, refusals } = this.#parts;
    const { sender_id, sender_device, body, seq, created_at } = message;
    // Deleted, or of an account that is gone: nobody has it any more.
    if (sender_id === null || body === null) return null;
    const from = { user: sender_id, device: sender_device };
    if (sameAddress(from, device.address) || device.isOlder({ chat, time: created_at })) return null;
    // What a group gets at once is read in the order of its log; only what that has passed does not come any more.
    const cursor = (await s.db.groups.get(chat))?.cursor ?? 0;
    if (message.group_envelope !== null && seq > cursor) return null;
    const ref = refKey({ ...from, uuid: fromHex(message.message_uuid) });
    if (await s.db.texts.get(ref)) return null;
    return refusals.note(from, placed(chat, message), 'NO_SESSION');
  }
}

/** A chat that the user has left meanwhile holds up no other. */
function unlessGone(error: unknown): TextRow[] {
  if (isGone(error)) return [];
  throw error;
}
