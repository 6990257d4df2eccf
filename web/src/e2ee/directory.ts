import { ApiError } from '../api/error.ts';
import { fromBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, equal } from '../crypto/ratchet/bytes.ts';
import { checkEd25519Key } from '../crypto/ratchet/curve.ts';
import { decodeSignedCertificate } from '../crypto/ratchet/identity/device-certificate.ts';
import {
  acceptDevices,
  acceptList,
  decodeSignedList,
  encodeSignedList,
  type KnownAccount,
  type KnownDevices,
  type SignedDeviceList,
} from '../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import type { HandedOnRow, UserRow } from './database.ts';
import type { Surroundings } from './device.ts';
import { giveBackLists, versionOf, withNewer } from './own-lists.ts';

/** Told what the user must know: a server that shows something else than before, or a changed account key. */
export type Alarm = (kind: string, user: number, chat?: number) => Promise<void>;

/** What a server shows of somebody's devices. */
interface ShownDevices {
  readonly accountKey: Bytes;
  readonly shown: readonly SignedDeviceList[];
  readonly certificates: readonly Bytes[];
}

/** What a server has shown of somebody's devices once it was judged. */
type JudgedDevices = Pick<UserRow, 'user' | 'accountKey' | 'list' | 'lists' | 'certificates'>;

/** What somebody's devices are: lists as they are signed, judged against what was known, whatever the server says. */
export class Directory {
  readonly #s: Surroundings;
  readonly #alarm: Alarm;

  constructor(s: Surroundings, alarm: Alarm) {
    this.#s = s;
    this.#alarm = alarm;
  }

  /** The devices of a user on a list of at least this version; asks the server where what is known is older. */
  async devices(user: number, leastVersion = 0): Promise<KnownDevices> {
    const row = await this.#s.db.users.get(user);
    if (row && versionOf(row.list) >= leastVersion) return knownDevices(row);
    return this.refresh(user);
  }

  /** Asks the server. What it shows is refused, and the user told, unless it follows what is known. */
  async refresh(user: number): Promise<KnownDevices> {
    try {
      return await this.#refresh(user);
    } catch (error) {
      if (error instanceof RatchetError) await this.#alarm(error.reason, user);
      throw error;
    }
  }

