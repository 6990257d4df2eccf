import { fromBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, fromHex } from '../crypto/ratchet/bytes.ts';
import { openBody } from '../crypto/ratchet/content/message-body.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { decodeContent, decodeEnvelope, type EnvelopeContent, refKey } from './content.ts';
import type { ChainRow, TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Alarm, Directory } from './directory.ts';
import { wasMember } from './groups/chain.ts';
import type { GroupKeys } from './groups/group-keys.ts';
import type { Memberships } from './groups/memberships.ts';
import { loggedOf } from './log-pages.ts';
import { opened, type Refusals, requireClass, type Shown } from './opened.ts';
import { pairedWith, requirePaired } from './pairs.ts';
import { reasonOf } from './refused.ts';
import { sealSecret } from './secret.ts';
import type { Advanced, Sessions } from './sessions.ts';

/** What waits in the mailbox of this device. */
export interface MailboxItem extends Shown {
  readonly id: number;
  readonly sender_id: number;
  readonly sender_device: number;
  readonly type: number;
  readonly envelope: string;
  readonly body: string | null;
}

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly memberships: Memberships;
  readonly groupKeys: GroupKeys;
  readonly refusals: Refusals;
  readonly alarm: Alarm;
  /** Something came that is no part of a chat. */
  readonly control: (from: Address, content: EnvelopeContent) => Promise<readonly TextRow[]>;
}

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
      try {
        for (const item of page.items) texts.push(...(await this.#take(item)));
      } finally {
        // Also where a lost line ends it: what was stored by then is there to be read.
        await stored(texts);
      }
      await http.post('/api/e2ee/mailbox/ack', { body: { ids: page.items.map(({ id }) => id) } });
      more = page.more;
    }
  }

  async #take(item: MailboxItem): Promise<readonly TextRow[]> {
    const from = { user: item.sender_id, device: item.sender_device };
    try {
      const taken = await this.#parts.s.exclusive(() => this.#open(from, item));
      // What is answered to takes the lock anew.
      return 'ref' in taken ? [taken] : await this.#parts.control(from, taken);
    } catch (error) {
      const row = await this.#parts.refusals.note(from, item, reasonOf(error));
      return row ? [row] : [];
    }
  }

  async #open(from: Address, item: MailboxItem): Promise<TextRow | EnvelopeContent> {
    const { s, device } = this.#parts;
    const decrypted = await this.#decrypted(from, item.type, fromBase64Url(item.envelope));
    if (item.class === 'control') {
      const envelope = decodeEnvelope(decrypted.content);
      if (envelope.class !== item.class) throw new RatchetError('MALFORMED', 'class of the envelope');
      await this.#store(decrypted, null, await this.#chain(from, envelope));
      return envelope;
    }
    await this.#requireMember(from.user, item.chat_id ?? 0);
    const text = await opened(s, device, from, item, decrypted.content);
    await this.#store(decrypted, text, null);
    return text;
  }

  /** The sender key that a device gives, where it gives one; one that must not be changes nothing. */
  async #chain(from: Address, { chat, control }: EnvelopeContent): Promise<ChainRow | null> {
    if (control?.kind !== 'sender-key') return null;
    try {
      return await this.#parts.groupKeys.received(chat, from, control.distribution);
    } catch (error) {
      if (!(error instanceof RatchetError)) throw error;
      await this.#parts.alarm(error.reason, from.user, chat);
      return null;
    }
  }

  /** Only those write who are meant: the other one of a pair, in a group whom its admins signed. */
  async #requireMember(user: number, chat: number): Promise<void> {
    const { s, memberships } = this.#parts;
    await requirePaired(s, chat, user);
    if ((await pairedWith(s, chat)) !== null) return;
    const known = await memberships.known(chat);
    if (!known || wasMember(known, user)) return;
    const chain = await memberships.follow(chat);
    if (chain && !wasMember(chain, user)) throw new RatchetError('NOT_A_MEMBER', 'signed by no admin');
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

  async #store(
    { session, usedPreKeys, used }: Advanced,
    text: TextRow | null,
    chain: ChainRow | null,
  ): Promise<void> {
    const { db } = this.#parts.s;
    await db.transaction('rw', [db.sessions, db.preKeys, db.self, db.texts, db.chains], async () => {
      await db.sessions.put(session);
      if (usedPreKeys) await db.preKeys.bulkDelete([...usedPreKeys]);
      if (used) await db.self.update('device', { used });
      if (text) await db.texts.put(text);
      if (chain) await db.chains.put(chain);
    });
  }

  /** Reads a message whose key was given afterwards; its body lies at the server. */
  async late(text: TextRow, key: Bytes, hash: Bytes): Promise<TextRow | null> {
    const { s, device } = this.#parts;
    const found = await loggedOf(s, text);
    if (!found?.body) return null;
    await s.exclusive(() => this.#requireMember(text.sender, text.chat));
    const place = { chatId: text.chat, messageUuid: fromHex(found.message_uuid) };
    const body = await openBody(s.p, place, { body: fromBase64Url(found.body), key, hash });
    const content = decodeContent(body);
    requireClass(content, text.class);
    const secret = await sealSecret(device.vault, text.ref, { content, key, hash });
    const target = content.target ? refKey(content.target) : null;
    const row: TextRow = { ...text, target, failure: null, secret };
    await s.db.texts.put(row);
    return row;
  }
}
