import { ApiError } from '../api/error.ts';
import { READS_GROUPS } from '../crypto/ratchet/identity/device-certificate.ts';
import { deviceOf, type KnownDevices } from '../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Alarm, Directory } from './directory.ts';
import type { Envelopes } from './envelopes.ts';
import { type Chain, membersOf, standing } from './groups/chain.ts';
import type { ChainSigner } from './groups/chain-signer.ts';
import type { Memberships } from './groups/memberships.ts';
import { nameOf, requireListed, type Target } from './sessions.ts';

/** Whom a message into a chat is for. */
export interface Roster {
  readonly version: string;
  readonly targets: readonly Target[];
  readonly devices: ReadonlyMap<number, KnownDevices>;
  /** Of a group whose members are signed. */
  readonly chain: Chain | null;
  /** All can read sender keys. */
  readonly capable: boolean;
}

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly envelopes: Envelopes;
  readonly memberships: Memberships;
  readonly signer: ChainSigner;
  readonly alarm: Alarm;
}

interface Shown {
  readonly version: string;
  readonly membership_epoch: number;
  readonly members: readonly {
    readonly user_id: number;
    readonly list_version: number;
    readonly devices: readonly { readonly device_id: number; readonly registration_id: number }[];
  }[];
}

/**
 * The devices of a chat: each on the list that its owner signed, of exactly the people that are meant, in a group
 * those whom its admins signed. Under the lock.
 */
export class Rosters {
  readonly #parts: Parts;
  /** Groups whose chain is not for this user to begin. */
  readonly #notOurs = new Set<number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async read(chat: number): Promise<Roster> {
    const { s, memberships, signer } = this.#parts;
    const shown: Shown = await s.http.get('/api/e2ee/chats/{chat}/devices', { path: { chat } });
    const pin = await s.db.chats.get(chat);
    if (pin?.peer) {
      await this.#requirePair(pin.peer, shown);
      return this.#roster(shown, null, new Set());
    }
    const chain = await memberships.follow(chat, shown.membership_epoch);
    const users = shown.members.map(({ user_id }) => user_id);
    const { unsigned, signedOut } = chain ? standing(chain, users) : { unsigned: [], signedOut: [] };
    for (const user of unsigned) await this.#parts.alarm('member_unsigned', user, chat);
    if (unsigned.length > 0) throw unsignedMember();
    const roster = await this.#roster(shown, chain, new Set(signedOut));
    // Who is signed out would get an envelope of their own.
    if (!roster.capable && signedOut.length > 0) throw unsignedMember();
    if (chain && (await signer.tidy(chat, chain, new Set(users))) !== chain) return this.read(chat);
    return !chain && roster.capable && (await this.#begun(chat)) ? this.read(chat) : roster;
  }

  async #requirePair(peer: number, { members }: Shown): Promise<void> {
    const stranger = members.some(({ user_id }) => user_id !== this.#parts.s.user && user_id !== peer);
    if (!stranger) return;
    await this.#parts.envelopes.guarded(peer, () =>
      Promise.reject(new RatchetError('NOT_A_MEMBER', 'somebody else is in the chat')),
    );
  }

  async #roster(shown: Shown, chain: Chain | null, without: ReadonlySet<number>): Promise<Roster> {
    const targets: Target[] = [];
    const devices = new Map<number, KnownDevices>();
    for (const member of shown.members) {
      const user = member.user_id;
      if (member.devices.length === 0 || without.has(user)) continue;
      const known = await this.#parts.directory.devices(user, member.list_version);
      await this.#requireTrust(user);
      devices.set(user, known);
      for (const one of member.devices) {
        const target = { user, device: one.device_id, registration: one.registration_id };
        if (nameOf(target) === nameOf(this.#parts.device.address)) continue;
        await this.#parts.envelopes.guarded(user, async () =>
          requireListed(known, target, target.registration),
        );
        targets.push(target);
      }
    }
    const capable = targets.every((target) => readsGroups(devices, target)) && this.#readsGroups();
    return { version: shown.version, targets, devices, chain, capable };
  }

  #readsGroups(): boolean {
    return (this.#parts.device.certificate.capabilities & READS_GROUPS) !== 0;
  }

  /** Begins the chain of a group that has none, where the user leads it. */
  async #begun(chat: number): Promise<boolean> {
    const { s, signer } = this.#parts;
    if (this.#notOurs.has(chat)) return false;
    const { type, participants } = (await s.http.get('/api/chats/{id}', { path: { id: chat } })).chat;
    const members = membersOf(participants);
    if (type !== 'group' || participants.find(({ id }) => id === s.user)?.role === 'member') {
      this.#notOurs.add(chat);
      return false;
    }
    return signer.begin(chat, members);
  }

  async #requireTrust(user: number): Promise<void> {
    const row = await this.#parts.s.db.users.get(user);
    if (row?.changed === 'blocking')
      throw new ApiError(409, 'encryption_identity_changed', 'the safety number is another');
  }
}

function readsGroups(devices: ReadonlyMap<number, KnownDevices>, target: Target): boolean {
  const known = devices.get(target.user);
  return known !== undefined && (deviceOf(known, target).capabilities & READS_GROUPS) !== 0;
}

function unsignedMember(): ApiError {
  return new ApiError(409, 'encryption_member_unsigned', 'somebody whom no admin has signed');
}
