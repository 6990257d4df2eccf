import { ApiError } from '../api/error.ts';
import type { Member } from '../crypto/ratchet/group/membership.ts';
import { decodeSignedCertificate } from '../crypto/ratchet/identity/device-certificate.ts';
import {
  matchesVerificationCode,
  safetyNumber,
  verificationCode,
} from '../crypto/ratchet/identity/safety-number.ts';
import { alertOf, type UserRow } from './database.ts';
import { accountSeed, OwnDevice, type Surroundings } from './device.ts';
import { type Alarm, Directory, knownDevices } from './directory.ts';
import { fetchFile } from './files.ts';
import { founded, type Wish } from './groups/chain.ts';
import { ChainSigner } from './groups/chain-signer.ts';
import { Memberships, nameOfEntry } from './groups/memberships.ts';
import { Reader } from './reader.ts';
import { removeDevice } from './set-up.ts';

/** Whether the person at the other end is who they seem to be. */
export interface Safety {
  /** 60 digits, the same on both sides. */
  readonly number: string;
  /** The text of the code that the other one scans. */
  readonly code: string;
  readonly verified: boolean;
  readonly changed: UserRow['changed'];
  readonly devices: readonly ShownDevice[];
}

export interface ShownDevice {
  readonly device: number;
  readonly created: string;
  readonly current: boolean;
  /** Nobody has been told of it yet. */
  readonly isNew: boolean;
}

/** The members of a group by a list that is not trusted yet, and what names it. */
export interface OfferedMembers {
  readonly name: string;
  readonly members: readonly Member[];
}

/** Answers what pages ask about keys and devices; any tab. */
export class Desk {
  readonly #s: Surroundings;
  readonly #directory: Directory;
  readonly #alarm: Alarm;

