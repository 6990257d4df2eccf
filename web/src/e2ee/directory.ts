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
import type { UserRow } from './database.ts';
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
    const { users, handedOn } = this.#s.db;
    const [known, expected] = await Promise.all([users.get(user), handedOn.get(user)]);
    const own = user === this.#s.user;
    const now = await this.#shown(user, known);
    const { accountKey, shown, certificates } =
      own && known && (await this.#gaveBack(known, now)) ? await this.#shown(user, known) : now;
    const trusted = known ?? (expected && { ...fresh(user, this.#s.now()), ...expected });
    if (trusted && !equal(trusted.accountKey, accountKey))
      return this.#changed(trusted, { accountKey, shown, certificates });
    const account = await this.#follow(user, accountKey, shown, known);
    const devices = await acceptDevices(this.#s.p, account.known, certificates.map(decodeSignedCertificate));
    const before: UserRow = trusted ?? { ...fresh(user, this.#s.now()), accountKey };
    const lists = own ? { lists: known?.lists ? withNewer(known, shown) : shown.map(encodeSignedList) } : {};
    await this.#keep({ ...before, ...lists, list: account.list, certificates });
    return devices;
  }

  /** From now on what was seen counts, not what was handed on. */
  async #keep(row: UserRow): Promise<void> {
    const { users, handedOn } = this.#s.db;
    await this.#s.db.transaction('rw', users, handedOn, async () => {
      await users.put(row);
      await handedOn.delete(row.user);
    });
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

  /**
   * Another account key: the person began anew, or the server swapped it. Told in either case; what was compared in
   * person stays blocked until the user confirms.
   */
  async #changed(known: UserRow, now: ShownDevices): Promise<KnownDevices> {
    const { user } = known;
    if (user === this.#s.user) throw new RatchetError('IDENTITY_MISMATCH', 'another key of the own account');
    const account = await this.#follow(user, now.accountKey, now.shown, undefined);
    const signed = now.certificates.map(decodeSignedCertificate);
    const devices = await acceptDevices(this.#s.p, account.known, signed);
    // Sessions with devices of the former key are worth nothing any more.
    await this.#s.db.sessions.where('peer').startsWith(`${user}.`).delete();
    const blocking = known.verified || known.changed === 'blocking';
    await this.#keep({
      ...{ user, accountKey: now.accountKey, list: account.list, certificates: now.certificates },
      ...{ verified: false, changed: blocking ? 'blocking' : 'notice', seenMs: this.#s.now(), known: [] },
    });
    await this.#alarm('identity_changed', user);
    return devices;
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

function fresh(user: number, now: number): UserRow {
  return {
    ...{ user, accountKey: new Uint8Array(), list: new Uint8Array(), certificates: [] },
    ...{ verified: false, changed: 'no', seenMs: now, known: [] },
  };
}
