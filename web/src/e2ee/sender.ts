import { ApiError } from '../api/error.ts';
import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, fromHex, toHex } from '../crypto/ratchet/bytes.ts';
import { sealBody } from '../crypto/ratchet/content/message-body.ts';
import { type Content, encodeContent, encodeEnvelope, refKey } from './content.ts';
import type { EnvelopeRow, SendingRow, TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import { type Envelopes, onWire } from './envelopes.ts';
import type { Audience, GroupKeys } from './groups/group-keys.ts';
import type { KeptRosters } from './kept-rosters.ts';
import type { Roster } from './rosters.ts';
import { openSecret, sealSecret } from './secret.ts';
import type { Target } from './sessions.ts';

/** Something to be said in an encrypted chat. The key is a UUID, which becomes the number of the message. */
export interface Outgoing {
  readonly key: string;
  readonly chat: number;
  readonly content: Content;
}

/** Where the server put a message. */
export interface Placed {
  readonly id: number;
  readonly seq: number;
  readonly created_at: string;
}

const TRIES = 4;

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly rosters: KeptRosters;
  readonly envelopes: Envelopes;
  readonly groupKeys: GroupKeys;
}

type Prepared = Omit<SendingRow, 'envelopes' | 'group'>;

/** Encrypts for every device of a chat and hands it to the server until it has it. */
export class Sender {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Says something; repeating is harmless, because what was encrypted once is kept until the server has it. A roster
   * that has changed meanwhile is looked at anew, and only those who are new to it get an envelope of their own.
   */
  async send(outgoing: Outgoing): Promise<Placed> {
    const { s } = this.#parts;
    for (let tries = 1; ; tries++) {
      try {
        const row = await s.exclusive(() => this.#prepare(outgoing, tries > 1));
        const { message } = await this.#post(row);
        await this.#sent(row, message);
        return message;
      } catch (error) {
        if (error instanceof ApiError && error.transient) throw error;
        // What is in the way may be gone at the server before it is for who does not look.
        this.#parts.rosters.drop(outgoing.chat);
        const changed = error instanceof ApiError && error.code === 'roster_changed';
        if (!changed || tries === TRIES) throw error;
      }
    }
  }

  /**
   * Where a message lies that the server has. It must not be sent again, as by a tab that begins when another one was
   * closed too soon: sealed anew it would have another key than what lies there.
   */
  async placed(key: string): Promise<Placed | null> {
    const { s, device } = this.#parts;
    const text = await s.db.texts.get(refKey({ ...device.address, uuid: uuidOf(key) }));
    if (!text?.secret || text.seq === null || text.id === null) return null;
    return { id: text.id, seq: text.seq, created_at: text.time };
  }

  #post(row: SendingRow) {
    return this.#parts.s.http.post('/api/e2ee/chats/{chat}/messages', {
      path: { chat: row.chat },
      body: {
        ...{ message_uuid: row.uuid, class: row.class, roster_version: row.roster },
        ...{ body: toBase64Url(row.body), files: row.files.map((url) => ({ url })) },
        ...(row.group
          ? { group_envelope: toBase64Url(row.group) }
          : { envelopes: row.envelopes.map(onWire) }),
      },
    });
  }

  async #prepare(outgoing: Outgoing, again: boolean): Promise<SendingRow> {
    const { s, device } = this.#parts;
    const held = await s.db.sending.get(outgoing.key);
    if (held && !again) return held;
    const roster = await this.#parts.rosters.get(outgoing.chat);
    const uuid = uuidOf(outgoing.key);
    const ref = refKey({ ...device.address, uuid });
    const place = { chatId: outgoing.chat, messageUuid: uuid };
    const sealed = held
      ? { body: held.body, ...(await openSecret(device.vault, ref, held.secret)) }
      : await sealBody(s.p, place, encodeContent(outgoing.content));
    const kind = outgoing.content.kind === 'message' ? 'content' : 'update';
    const { key, hash } = sealed;
    const content = encodeEnvelope({ class: kind, chat: outgoing.chat, uuid, key, hash });
    const { target, files } = outgoing.content;
    const row: Prepared = {
      ...{ key: outgoing.key, chat: outgoing.chat, class: kind, uuid: toHex(uuid), roster: roster.version },
      ...{ body: sealed.body, files: files.map(({ url }) => url), target: target ? refKey(target) : null },
      secret: held?.secret ?? (await sealSecret(device.vault, ref, { content: outgoing.content, key, hash })),
    };
    const { chain } = roster;
    return chain && roster.capable
      ? this.#forGroup(row, { ...roster, chain }, content)
      : this.#forEach(row, roster, held?.envelopes ?? [], content);
  }

  /** One envelope for a whole group. Another one for the same message never leaves: the server has stored nothing. */
  async #forGroup(row: Prepared, audience: Audience, content: Bytes): Promise<SendingRow> {
    const { s, groupKeys } = this.#parts;
    const { message, own } = await groupKeys.seal(row.chat, audience, content);
    const sending = { ...row, envelopes: [], group: message };
    await s.db.transaction('rw', s.db.ownChains, s.db.sending, async () => {
      await s.db.ownChains.put(own);
      await s.db.sending.put(sending);
    });
    return sending;
  }

  /** An envelope for each device; those that were made before stay as they are. */
  async #forEach(
    row: Prepared,
    roster: Roster,
    before: readonly EnvelopeRow[],
    content: Bytes,
  ): Promise<SendingRow> {
    const { s, envelopes } = this.#parts;
    const kept = before.filter((one) => roster.targets.some((to) => sameTarget(to, one)));
    const missing = roster.targets.filter((to) => !kept.some((one) => sameTarget(to, one)));
    const made = await envelopes.seal(roster.devices, missing, content);
    const sending = { ...row, envelopes: [...kept, ...made.envelopes], group: null };
    await s.db.transaction('rw', s.db.sessions, s.db.sending, async () => {
      await s.db.sessions.bulkPut(made.sessions);
      await s.db.sending.put(sending);
    });
    return sending;
  }

  /** The server has it: what was said is kept where received messages are, too. */
  async #sent(row: SendingRow, { id, seq, created_at }: Placed): Promise<void> {
    const { s, device } = this.#parts;
    const text: TextRow = {
      ref: refKey({ ...device.address, uuid: fromHex(row.uuid) }),
      ...{ chat: row.chat, seq, id, sender: s.user, time: created_at, class: row.class },
      ...{ target: row.target, failure: null, secret: row.secret },
    };
    await s.db.transaction('rw', s.db.texts, s.db.sending, s.db.uploads, async () => {
      await s.db.texts.put(text);
      await s.db.uploads.delete(row.key);
      await s.db.sending.delete(row.key);
    });
  }
}

function uuidOf(key: string): Bytes {
  return fromHex(key.replaceAll('-', ''));
}

function sameTarget(to: Target, one: EnvelopeRow): boolean {
  return to.user === one.user && to.device === one.device && to.registration === one.registration;
}
