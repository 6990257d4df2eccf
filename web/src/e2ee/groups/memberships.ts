import { ApiError } from '../../api/error.ts';
import { fromBase64Url, toBase64Url } from '../../crypto/ratchet/base64url.ts';
import { type Bytes, equal } from '../../crypto/ratchet/bytes.ts';
import {
  acceptAnchor,
  acceptEntry,
  decodeSignedEntry,
  encodeSignedEntry,
  type Member,
  type MembershipEntry,
  membershipHash,
  Role,
  type SignedMembershipEntry,
  signEntry,
} from '../../crypto/ratchet/group/membership.ts';
import { sameAddress } from '../../crypto/ratchet/identity/address.ts';
import {
  decodeSignedCertificate,
  verifyCertificate,
} from '../../crypto/ratchet/identity/device-certificate.ts';
import { RatchetError } from '../../crypto/ratchet/ratchet-error.ts';
import type { GroupRow } from '../database.ts';
import type { OwnDevice, Surroundings } from '../device.ts';
import type { Alarm, Directory } from '../directory.ts';
import { type Chain, firstEntry, groupIdOf, isAdmin, nextEntry, tipOf, type Wish, wished } from './chain.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly alarm: Alarm;
}

/** An entry as the server gives it, with the certificate of the device that signed it. */
interface Shown {
  readonly signed: SignedMembershipEntry;
  readonly certificate: Bytes;
}

const TRIES = 4;
/** So far back an entry is looked for whose actor is an admin in it, when a chain is seen first. */
const ANCHOR_WITHIN = 50;
/** Somebody who is signed in and not in the chat after this was not added, or has left. */
const SETTLED = 600_000;
/** So long after a restore an older chain is waited with instead of refused; nothing is sent by it in either case. */
const RECOVERY = 600_000;