  async #refresh(user: number): Promise<KnownDevices> {
    for (;;) {
      const devices = await this.#judge(user);
      if (devices) return devices;
    }
  }

  /** Null where what is known has become another meanwhile, so that it must be judged anew. */
  async #judge(user: number): Promise<KnownDevices | null> {
    const known = await this.#s.db.users.get(user);
    const own = user === this.#s.user;
    const now = await this.#shown(user, known);
    const { accountKey, shown, certificates } =
      own && known && (await this.#gaveBack(known, now)) ? await this.#shown(user, known) : now;
    const followed = known && equal(known.accountKey, accountKey) ? known : undefined;
    if (own && known && !followed)
      throw new RatchetError('IDENTITY_MISMATCH', 'another key of the own account');
    const account = await this.#follow(user, accountKey, shown, followed);
    const devices = await acceptDevices(this.#s.p, account.known, certificates.map(decodeSignedCertificate));
    const lists = own ? { lists: known?.lists ? withNewer(known, shown) : shown.map(encodeSignedList) } : {};
    const judged = { user, accountKey, ...lists, list: account.list, certificates };
    return (await this.#keep(judged, known)) ? devices : null;
  }

  /**
   * From now on what was seen counts, not what was handed on. What the user has made of somebody while the server was
   * asked stays. Another account key is told: the person began anew, or the server swapped it.
   *
   * @param by what it was judged by
   * @return whether it was still judged by what is known
   */
  async #keep(judged: JudgedDevices, by: UserRow | undefined): Promise<boolean> {
    const { users, handedOn, sessions } = this.#s.db;
    const { user } = judged;
    const kept = await this.#s.db.transaction('rw', users, handedOn, sessions, async () => {
      const held = await users.get(user);
      if (!sameDevices(held, by) && !sameDevices(held, judged)) return 'not';
      const before = held ?? (await handedOn.get(user));
      await users.put({ ...judged, ...standing(judged, before, this.#s.now()) });
      await handedOn.delete(user);
      if (!before || equal(before.accountKey, judged.accountKey)) return 'same key';
      // Sessions with devices of the former key are worth nothing any more.
      await sessions.where('peer').startsWith(`${user}.`).delete();
      return 'other key';
    });
    if (kept === 'other key') await this.#alarm('identity_changed', user);
    return kept !== 'not';
  }

  /** What the server says, not yet judged. Of the own account all lists are kept. */
  async #shown(user: number, known: UserRow | undefined): Promise<ShownDevices> {
    const all = user === this.#s.user && !known?.lists;
    const shown: SignedDeviceList[] = [];
    for (let from = all ? 1 : known && versionOf(known.list); ; ) {
      const path = { user };
      const answer = await this.#s.http.get('/api/e2ee/users/{user}/devices', { path, query: { from } });
      const page = answer.device_lists.map((text) => decodeSignedList(fromBase64Url(text)));
      shown.push(...page);
      const newest = page.at(-1)?.list.version ?? 0;
      if (newest > 0 && newest >= answer.list_version) {
        const accountKey = checkEd25519Key(fromBase64Url(answer.account_key));
        return { accountKey, shown, certificates: answer.certificates.map(fromBase64Url) };
      }
      if (newest < (from ?? 1)) throw new RatchetError('MALFORMED', 'a device list is missing');
      from = newest + 1;
    }
  }

  /** Whether the server has forgotten lists of the own account, as after a restore, and took them back. */
  async #gaveBack(own: UserRow, { accountKey, shown }: ShownDevices): Promise<boolean> {
    const newest = shown.at(-1)?.list.version ?? 0;
    if (!equal(own.accountKey, accountKey) || newest >= versionOf(own.list)) return false;
    try {
      await giveBackLists(this.#s, own, newest);
      return true;
    } catch (error) {
      // What it shows is then judged as it is.
      if (error instanceof ApiError && !error.transient) return false;
      throw error;
    }
  }

  async #follow(
    user: number,
    accountKey: Bytes,
    shown: readonly SignedDeviceList[],
    known: UserRow | undefined,
  ): Promise<{ known: KnownAccount; list: Bytes }> {
    const { p } = this.#s;
    const start = known && decodeSignedList(known.list);
    // A server that has been restored, or lies, shows a list older than the known one.
    const newest = shown.at(-1);
    if (!newest) throw new RatchetError('MALFORMED', 'no device list');
    let account: KnownAccount | undefined = start && { accountKey, list: start.list };
    const newer = start ? shown.filter(({ list }) => list.version >= start.list.version) : [];
    for (const list of newer.length > 0 ? newer : [newest]) {
      account = await acceptList(p, { accountKey, user, ...(account && { list: account.list }) }, list);
    }
    if (!account) throw new RatchetError('MALFORMED', 'no device list');
    return { known: account, list: encodeSignedList(newest) };
  }

  /** Whether somebody has a device that can be written to. */
  async canEncrypt(user: number): Promise<boolean> {
    try {
      return (await this.refresh(user)).certificates.length > 0;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'encryption_not_set_up') return false;
      throw error;
    }
  }
}

/** What was stored was accepted when it came. */
export function knownDevices({ accountKey, list, certificates }: UserRow): KnownDevices {
  return {
    accountKey,
    list: decodeSignedList(list).list,
    certificates: certificates.map((bytes) => decodeSignedCertificate(bytes).certificate),
  };
}

function sameDevices(one: JudgedDevices | undefined, other: JudgedDevices | undefined): boolean {
  if (!one || !other) return one === other;
  return equal(one.accountKey, other.accountKey) && equal(one.list, other.list);
}

/** What the user makes of somebody. What was compared in person stays blocked under another key until the user confirms. */
function standing(
  { accountKey }: JudgedDevices,
  before: UserRow | HandedOnRow | undefined,
  now: number,
): Pick<UserRow, 'verified' | 'changed' | 'seenMs' | 'known'> {
  if (!before) return { verified: false, changed: 'no', seenMs: now, known: [] };
  const { verified, changed, seenMs, known } = { changed: 'no' as const, known: [], ...before };
  if (equal(before.accountKey, accountKey)) return { verified, changed, seenMs, known };
  const blocking = verified || changed === 'blocking';
  return { verified: false, changed: blocking ? 'blocking' : 'notice', seenMs: now, known: [] };
}