  constructor(s: Surroundings) {
    this.#s = s;
    this.#alarm = async (kind, user, chat) => {
      await s.db.alerts.put(alertOf(s.now(), kind, user, chat));
    };
    this.#directory = new Directory(s, this.#alarm);
  }

  /** Whether somebody can be written to encrypted, and this browser can. */
  async canEncrypt(user: number): Promise<boolean> {
    if (!(await this.#s.db.self.get('device')))
      throw new ApiError(403, 'device_required', 'this browser is no device of the account');
    return this.#directory.canEncrypt(user);
  }

  async safety(user: number): Promise<Safety | null> {
    await this.#directory.refresh(user).catch(() => null);
    const [own, peer] = await this.#s.db.users.bulkGet([this.#s.user, user]);
    if (!own || !peer) return null;
    const identities = [own, peer].map((row) => ({ user: row.user, accountKey: row.accountKey }));
    const [mine, theirs] = identities as [(typeof identities)[0], (typeof identities)[0]];
    return {
      number: safetyNumber(mine, theirs),
      code: verificationCode(mine, theirs),
      ...{ verified: peer.verified, changed: peer.changed, devices: shown(peer, null) },
    };
  }

  /** Whether a scanned or typed code is the other one's view of the same two keys. */
  async matches(user: number, code: string): Promise<boolean> {
    const [own, peer] = await this.#s.db.users.bulkGet([this.#s.user, user]);
    if (!own || !peer) return false;
    try {
      return matchesVerificationCode(code.trim(), own, peer);
    } catch {
      return false;
    }
  }

  /**
   * The user has compared the numbers, takes that back, or accepts a changed one.
   *
   * @param number the one that the user has seen; it is refused if the keys have become others meanwhile
   */
  async verify(user: number, number: string, verified: boolean): Promise<void> {
    const { db } = this.#s;
    await db.transaction('rw', db.users, db.alerts, async () => {
      const [own, peer] = await db.users.bulkGet([this.#s.user, user]);
      if (!own || !peer || safetyNumber(own, peer) !== number)
        throw new ApiError(409, 'encryption_identity_changed', 'another safety number');
      await db.users.update(user, { verified, changed: 'no' });
      await db.alerts.delete(`identity_changed ${user}`);
    });
  }

  /** The own devices; those shown for the first time are new only once. */
  async devices(): Promise<readonly ShownDevice[]> {
    await this.#directory.refresh(this.#s.user).catch(() => null);
    const [own, self] = await Promise.all([
      this.#s.db.users.get(this.#s.user),
      this.#s.db.self.get('device'),
    ]);
    if (!own) return [];
    const list = shown(
      own,
      self ? decodeSignedCertificate(self.certificate).certificate.address.device : null,
    );
    await this.#s.db.users.update(this.#s.user, { known: list.map(({ device }) => device) });
    return list;
  }

  /** Takes a device off the list; from then on nobody encrypts for it. */
  async remove(device: number): Promise<void> {
    const row = await this.#s.db.self.get('device');
    const seed = row && (await accountSeed(row));
    if (!seed) throw new ApiError(403, 'device_required', 'no account key here');
    await this.#s.exclusive(async () => {
      await this.#directory.refresh(this.#s.user);
      await removeDevice(this.#s, seed, device);
    });
  }

  /**
   * Signs what the user wants about the members of a group; nothing where nothing is signed yet.
   *
   * @param first whom the user has just made the group of: its chain begins with them
   */
  async signMembers(chat: number, wish: Wish, first = false): Promise<void> {
    const s = this.#s;
    const { signer } = await this.#chains();
    await s.exclusive(() =>
      first ? signer.begin(chat, founded(s.user, wish.add ?? [])) : signer.change(chat, wish),
    );
    for (const user of wish.add ?? []) await this.dismiss(`member_unsigned ${user} ${chat}`);
  }

  /** Who would be in a group if nothing were known of it; nothing if the server shows no signed list. */
  async offeredMembers(chat: number): Promise<OfferedMembers | null> {
    const { memberships } = await this.#chains();
    const newest = (await this.#s.exclusive(() => memberships.offered(chat))).at(-1);
    return newest ? { name: nameOfEntry(newest.entry), members: newest.entry.members } : null;
  }

  /**
   * Trusts the list of a group anew, as somebody does who sees it for the first time.
   *
   * @param name of the list whose members the user has seen; another one is refused
   */
  async trustAnew(chat: number, name: string): Promise<void> {
    const { memberships } = await this.#chains();
    await this.#s.exclusive(() => memberships.trustAnew(chat, name));
  }

  async #chains(): Promise<{ memberships: Memberships; signer: ChainSigner }> {
    const row = await this.#s.db.self.get('device');
    if (!row) throw new ApiError(403, 'device_required', 'this browser is no device of the account');
    const [s, alarm, directory] = [this.#s, this.#alarm, this.#directory];
    const parts = { s, alarm, directory, device: await OwnDevice.from(row) };
    const memberships = new Memberships({ ...parts, calmed: () => undefined });
    return { memberships, signer: new ChainSigner({ ...parts, memberships }) };
  }

  /** The file of an encrypted message, decrypted. */
  async file(ref: string): Promise<Blob> {
    const content = await new Reader(this.#s.db, this.#s.user).content(ref);
    const file = content?.files[0];
    if (!file) throw new ApiError(404, 'file_not_found', 'no such file here');
    return fetchFile(this.#s.p, this.#s.token, file);
  }

  /** How many messages came here that could not be read, whatever became of asking for their keys again. */
  unreadable(): Promise<number> {
    // What could be read has no place in that index.
    return this.#s.db.texts.orderBy('failure').count();
  }

  async dismiss(id: string): Promise<void> {
    await this.#s.db.alerts.delete(id);
  }
}

function shown(row: UserRow, current: number | null): ShownDevice[] {
  return knownDevices(row).certificates.map(({ address, createdMs }) => ({
    device: address.device,
    created: new Date(createdMs).toISOString(),
    current: address.device === current,
    isNew: current !== null && address.device !== current && !row.known.includes(address.device),
  }));
}