/** The membership chains of groups: followed entry by entry, and continued by what the user does. Under the lock. */
export class Memberships {
  readonly #parts: Parts;
  #patientUntil = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The chain as far as it was accepted; nothing if there is none yet. */
  async known(chat: number): Promise<Chain | null> {
    return chainOf(await this.#parts.s.db.groups.get(chat));
  }

  /**
   * The chain up to at least the epoch that the server names; asks it for what is new. What does not follow is
   * refused, and the user told.
   */
  async follow(chat: number, epoch = Number.MAX_SAFE_INTEGER): Promise<Chain | null> {
    const known = await this.known(chat);
    if (known && tipOf(known).epoch === epoch) return known;
    if (!known && epoch === 0) return null;
    try {
      if (known && tipOf(known).epoch > epoch) await this.#giveBack(chat, epoch);
      return known ? await this.#extend(chat, known) : await this.#anchor(chat);
    } catch (error) {
      if (error instanceof RatchetError) await this.#parts.alarm('membership', this.#parts.s.user, chat);
      throw error;
    }
  }

  /** The server's logs have begun anew: those who signed what it has forgotten get some time to bring it back. */
  restarted(): void {
    this.#patientUntil = this.#parts.s.now() + RECOVERY;
  }

  /** Looks whether the server has forgotten entries, as one has that was restored from a backup. */
  async recover(chat: number): Promise<void> {
    const { http } = this.#parts.s;
    const { membership_epoch } = await http.get('/api/e2ee/chats/{chat}/devices', { path: { chat } });
    await this.follow(chat, membership_epoch);
  }

  /** Such a server gets back what this device has signed; one that shows less than others signed is refused. */
  async #giveBack(chat: number, epoch: number): Promise<void> {
    const { s, device } = this.#parts;
    const entries = (await s.db.groups.get(chat))?.entries ?? [];
    for (const bytes of entries) {
      const { entry } = decodeSignedEntry(bytes);
      if (entry.epoch <= epoch) continue;
      const own = sameAddress(entry.actor, device.address);
      if (own && (await this.#post(chat, bytes))) continue;
      if (s.now() < this.#patientUntil)
        throw new ApiError(503, 'membership_behind', 'others have signed more');
      throw new RatchetError('LIST_ROLLBACK', 'an older chain');
    }
  }

  async #extend(chat: number, known: Chain): Promise<Chain> {
    const chain: [MembershipEntry, ...MembershipEntry[]] = [...known];
    const news: Bytes[] = [];
    for (const shown of await this.#fetch(chat, tipOf(known).epoch + 1)) {
      chain.push(await acceptEntry(this.#parts.s.p, tipOf(chain), shown.signed, await this.#actorKey(shown)));
      news.push(encodeSignedEntry(shown.signed));
    }
    if (news.length > 0) await this.#store(chat, news);
    return chain;
  }

  /**
   * The first entry that is trusted: the newest by an admin, and all after it. Those before, under which there may be
   * messages to read, are vouched for by its hash.
   */
  async #anchor(chat: number): Promise<Chain | null> {
    const [newest] = await this.#fetch(chat);
    if (!newest) return null;
    const first = Math.max(1, newest.signed.entry.epoch - ANCHOR_WITHIN);
    const shown = await this.#fetch(chat, first);
    const at = shown.findLastIndex(({ signed: { entry } }) => isAdmin(entry, entry.actor.user));
    const start = shown[at];
    if (!start) throw new RatchetError('NOT_A_MEMBER', 'no entry by an admin');
    if (!equal(start.signed.entry.groupId, groupIdOf(chat)))
      throw new RatchetError('IDENTITY_MISMATCH', 'the chain of another group');
    const anchor = await acceptAnchor(this.#parts.s.p, start.signed, await this.#actorKey(start));
    const before = leadingTo(shown.slice(0, at), anchor);
    await this.#store(
      chat,
      [...before, start].map(({ signed }) => encodeSignedEntry(signed)),
    );
    const entries = [...before.map(({ signed }) => signed.entry), anchor];
    return this.#extend(chat, entries as [MembershipEntry, ...MembershipEntry[]]);
  }

  async #fetch(chat: number, from?: number): Promise<Shown[]> {
    const all: Shown[] = [];
    for (let next = from, more = true; more; ) {
      const page = await this.#parts.s.http.get('/api/e2ee/chats/{chat}/membership', {
        path: { chat },
        query: { from: next },
      });
      for (const { entry, certificate } of page.entries)
        all.push({
          signed: decodeSignedEntry(fromBase64Url(entry)),
          certificate: fromBase64Url(certificate),
        });
      more = page.more && page.entries.length > 0;
      next = (all.at(-1)?.signed.entry.epoch ?? 0) + 1;
    }
    return all;
  }

