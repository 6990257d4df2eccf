import { fromBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, fromHex, toHex } from '../crypto/ratchet/bytes.ts';
import { openBody } from '../crypto/ratchet/content/message-body.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { RatchetError, type Reason } from '../crypto/ratchet/ratchet-error.ts';
import { type Class, type Content, decodeContent, decodeEnvelope, refKey } from './content.ts';
import type { TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Alarm } from './directory.ts';
import type { UNCONFIRMED } from './groups/unconfirmed.ts';
import { sealSecret } from './secret.ts';

/** A message as the server shows it beside what opens it. */
export interface Shown {
  readonly class: Class;
  readonly chat_id: number | null;
  readonly seq: number | null;
  readonly message_id: number | null;
  readonly message_uuid: string | null;
  readonly created_at: string;
}

/** Opens the body of a message by what was said to this device in secret, which must be about this very message. */
export async function opened(
  s: Surroundings,
  device: OwnDevice,
  from: Address,
  shown: Shown & { readonly body: string | null },
  secretly: Bytes,
): Promise<TextRow> {
  const envelope = decodeEnvelope(secretly);
  const { chat, uuid, key, hash } = envelope;
  const meant = chat === shown.chat_id && toHex(uuid) === shown.message_uuid;
  if (envelope.class !== shown.class) throw new RatchetError('MALFORMED', 'class of the envelope');
  if (!meant || !key || !hash || !shown.body) throw new RatchetError('MALFORMED', 'another message');
  const place = { chatId: chat, messageUuid: uuid };
  const body = await openBody(s.p, place, { body: fromBase64Url(shown.body), key, hash });
  const content = decodeContent(body);
  requireClass(content, envelope.class);
  const row = rowOf(from, shown, null);
  const secret = await sealSecret(device.vault, row.ref, { content, key, hash });
  return { ...row, target: content.target ? refKey(content.target) : null, secret };
}

/** What counts as a message is one; an edit or a reaction is none. */
export function requireClass({ kind }: Content, shown: Class): void {
  if ((kind === 'message' ? 'content' : 'update') !== shown)
    throw new RatchetError('MALFORMED', 'class of the content');
}

/** A message of a page of the log, as mailboxes show them. */
export function placed(
  chat: number,
  message: Pick<TextRow & { seq: number; id: number }, 'seq' | 'id' | 'class'> & {
    readonly created_at: string;
    readonly message_uuid: string;
  },
): Shown {
  const { id, seq, created_at, message_uuid } = message;
  return { chat_id: chat, seq, message_id: id, created_at, message_uuid, class: message.class };
}

/** The row of a message that is not read, or not yet. */
export function rowOf(from: Address, shown: Shown, failure: string | null): TextRow {
  return {
    ref: refKey({ ...from, uuid: fromHex(shown.message_uuid ?? '') }),
    ...{ chat: shown.chat_id ?? 0, seq: shown.seq, id: shown.message_id, sender: from.user },
    ...{ time: shown.created_at, class: shown.class, target: null, failure, secret: null },
  };
}

/** Refusals that say that the server, or the sender, shows something that must not be. */
const ALARMING: ReadonlySet<string> = new Set<Reason>([
  'GHOST_DEVICE',
  'IDENTITY_MISMATCH',
  'BAD_SIGNATURE',
  'NOT_A_MEMBER',
]);

interface Parts {
  readonly s: Surroundings;
  readonly alarm: Alarm;
}

/** What becomes of messages that cannot be read: kept with the reason, and told where it matters. */
export class Refusals {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Notes why a message cannot be read; nothing if it is none. One that was read before is given as it was: whoever
   * stored it may have ended before it was told.
   *
   * @param expected it is no news for the user
   */
  async note(
    from: Address,
    shown: Shown,
    reason: Reason | typeof UNCONFIRMED,
    expected = false,
  ): Promise<TextRow | null> {
    const { s, alarm } = this.#parts;
    if (ALARMING.has(reason) && !expected) await alarm(reason, from.user, shown.chat_id ?? undefined);
    if (shown.class === 'control' || shown.message_uuid === null) return null;
    const row = rowOf(from, shown, reason);
    const held = await s.db.texts.get(row.ref);
    if (held?.secret) return held;
    if (reason === 'DUPLICATE') return null;
    await s.db.texts.put({ ...row, asked: held?.asked });
    return row;
  }
}
