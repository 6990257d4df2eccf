import { ApiError, networkError } from '../api/error.ts';
import { isMember } from '../crypto/ratchet/group/membership.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { deviceOf } from '../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { type Control, encodeEnvelope, refKey } from './content.ts';
import type { TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Directory } from './directory.ts';
import type { Envelopes } from './envelopes.ts';
import { tipOf } from './groups/chain.ts';
import type { GroupKeys } from './groups/group-keys.ts';
import type { Memberships } from './groups/memberships.ts';
import { isUnconfirmed } from './groups/unconfirmed.ts';
import { HEALABLE } from './healable.ts';
import { requirePaired } from './pairs.ts';
import { refOf } from './reader.ts';
import { isDeviceGone } from './refused.ts';
import { openSecret } from './secret.ts';
import { nameOf, requireListed } from './sessions.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly envelopes: Envelopes;
  readonly memberships: Memberships;
  readonly groupKeys: GroupKeys;
}

/** A fresh session with one device is begun for repairs, and a message asked for again, at most so often. */
const PAUSE = 3_600_000;
/** Requests wait for their addressee, so that asking again only helps where one was lost: each time after twice as long. */
const MOST_DOUBLINGS = 7;
/** Others need the limit of control messages as well. */
const AT_ONCE = 8;

/** How devices help each other to what could not be read. Takes the lock by itself. */
export class Repairs {
  readonly #parts: Parts;
  /** What a lost line has kept from being said, until the end of this visit. */
  readonly #left = new Map<string, () => Promise<void>>();
  #asking = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether there is something to ask for. */
  async isDue(): Promise<boolean> {
    return (await this.#due()).length > 0;
  }

  /**
   * Asks senders for the keys of some of what could not be read, and says whether there is more. What a lost line or
   * the server's limit prevents throws and stays due.
   */
  async ask(): Promise<boolean> {
    if (this.#asking) return false;
    this.#asking = true;
    try {
      const due = await this.#due();
      due.sort((one, other) => (one.asked?.ms ?? 0) - (other.asked?.ms ?? 0));
      for (const text of due.slice(0, AT_ONCE)) await this.#ask(text);
      return due.length > AT_ONCE;
    } finally {
      this.#asking = false;
    }
  }

  /** What came for a message was lost: it is asked for as if it never had been. */
  async askAnew(ref: string): Promise<void> {
    await this.#parts.s.db.texts.update(ref, { asked: undefined });
  }

  #due(): Promise<TextRow[]> {
    const { s } = this.#parts;
    return s.db.texts
      .where('failure')
      .anyOf(HEALABLE)
      .filter(({ asked }) => !asked || s.now() - asked.ms >= pauseAfter(asked.times))
      .toArray();
  }

  /** Gives the key of an own message to a device that could not read it, if it is one of the chat. */
  repeat(from: Address, chat: number, retry: Control & { kind: 'retry' }): Promise<void> {
    return this.#say(`give ${refKey(retry.message)} ${nameOf(from)}`, () => this.#give(from, chat, retry));
  }

  /** Says what could not be said; a lost line throws. */
  async resume(): Promise<void> {
    for (const [name, work] of this.#left) {
      this.#left.delete(name);
      await this.#say(name, work);
      if (this.#left.has(name)) throw networkError(new Error('repairs are left'));
    }
  }

  /** A repair that is refused must not stop anything else. */
  async #say(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError && error.transient) this.#left.set(name, work);
      else if (!(error instanceof ApiError || error instanceof RatchetError)) throw error;
    }
  }

  /** Asks over a fresh session if that may be the trouble. What is refused is asked for as seldom as what is not answered. */
  async #ask(text: TextRow): Promise<void> {
    const { s } = this.#parts;
    const message = refOf(text.ref);
    const row = await s.db.sessions.get(nameOf(message));
    const fresh = s.now() - (row?.repairedMs ?? 0) > PAUSE;
    await this.#tell(message, text.chat, { kind: 'retry', message }, fresh).catch(unlessLost);
    if (fresh) await s.db.sessions.update(nameOf(message), { repairedMs: s.now() });
    await s.db.texts.update(text.ref, { asked: { ms: s.now(), times: (text.asked?.times ?? 0) + 1 } });
  }

  async #give(from: Address, chat: number, { message }: Control & { kind: 'retry' }): Promise<void> {
    const { s, device, memberships } = this.#parts;
    const text = await s.db.texts.get(refKey(message));
    if (!text?.secret || text.chat !== chat || nameOf(message) !== nameOf(device.address)) return;
    await requirePaired(s, chat, from.user);
    const roster = await s.http.get('/api/e2ee/chats/{chat}/devices', { path: { chat } });
    const member = roster.members.find(({ user_id }) => user_id === from.user);
    if (!member?.devices.some(({ device_id }) => device_id === from.device)) return;
    const follow = () => memberships.follow(chat, roster.membership_epoch);
    // Who may read by a list that nobody has vouched for asks again.
    const chain = await s.exclusive(follow).catch((error: unknown) => {
      if (!isUnconfirmed(error)) throw error;
      return undefined;
    });
    if (chain === undefined) return;
    if (chain && !isMember(tipOf(chain), from.user)) return;
    const { key, hash } = await openSecret(device.vault, text.ref, text.secret);
    await this.#tell(from, chat, { kind: 'key', message, key, hash }, false);
    if (chain) await this.#chainAgain(from, chat);
  }

  async #chainAgain(to: Address, chat: number): Promise<void> {
    const { s, directory, groupKeys } = this.#parts;
    await s.exclusive(async () => {
      const devices = await directory.devices(to.user);
      const target = { ...to, registration: deviceOf(devices, to).registrationId };
      await groupKeys.again(chat, target, new Map([[to.user, devices]]));
    });
  }

  async #tell(to: Address, chat: number, control: Control, fresh: boolean): Promise<void> {
    const { s, directory, envelopes } = this.#parts;
    const content = encodeEnvelope({ class: 'control', chat, uuid: s.p.random(16), control });
    await s.exclusive(async () => {
      const devices = await directory.devices(to.user);
      const target = { ...to, registration: deviceOf(devices, to).registrationId };
      requireListed(devices, target, target.registration);
      await envelopes.control(new Map([[to.user, devices]]), [target], content, fresh);
    });
  }
}

function pauseAfter(times: number): number {
  return PAUSE * 2 ** Math.min(times - 1, MOST_DOUBLINGS);
}

/** A refusal of what was asked; not a lost line, a limit, nor one of this sign-in or device. */
function unlessLost(error: unknown): void {
  if (error instanceof RatchetError) return;
  const refused = error instanceof ApiError && !error.transient && error.status !== 401;
  if (!refused || isDeviceGone(error)) throw error;
}