  /** The key of the device that signed an entry: listed by its owner, or once certified by the owner's account. */
  async #actorKey({ signed, certificate }: Shown): Promise<Bytes> {
    const { actor } = signed.entry;
    const { directory, s } = this.#parts;
    const isActor = ({ address }: { address: typeof actor }) => sameAddress(address, actor);
    const listed =
      (await directory.devices(actor.user)).certificates.find(isActor) ??
      (await directory.refresh(actor.user)).certificates.find(isActor);
    if (listed) return listed.signingKey;
    const former = decodeSignedCertificate(certificate);
    await verifyCertificate(s.p, former, (await directory.devices(actor.user)).accountKey);
    if (!isActor(former.certificate)) throw new RatchetError('IDENTITY_MISMATCH', 'another device');
    return former.certificate.signingKey;
  }

  async #store(chat: number, news: readonly Bytes[]): Promise<void> {
    const { groups } = this.#parts.s.db;
    const row: GroupRow = (await groups.get(chat)) ?? emptyGroup(chat);
    await groups.put({ ...row, entries: [...row.entries, ...news] });
  }

  /** Begins the chain of a group. Somebody else may be quicker. */
  async begin(chat: number, members: readonly Member[]): Promise<boolean> {
    const { s, device } = this.#parts;
    const sorted = [...members].sort((a, b) => a.user - b.user);
    await this.#append(firstEntry(chat, device.address, sorted, s.now()), chat);
    return (await this.follow(chat)) !== null;
  }

  /**
   * Signs what the user wants; nothing in a group without a chain.
   *
   * @returns whether something was signed
   */
  async change(chat: number, wish: Wish): Promise<boolean> {
    const { s, device } = this.#parts;
    for (let tries = 0; tries < TRIES; tries++) {
      const chain = await this.follow(chat);
      const members = chain && wished(tipOf(chain).members, wish);
      if (!chain || !members) return false;
      if (!isAdmin(tipOf(chain), s.user) && !onlyLeaves(wish, s.user))
        throw new ApiError(403, 'encryption_not_signer', 'no admin by the signed list');
      if (await this.#append(nextEntry(tipOf(chain), device.address, members, s.now()), chat)) {
        await this.follow(chat);
        return true;
      }
    }
    throw new ApiError(409, 'membership_changed', 'others change the members all the time');
  }

  /** Whether the server has taken it: nobody else's came first. */
  async #append(entry: MembershipEntry, chat: number): Promise<boolean> {
    const { s, device } = this.#parts;
    const signed = await signEntry(s.p.ed25519, entry, device.signingKey);
    return this.#post(chat, encodeSignedEntry(signed));
  }

  async #post(chat: number, signed: Bytes): Promise<boolean> {
    try {
      await this.#parts.s.http.post('/api/e2ee/chats/{chat}/membership', {
        path: { chat },
        body: { entry: toBase64Url(signed) },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'membership_changed') return false;
      throw error;
    }
  }

  /** Signs out whom the server no longer shows: nobody gains by that. An admin's part. */
  async tidy(chat: number, chain: Chain, present: ReadonlySet<number>): Promise<Chain> {
    const { s } = this.#parts;
    const tip = tipOf(chain);
    const remove = tip.members.map(({ user }) => user).filter((user) => !present.has(user));
    if (remove.length === 0 || !isAdmin(tip, s.user) || s.now() - tip.createdMs < SETTLED) return chain;
    await this.change(chat, { remove });
    return (await this.known(chat)) ?? chain;
  }
}

/** Those of the entries that an entry follows by their hashes, without a gap. */
function leadingTo(shown: readonly Shown[], anchor: MembershipEntry): readonly Shown[] {
  let next = anchor;
  let from = shown.length;
  while (from > 0) {
    const former = shown[from - 1]?.signed.entry;
    if (!former || !equal(membershipHash(former), next.previousHash)) break;
    next = former;
    from--;
  }
  return shown.slice(from);
}

/** What is known of a group before anything is. */
export function emptyGroup(chat: number): GroupRow {
  return { chat, entries: [], cursor: null, epochs: [] };
}

/** What was stored was accepted when it came. */
function chainOf(row: GroupRow | undefined): Chain | null {
  const [first, ...rest] = (row?.entries ?? []).map((bytes) => decodeSignedEntry(bytes).entry);
  return first ? [first, ...rest] : null;
}

function onlyLeaves({ add, remove, roles }: Wish, user: number): boolean {
  return !add && !roles && remove?.length === 1 && remove[0] === user;
}

/** The members of a group that somebody has just made. */
export function founded(founder: number, others: readonly number[]): Member[] {
  return membersOf([
    { id: founder, role: 'owner' },
    ...others.filter((id) => id !== founder).map((id) => ({ id, role: 'member' })),
  ]);
}

/** Members as an entry names them, by their part in the chat. */
export function membersOf(people: readonly { readonly id: number; readonly role: string }[]): Member[] {
  return people
    .map(({ id, role }) => ({ user: id, role: role === 'member' ? Role.MEMBER : Role.ADMIN }))
    .sort((a, b) => a.user - b.user);
}
