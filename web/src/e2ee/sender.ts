import { ApiError } from '../api/error.ts';
import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, fromHex, toHex } from '../crypto/ratchet/bytes.ts';
import { sealBody } from '../crypto/ratchet/content/message-body.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import type { KnownDevices } from '../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { type Content, encodeContent, encodeEnvelope, refKey } from './content.ts';
import type { EnvelopeRow, SendingRow, SessionRow, TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Alarm, Directory } from './directory.ts';
import { openSecret, sealSecret } from './secret.ts';
import { nameOf, requireListed, type Sessions } from './sessions.ts';

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

interface Target extends Address {
  readonly registration: number;
}

interface Roster {
  readonly version: string;
  readonly targets: readonly Target[];
  readonly devices: ReadonlyMap<number, KnownDevices>;
}

const TRIES = 4;

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly alarm: Alarm;
}

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
      const row = await s.exclusive(() => this.#prepare(outgoing, tries > 1));
      try {
        const { message } = await this.#post(row);
        await this.#sent(row, message);
        return message;
      } catch (error) {
        const changed = error instanceof ApiError && error.code === 'roster_changed';
        if (!changed || tries === TRIES) throw error;
      }
    }
  }

  #post(row: SendingRow) {
    const envelopes = row.envelopes.map(({ user, device, registration, type, bytes }) => ({
      ...{ user_id: user, device_id: device, registration_id: registration },
      ...{ type: type as 2 | 3, envelope: toBase64Url(bytes) },
    }));
    return this.#parts.s.http.post('/api/e2ee/chats/{chat}/messages', {
      path: { chat: row.chat },
      body: {
        ...{ message_uuid: row.uuid, class: row.class, roster_version: row.roster },
        ...{ body: toBase64Url(row.body), files: row.files.map((url) => ({ url })) },
        ...(row.group ? { group_envelope: toBase64Url(row.group) } : { envelopes }),
      },
    });
  }

  async #prepare(outgoing: Outgoing, again: boolean): Promise<SendingRow> {
    const { s, device } = this.#parts;
    const held = await s.db.sending.get(outgoing.key);
    if (held && !again) return held;
    const roster = await this.#roster(outgoing.chat);
    const uuid = fromHex(outgoing.key.replaceAll('-', ''));
    const ref = refKey({ ...device.address, uuid });
    const place = { chatId: outgoing.chat, messageUuid: uuid };
    const sealed = held
      ? { body: held.body, ...(await openSecret(device.vault, ref, held.secret)) }
      : await sealBody(s.p, place, encodeContent(outgoing.content));
    const kind = outgoing.content.kind === 'message' ? 'content' : 'update';
    const { key, hash } = sealed;
    const content = encodeEnvelope({ class: kind, chat: outgoing.chat, uuid, key, hash });
    const kept = (held?.envelopes ?? []).filter((one) => roster.targets.some((to) => sameTarget(to, one)));
    const missing = roster.targets.filter((to) => !kept.some((one) => sameTarget(to, one)));
    const made = await this.#encrypt(roster, missing, content);
    const { target, files } = outgoing.content;
    const row: SendingRow = {
      ...{ key: outgoing.key, chat: outgoing.chat, class: kind, uuid: toHex(uuid), roster: roster.version },
      ...{ body: sealed.body, envelopes: [...kept, ...made.envelopes], group: null },
      ...{ files: files.map(({ url }) => url), target: target ? refKey(target) : null },
      secret: held?.secret ?? (await sealSecret(device.vault, ref, { content: outgoing.content, key, hash })),
    };
    await s.db.transaction('rw', s.db.sessions, s.db.sending, async () => {
      await s.db.sessions.bulkPut(made.sessions);
      await s.db.sending.put(row);
    });
    return row;
  }

  /** Sends a control message to one device. */
  async control(peer: Target, content: Bytes, fresh: boolean): Promise<void> {
    const { s, directory } = this.#parts;
    await s.exclusive(async () => {
      const devices = await directory.devices(peer.user);
      requireListed(devices, peer, peer.registration);
      const roster: Roster = { version: '', targets: [peer], devices: new Map([[peer.user, devices]]) };
      const { envelopes, sessions } = await this.#encrypt(roster, [peer], content, fresh);
      await s.db.sessions.bulkPut(sessions);
      const body = {
        envelopes: envelopes.map(({ user, device, registration, type, bytes }) => ({
          ...{ user_id: user, device_id: device, registration_id: registration },
          ...{ type: type as 2 | 3, envelope: toBase64Url(bytes) },
        })),
      };
      await s.http.post('/api/e2ee/mailbox', { body });
    });
  }

  async #encrypt(roster: Roster, to: readonly Target[], content: Bytes, fresh = false) {
    const { sessions } = this.#parts;
    const without = fresh ? to : await sessions.without(to);
    const bundles = new Map<string, Bytes>();
    for (const user of new Set(without.map((one) => one.user))) {
      const wanted = without.filter((one) => one.user === user).map(({ device }) => device);
      const taken = await sessions.take(user, wanted);
      for (const [device, bundle] of taken) bundles.set(nameOf({ user, device }), bundle);
    }
    const envelopes: EnvelopeRow[] = [];
    const rows: SessionRow[] = [];
    for (const peer of to) {
      const devices = roster.devices.get(peer.user);
      if (!devices) throw new RatchetError('NOT_A_MEMBER', 'a device of nobody');
      const bundle = bundles.get(nameOf(peer));
      const { encrypted, session } = await this.#guarded(peer, () =>
        sessions.encryptFor(peer, devices, content, bundle),
      );
      envelopes.push({ ...peer, type: encrypted.type, bytes: encrypted.bytes });
      rows.push(session);
    }
    return { envelopes, sessions: rows };
  }

  /** The devices of a chat: each on the list that its owner signed, of exactly the people that are meant. */
  async #roster(chat: number): Promise<Roster> {
    const { s, device, directory } = this.#parts;
    const answer = await s.http.get('/api/e2ee/chats/{chat}/devices', { path: { chat } });
    const pin = await s.db.chats.get(chat);
    const targets: Target[] = [];
    const devices = new Map<number, KnownDevices>();
    for (const member of answer.members) {
      const user = member.user_id;
      if (pin?.peer && user !== s.user && user !== pin.peer)
        await this.#guarded({ user: pin.peer, device: 0 }, () => refuse('NOT_A_MEMBER'));
      if (member.devices.length === 0) continue;
      const known = await directory.devices(user, member.list_version);
      await this.#requireTrust(user);
      devices.set(user, known);
      for (const { device_id, registration_id } of member.devices) {
        const target = { user, device: device_id, registration: registration_id };
        if (nameOf(target) === nameOf(device.address)) continue;
        await this.#guarded(target, async () => requireListed(known, target, registration_id));
        targets.push(target);
      }
    }
    return { version: answer.version, targets, devices };
  }

  async #requireTrust(user: number): Promise<void> {
    const row = await this.#parts.s.db.users.get(user);
    if (row?.changed === 'blocking')
      throw new ApiError(409, 'encryption_identity_changed', 'the safety number is another');
  }

  /** A refusal for security is told the user before it ends the send. */
  async #guarded<T>(peer: Address, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RatchetError) await this.#parts.alarm(error.reason, peer.user);
      throw error;
    }
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

function refuse(reason: 'NOT_A_MEMBER'): Promise<never> {
  return Promise.reject(new RatchetError(reason, 'somebody else is in the chat'));
}

function sameTarget(to: Target, one: EnvelopeRow): boolean {
  return to.user === one.user && to.device === one.device && to.registration === one.registration;
}
