import { ApiError } from '../api/error.ts';
import { fromBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, fromHex, toHex } from '../crypto/ratchet/bytes.ts';
import { openBody } from '../crypto/ratchet/content/message-body.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { RatchetError, type Reason } from '../crypto/ratchet/ratchet-error.ts';
import { type Class, decodeContent, decodeEnvelope, type EnvelopeContent, refKey } from './content.ts';
import type { TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Alarm, Directory } from './directory.ts';
import { sealSecret } from './secret.ts';
import type { Advanced, Sessions } from './sessions.ts';

/** What waits in the mailbox of this device. */
export interface MailboxItem {
  readonly id: number;
  readonly class: Class;
  readonly sender_id: number;
  readonly sender_device: number;
  readonly type: number;
  readonly envelope: string;
  readonly created_at: string;
  readonly chat_id: number | null;
  readonly seq: number | null;
  readonly message_id: number | null;
  readonly message_uuid: string | null;
  readonly body: string | null;
}

/** What came of a mailbox: messages that can now be read, or cannot. */
export interface Received {
  readonly texts: readonly TextRow[];
}

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly alarm: Alarm;
  /** Something came that is no part of a chat. */
  readonly control: (from: Address, content: EnvelopeContent) => Promise<readonly TextRow[]>;
  /** A message could not be read: its sender is asked for it anew. */
  readonly heal: (from: Address, text: TextRow) => void;
}

/** Refusals after which the sender, asked by a new session, can help. */
const HEALABLE: ReadonlySet<Reason> = new Set([
  'UNDECRYPTABLE',
  'NO_SESSION',
  'UNKNOWN_PREKEY',
  'REUSED_BASE_KEY',
  'CORRUPT_STATE',
  'SESSION_STALE',
]);
/** Refusals that say that the server, or the sender, shows something that must not be. */
const ALARMING: ReadonlySet<Reason> = new Set([
  'GHOST_DEVICE',
  'IDENTITY_MISMATCH',
  'BAD_SIGNATURE',
  'NOT_A_MEMBER',
]);

/** Empties the mailbox of this device. What cannot be read says why and never holds up the rest. */
export class Receiver {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes all that waits; calls back after each page that was stored, before it is acknowledged. */
  async drain(stored: (texts: readonly TextRow[]) => Promise<void>): Promise<void> {
    const { http } = this.#parts.s;
    for (let more = true; more; ) {
      const page = await http.get('/api/e2ee/mailbox');
      if (page.items.length === 0) return;
      const texts: TextRow[] = [];
      for (const item of page.items) texts.push(...(await this.#take(item)));
      await stored(texts);
      await http.post('/api/e2ee/mailbox/ack', { body: { ids: page.items.map(({ id }) => id) } });
      more = page.more;
    }
  }

  async #take(item: MailboxItem): Promise<readonly TextRow[]> {
    const from = { user: item.sender_id, device: item.sender_device };
    try {
      const opened = await this.#parts.s.exclusive(() => this.#open(from, item));
      // What is answered to takes the lock anew.
      return 'ref' in opened ? [opened] : await this.#parts.control(from, opened);
    } catch (error) {
      if (!(error instanceof RatchetError)) throw error;
      return this.#refused(from, item, error.reason);
    }
  }

  async #open(from: Address, item: MailboxItem): Promise<TextRow | EnvelopeContent> {
    const bytes = fromBase64Url(item.envelope);
    const opened = await this.#decrypted(from, item.type, bytes);
    const envelope = decodeEnvelope(opened.content);
    if (envelope.class !== item.class) throw new RatchetError('MALFORMED', 'class of the envelope');
    if (envelope.class === 'control') {
      await this.#store(opened, null);
      return envelope;
    }
    const text = await this.#read(from, item, envelope);
    await this.#store(opened, text);
    return text;
  }

