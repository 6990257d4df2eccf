import { ApiError } from '../../api/error.ts';
import { equal, toHex } from '../../crypto/ratchet/bytes.ts';
import {
  acceptAnchor,
  decodeSignedEntry,
  encodeSignedEntry,
  type MembershipEntry,
  membershipHash,
  type SignedMembershipEntry,
} from '../../crypto/ratchet/group/membership.ts';
import { sameAddress } from '../../crypto/ratchet/identity/address.ts';
import { RatchetError } from '../../crypto/ratchet/ratchet-error.ts';
import type { AlertRow, GroupRow } from '../database.ts';
import type { OwnDevice, Surroundings } from '../device.ts';
import type { Alarm, Directory } from '../directory.ts';
import { quietly } from '../quietly.ts';
import { ActorKeys } from './actor-keys.ts';
import { type Chain, groupIdOf, isAdmin, tipOf } from './chain.ts';
import { leadingTo, postEntry, type ShownEntry, shownEntries } from './shown-entries.ts';
import { MEMBERSHIP_UNCONFIRMED, MEMBERSHIP_UNJUDGED, UnconfirmedChains } from './unconfirmed.ts';
import { countAccepted } from './vouching.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly alarm: Alarm;
  /** An alert has become void and is gone. */
  readonly calmed: () => void;
}

/** What a server shows that is not known yet: accepted, and after it what nobody has vouched for. */
interface Judged {
  readonly accepted: readonly SignedMembershipEntry[];
  readonly waiting: readonly SignedMembershipEntry[];
  /** Nothing was known before, and it was not judged from the first entry on. */
  readonly doubtful?: boolean;
}

/** So far back an entry is looked for whose actor is an admin in it, when a chain is seen first. */
const ANCHOR_WITHIN = 50;
/** So long after a restore an older chain is waited with instead of refused; nothing is sent by it in either case. */
const RECOVERY = 600_000;

