import { type Bytes, equal } from '../crypto/ratchet/bytes.ts';
import {
  decodeSignedEntry,
  type MembershipEntry,
  membershipHash,
} from '../crypto/ratchet/group/membership.ts';
import type { KnownDevices } from '../crypto/ratchet/identity/device-list.ts';
import type { UserRow } from './database.ts';
import type { Surroundings } from './device.ts';
import { tipOf } from './groups/chain.ts';
import { versionOf } from './own-lists.ts';
import type { Roster, Rosters } from './rosters.ts';

/** Chats whose roster is kept, and for how long a server is believed that nothing has changed. */
const MOST = 32;
const OLDEST = 300_000;

interface Kept {
  readonly roster: Roster;
  readonly readMs: number;
}

/**
 * The rosters of chats between sends: the server refuses a message for another one than the present and stores
 * nothing, so whom it is for needs no question before each. A kept roster counts only while it says what this browser
 * knows of people's devices, of whom admins have signed and of whom the user trusts, in whichever tab that changed.
 * Under the lock.
 */
export class KeptRosters {
  readonly #s: Surroundings;
  readonly #rosters: Rosters;
  /** Those used last stand last. */
  readonly #kept = new Map<number, Kept>();

  constructor(s: Surroundings, rosters: Rosters) {
    this.#s = s;
    this.#rosters = rosters;
  }

  /** Whom a message into a chat is for, as far as is known. */
  async get(chat: number): Promise<Roster> {
    const kept = this.#kept.get(chat);
    this.#kept.delete(chat);
    if (kept && this.#isYoung(kept) && (await this.#isAsKnown(chat, kept.roster))) {
      this.#kept.set(chat, kept);
      return kept.roster;
    }
    const readMs = this.#s.now();
    const roster = await this.#rosters.read(chat);
    this.#kept.set(chat, { roster, readMs });
    for (const oldest of this.#kept.keys()) if (this.#kept.size > MOST) this.#kept.delete(oldest);
    return roster;
  }

  /** The server says that it is another one. */
  drop(chat: number): void {
    this.#kept.delete(chat);
  }

  #isYoung({ readMs }: Kept): boolean {
    const age = this.#s.now() - readMs;
    return age >= 0 && age < OLDEST;
  }

  async #isAsKnown(chat: number, { devices, chain }: Roster): Promise<boolean> {
    const { db } = this.#s;
    const [rows, group] = await Promise.all([db.users.bulkGet([...devices.keys()]), db.groups.get(chat)]);
    if (!isTip(group?.entries.at(-1), chain && tipOf(chain))) return false;
    return rows.every((row) => row && isSame(row, devices.get(row.user)));
  }
}

/** Entries are added, or all replaced by others that the user trusts. */
function isTip(stored: Bytes | undefined, tip: MembershipEntry | null): boolean {
  if (!stored || !tip) return !stored && !tip;
  return equal(membershipHash(decodeSignedEntry(stored).entry), membershipHash(tip));
}

function isSame(now: UserRow, then: KnownDevices | undefined): boolean {
  if (!then || now.changed === 'blocking') return false;
  return versionOf(now.list) === then.list.version && equal(now.accountKey, then.accountKey);
}