  /** A device that is newer than the known list is looked up once. */
  async #decrypted(from: Address, type: number, bytes: Bytes) {
    try {
      return await this.#parts.sessions.decryptFrom(from, type, bytes);
    } catch (error) {
      const old = error instanceof RatchetError && ['LIST_OUTDATED', 'GHOST_DEVICE'].includes(error.reason);
      if (!old) throw error;
      await this.#parts.directory.refresh(from.user);
      return this.#parts.sessions.decryptFrom(from, type, bytes);
    }
  }

  async #read(from: Address, item: MailboxItem, envelope: EnvelopeContent): Promise<TextRow> {
    const { s, device } = this.#parts;
    const { chat, uuid, key, hash } = envelope;
    const meant = chat === item.chat_id && toHex(uuid) === item.message_uuid;
    if (!meant || !key || !hash || !item.body) throw new RatchetError('MALFORMED', 'another message');
    const pin = await s.db.chats.get(chat);
    const stranger = pin?.peer && from.user !== s.user && from.user !== pin.peer;
    if (stranger) throw new RatchetError('NOT_A_MEMBER', 'a message of somebody else');
    const place = { chatId: chat, messageUuid: uuid };
    const body = await openBody(s.p, place, { body: fromBase64Url(item.body), key, hash });
    const content = decodeContent(body);
    if ((content.kind === 'message' ? 'content' : 'update') !== envelope.class)
      throw new RatchetError('MALFORMED', 'class of the content');
    const row = rowOf(from, item, null);
    const secret = await sealSecret(device.vault, row.ref, { content, key, hash });
    return { ...row, target: content.target ? refKey(content.target) : null, secret };
  }

  async #store({ session, usedPreKeys, used }: Advanced, text: TextRow | null): Promise<void> {
    const { db } = this.#parts.s;
    await db.transaction('rw', db.sessions, db.preKeys, db.self, db.texts, async () => {
      await db.sessions.put(session);
      if (usedPreKeys) await db.preKeys.bulkDelete([...usedPreKeys]);
      if (used) await db.self.update('device', { used });
      if (text) await db.texts.put(text);
    });
  }

  async #refused(from: Address, item: MailboxItem, reason: Reason): Promise<readonly TextRow[]> {
    const { s, alarm, heal } = this.#parts;
    if (reason === 'DUPLICATE') return [];
    if (ALARMING.has(reason)) await alarm(reason, from.user);
    if (item.class === 'control' || item.message_uuid === null) return [];
    const row = rowOf(from, item, reason);
    const held = await s.db.texts.get(row.ref);
    if (held?.secret) return [];
    await s.db.texts.put(row);
    if (HEALABLE.has(reason)) heal(from, row);
    return [row];
  }

  /** Reads a message whose key was given afterwards; its body lies at the server. */
  async late(text: TextRow, key: Bytes, hash: Bytes): Promise<TextRow | null> {
    const { s, device } = this.#parts;
    if (text.seq === null) return null;
    const { messages } = await s.http.get('/api/e2ee/chats/{chat}/messages', {
      path: { chat: text.chat },
      query: { after: text.seq - 1, limit: 1 },
    });
    const found = messages[0];
    if (!found?.body || found.seq !== text.seq) return null;
    const place = { chatId: text.chat, messageUuid: fromHex(found.message_uuid) };
    const body = await openBody(s.p, place, { body: fromBase64Url(found.body), key, hash });
    const content = decodeContent(body);
    const secret = await sealSecret(device.vault, text.ref, { content, key, hash });
    const target = content.target ? refKey(content.target) : null;
    const row: TextRow = { ...text, target, failure: null, secret };
    await s.db.texts.put(row);
    return row;
  }
}

function rowOf(from: Address, item: MailboxItem, failure: string | null): TextRow {
  return {
    ref: refKey({ ...from, uuid: fromHex(item.message_uuid ?? '') }),
    ...{ chat: item.chat_id ?? 0, seq: item.seq, id: item.message_id, sender: from.user },
    ...{ time: item.created_at, class: item.class, target: null, failure, secret: null },
  };
}

/** Whether an error means that this device may not speak for the sign-in any more. */
export function isDeviceGone(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'device_required';
}