/** The membership chains of groups, followed entry by entry. Under the lock. */
export class Memberships {
  readonly #parts: Parts;
  readonly #unconfirmed: UnconfirmedChains;
  /** Up to which epoch a chain was looked at from its first entry, and stays in doubt. */
  readonly #doubted = new Map<number, number>();
  #patientUntil = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#unconfirmed = new UnconfirmedChains(() => parts.s.now());
  }

  /** The chain as far as it was accepted; nothing if there is none yet. */
  async known(chat: number): Promise<Chain | null> {
    return chainOf(await this.#parts.s.db.groups.get(chat));
  }

  /**
   * The chain up to at least an epoch; asks the server for what is new. What does not follow is refused, and the user
   * told. What nobody has vouched for is told, too, and fails for now if the epoch cannot be had without.
   */
  async follow(chat: number, epoch = Number.MAX_SAFE_INTEGER): Promise<Chain | null> {
    const known = await this.known(chat);
    if (known && tipOf(known).epoch === epoch) return known;
    if (!known && epoch === 0) return null;
    if (!known || tipOf(known).epoch < epoch) this.#unconfirmed.requireDue(chat, epoch);
    try {
      if (known && tipOf(known).epoch > epoch) await this.#giveBack(chat, epoch);
      return await this.#extended(
        chat,
        epoch,
        await (known ? this.#news(chat, known) : this.#firstUse(chat)),
      );
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
      const signed = decodeSignedEntry(bytes);
      if (signed.entry.epoch <= epoch) continue;
      const own = sameAddress(signed.entry.actor, device.address);
      if (own && (await postEntry(s.http, chat, signed))) continue;
      if (s.now() < this.#patientUntil)
        throw new ApiError(503, 'membership_behind', 'others have signed more');
      throw new RatchetError('LIST_ROLLBACK', 'an older chain');
    }
  }

  async #extended(
    chat: number,
    epoch: number,
    { accepted, waiting, doubtful }: Judged,
  ): Promise<Chain | null> {
    if (accepted.length > 0) await this.#store(chat, accepted, doubtful);
    const chain = await this.known(chat);
    const newest = waiting.at(-1);
    if (!newest) await this.#confirmed(chat, accepted.length > 0);
    if (!newest || (chain && tipOf(chain).epoch >= epoch)) return chain;
    await this.#parts.alarm(MEMBERSHIP_UNCONFIRMED, this.#parts.s.user, chat);
    throw this.#unconfirmed.seen(chat, newest.entry.epoch);
  }

  async #confirmed(chat: number, grown: boolean): Promise<void> {
    this.#unconfirmed.confirmed(chat);
    if (grown) await this.#takeBack(chat, [MEMBERSHIP_UNCONFIRMED]);
  }

  async #takeBack(chat: number, kinds: readonly string[]): Promise<void> {
    const { s, calmed } = this.#parts;
    const isMeant = (alert: AlertRow) => alert.chat === chat && kinds.includes(alert.kind);
    if ((await s.db.alerts.filter(isMeant).delete()) > 0) calmed();
  }

  async #news(chat: number, known: Chain): Promise<Judged> {
    const { s, directory } = this.#parts;
    const shown = await shownEntries(s.http, chat, tipOf(known).epoch + 1);
    return this.#judged(tipOf(known), shown, new ActorKeys(s, directory));
  }

  async #judged(tip: MembershipEntry, shown: readonly ShownEntry[], keys: ActorKeys): Promise<Judged> {
    const signed = shown.map((one) => one.signed);
    const count = await countAccepted(this.#parts.s.p, tip, await keys.keyed(shown));
    return { accepted: signed.slice(0, count), waiting: signed.slice(count) };
  }

  /**
   * The first entry that is trusted: the newest by an admin, and all after it. Those before, under which there may be
   * messages to read, are vouched for by its hash. Its signature must be right unless nobody can check it any more:
   * who lies to somebody who knows nothing could as well show an admin of its own making.
   */
  async #firstUse(chat: number): Promise<Judged> {
    const { s, directory } = this.#parts;
    const [newest] = await shownEntries(s.http, chat);
    if (!newest) return { accepted: [], waiting: [] };
    const first = Math.max(1, newest.signed.entry.epoch - ANCHOR_WITHIN);
    const shown = await shownEntries(s.http, chat, first);
    const at = shown.findLastIndex(({ signed: { entry } }) => isAdmin(entry, entry.actor.user));
    const start = shown[at];
    if (!start) throw new RatchetError('NOT_A_MEMBER', 'no entry by an admin');
    const anchor = start.signed.entry;
    if (!equal(anchor.groupId, groupIdOf(chat)))
      throw new RatchetError('IDENTITY_MISMATCH', 'the chain of another group');
    const keys = new ActorKeys(s, directory);
    const key = await keys.find(start);
    if (key) await acceptAnchor(s.p, start.signed, key);
    const before = leadingTo(shown.slice(0, at), anchor).map(({ signed }) => signed);
    const { accepted, waiting } = await this.#judged(anchor, shown.slice(at + 1), keys);
    const all = [...before, start.signed, ...accepted];
    return { accepted: all, waiting, doubtful: await this.#isDoubtful(chat, anchor, all) };
  }

  /** Asked of an admin's chain at once, while the keys of those who signed are there; of others when they sign. */
  async #isDoubtful(
    chat: number,
    anchor: MembershipEntry,
    accepted: readonly SignedMembershipEntry[],
  ): Promise<boolean> {
    const tip = accepted.at(-1)?.entry ?? anchor;
    if (anchor.epoch === 1) return false;
    return !isAdmin(tip, this.#parts.s.user) || !(await this.#leadsTo(chat, tip).catch(quietly));
  }

  /** Whether an entry is accepted when the chain is judged from its first entry on, which all who know it have. */
  async #leadsTo(chat: number, tip: MembershipEntry): Promise<boolean> {
    const { s, directory } = this.#parts;
    const [first, ...rest] = await shownEntries(s.http, chat, 1);
    if (first?.signed.entry.epoch !== 1) return false;
    const { accepted } = await this.#judged(first.signed.entry, rest, new ActorKeys(s, directory));
    return [first.signed, ...accepted].some(({ entry }) => nameOfEntry(entry) === nameOfEntry(tip));
  }

  /**
   * Whether this device may sign what follows. Others take that for a word about all that lies before, also where they
   * know better, so it does not do for what a server may have made up for a device that knew nothing. The user is told.
   */
  async maySign(chat: number): Promise<boolean> {
    const { s, alarm } = this.#parts;
    const [row, chain] = [await s.db.groups.get(chat), await this.known(chat)];
    if (!row?.doubtful || !chain) return true;
    const tip = tipOf(chain);
    if (this.#doubted.get(chat) === tip.epoch) return false;
    const sound = await this.#leadsTo(chat, tip).catch(falseIfRefused);
    if (sound) await s.db.groups.update(chat, { doubtful: false });
    else {
      this.#doubted.set(chat, tip.epoch);
      await alarm(MEMBERSHIP_UNJUDGED, s.user, chat);
    }
    return sound;
  }

  async #store(chat: number, news: readonly SignedMembershipEntry[], doubtful?: boolean): Promise<void> {
    const { groups } = this.#parts.s.db;
    const row: GroupRow = (await groups.get(chat)) ?? emptyGroup(chat);
    const entries = [...row.entries, ...news.map(encodeSignedEntry)];
    await groups.put({ ...row, entries, ...(doubtful !== undefined && { doubtful }) });
  }

  /** The entries that would be trusted if nothing were known of the group; none if the server shows none. */
  async offered(chat: number): Promise<readonly SignedMembershipEntry[]> {
    const { accepted, waiting } = await this.#firstUse(chat);
    return [...accepted, ...waiting];
  }

  /**
   * Forgets the chain and trusts what the server shows as on first use, all of it: the user has seen who is in the
   * group by that. What was said stays.
   *
   * @param hash names the newest entry that the user has seen, see {@link nameOfEntry}
   */
  async trustAnew(chat: number, hash: string): Promise<void> {
    const { groups } = this.#parts.s.db;
    const offered = await this.offered(chat);
    const newest = offered.at(-1);
    if (!newest || nameOfEntry(newest.entry) !== hash)
      throw new ApiError(409, 'membership_changed', 'another list than the user has seen');
    const row: GroupRow = (await groups.get(chat)) ?? emptyGroup(chat);
    // The numbers of epochs began anew as well.
    const entries = offered.map(encodeSignedEntry);
    await groups.put({ ...row, entries, epochs: [], doubtful: false });
    this.#unconfirmed.confirmed(chat);
    await this.#takeBack(chat, ['membership', MEMBERSHIP_UNCONFIRMED, MEMBERSHIP_UNJUDGED]);
  }
}

/** Names an entry, and by that all before it. */
export function nameOfEntry(entry: MembershipEntry): string {
  return toHex(membershipHash(entry));
}

/** What is known of a group before anything is. */
export function emptyGroup(chat: number): GroupRow {
  return { chat, entries: [], cursor: null, epochs: [] };
}

/** A chain that cannot be judged from its beginning is no reason for an alarm about what was accepted of it. */
function falseIfRefused(error: unknown): false {
  if (error instanceof RatchetError) return false;
  throw error;
}

/** What was stored was accepted when it came. */
function chainOf(row: GroupRow | undefined): Chain | null {
  const [first, ...rest] = (row?.entries ?? []).map((bytes) => decodeSignedEntry(bytes).entry);
  return first ? [first, ...rest] : null;
}
