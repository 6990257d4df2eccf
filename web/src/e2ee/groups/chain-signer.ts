import { ApiError } from '../../api/error.ts';
import { type Member, type MembershipEntry, signEntry } from '../../crypto/ratchet/group/membership.ts';
import { sameAddress } from '../../crypto/ratchet/identity/address.ts';
import type { OwnDevice, Surroundings } from '../device.ts';
import { type Directory, knownDevices } from '../directory.ts';
import { quietly } from '../quietly.ts';
import { ActorKeys } from './actor-keys.ts';
import {
  type Chain,
  firstEntry,
  isAdmin,
  isLeaving,
  lastChange,
  nextEntry,
  tipOf,
  type Wish,
  wished,
} from './chain.ts';
import { type Memberships, nameOfEntry } from './memberships.ts';
import { postEntry, shownEntries } from './shown-entries.ts';
import { MEMBERSHIP_UNJUDGED } from './unconfirmed.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly memberships: Memberships;
}

const TRIES = 4;
/** Somebody who is signed in and not in the chat after this was not added, or has left. */
const SETTLED = 600_000;

/** Begins the membership chains of groups, and continues them by what the user does. Under the lock. */
export class ChainSigner {
  readonly #parts: Parts;
  /** Whether the key of an entry's signer can be had, where that had to be asked. */
  readonly #checkable = new Map<string, boolean>();
  /** Epochs that were confirmed, or that this was tried of, by chat. */
  readonly #confirmed = new Map<number, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins the chain of a group. Somebody else may be quicker. */
  async begin(chat: number, members: readonly Member[]): Promise<boolean> {
    const { s, device, memberships } = this.#parts;
    const sorted = [...members].sort((a, b) => a.user - b.user);
    await this.#append(firstEntry(chat, device.address, sorted, s.now()), chat);
    return (await memberships.follow(chat)) !== null;
  }

  /**
   * Signs what the user wants; nothing in a group without a chain.
   *
   * @returns whether something was signed
   */
  async change(chat: number, wish: Wish): Promise<boolean> {
    const { s, device, memberships } = this.#parts;
    for (let tries = 0; tries < TRIES; tries++) {
      const chain = await memberships.follow(chat);
      const members = chain && wished(tipOf(chain).members, wish);
      if (!chain || !members) return false;
      if (!isAdmin(tipOf(chain), s.user) && !isLeaving(wish, s.user))
        throw new ApiError(403, 'encryption_not_signer', 'no admin by the signed list');
      if (!(await memberships.maySign(chat)))
        throw new ApiError(409, MEMBERSHIP_UNJUDGED, 'a list that only the server vouches for');
      if (await this.#append(nextEntry(tipOf(chain), device.address, members, s.now()), chat)) {
        await memberships.follow(chat);
        return true;
      }
    }
    throw new ApiError(409, 'membership_changed', 'others change the members all the time');
  }

  async #append(entry: MembershipEntry, chat: number): Promise<boolean> {
    const { s, device } = this.#parts;
    return postEntry(s.http, chat, await signEntry(s.p.ed25519, entry, device.signingKey));
  }

  /**
   * An admin's part: signs out whom the server no longer shows, by which nobody gains, and confirms a list that
   * nobody could check any more who does not know it already.
   */
  async tidy(chat: number, chain: Chain, present: ReadonlySet<number>): Promise<Chain> {
    const { s, memberships } = this.#parts;
    const tip = tipOf(chain);
    if (!isAdmin(tip, s.user)) return chain;
    const remove = tip.members.map(({ user }) => user).filter((user) => !present.has(user));
    const settled = remove.length > 0 && s.now() - tip.createdMs >= SETTLED;
    if (!settled && !(await this.#isToConfirm(chat, chain, present))) return chain;
    // What is said meanwhile does not wait for it.
    if (!(await memberships.maySign(chat).catch(quietly))) return chain;
    if (settled) await this.change(chat, { remove });
    else await this.#confirm(chat, tip);
    return (await memberships.known(chat)) ?? chain;
  }

  async #confirm(chat: number, tip: MembershipEntry): Promise<void> {
    const { s, device, memberships } = this.#parts;
    this.#confirmed.set(chat, tip.epoch);
    // Somebody else may be quicker, which is as good; what fails is no reason not to go on.
    const signing = this.#append(nextEntry(tip, device.address, tip.members, s.now()), chat);
    await signing.then(() => memberships.follow(chat)).catch(quietly);
  }

  /**
   * Whether nobody could check the newest change who comes now. Nothing is asked while the device that signed it is
   * listed and its owner in the chat.
   */
  async #isToConfirm(chat: number, chain: Chain, present: ReadonlySet<number>): Promise<boolean> {
    const { s } = this.#parts;
    if (this.#confirmed.get(chat) === tipOf(chain).epoch) return false;
    const change = lastChange(chain);
    const { actor } = change;
    const row = await s.db.users.get(actor.user);
    const listed = row && knownDevices(row).certificates.some(({ address }) => sameAddress(address, actor));
    if (listed && present.has(actor.user)) return false;
    const name = nameOfEntry(change);
    const checkable = this.#checkable.get(name) ?? (await this.#ask(chat, change).catch(quietly));
    if (checkable !== null) this.#checkable.set(name, checkable);
    return checkable === false;
  }

  /** Whether the key of an entry's signer can be had; nothing if the server does not show the entry. */
  async #ask(chat: number, entry: MembershipEntry): Promise<boolean | null> {
    const { s, directory } = this.#parts;
    const [shown] = await shownEntries(s.http, chat, entry.epoch);
    if (!shown || nameOfEntry(shown.signed.entry) !== nameOfEntry(entry)) return null;
    return (await new ActorKeys(s, directory).findNow(shown)) !== null;
  }
}
