import { BinaryWriter } from '../../crypto/ratchet/binary.ts';
import { type Bytes, equal } from '../../crypto/ratchet/bytes.ts';
import {
  isMember,
  type Member,
  type MembershipEntry,
  membershipHash,
  onlyLeaves,
  Role,
  roleOf,
} from '../../crypto/ratchet/group/membership.ts';
import type { Address } from '../../crypto/ratchet/identity/address.ts';

/** Who is in a group by what its admins' devices have signed: accepted entries, oldest first, at least one. */
export type Chain = readonly [MembershipEntry, ...MembershipEntry[]];

/** What somebody wants to change about the members of a group. */
export interface Wish {
  readonly add?: readonly number[];
  readonly remove?: readonly number[];
  /** Who becomes an admin, or a mere member. */
  readonly roles?: Readonly<Record<number, Member['role']>>;
}

/** Names the group of a chat in sender keys and membership entries. */
export function groupIdOf(chat: number): Bytes {
  return new BinaryWriter().u64(0).u64(chat).finish();
}

export function tipOf(chain: Chain): MembershipEntry {
  return chain.at(-1) ?? chain[0];
}

/** The newest entry that does more than take its actor out, as far back as is known. */
export function lastChange(chain: Chain): MembershipEntry {
  const at = chain.findLastIndex((entry, i) => !chain[i - 1] || !onlyLeaves(chain[i - 1] ?? entry, entry));
  return chain[at] ?? chain[0];
}

/** The entry that a message names. */
export function entryOf(chain: Chain, hash: Bytes): MembershipEntry | undefined {
  return chain.find((entry) => equal(membershipHash(entry), hash));
}

export function isAdmin(entry: MembershipEntry, user: number): boolean {
  return roleOf(entry, user) === Role.ADMIN;
}

/** Whether any accepted entry names somebody. */
export function wasMember(chain: Chain, user: number): boolean {
  return chain.some((entry) => isMember(entry, user));
}

/** How people that a server shows in a group stand to what was signed. */
export interface Standing {
  /** No entry ever named them. */
  readonly unsigned: readonly number[];
  /** Named once, and no longer. */
  readonly signedOut: readonly number[];
}

export function standing(chain: Chain, users: readonly number[]): Standing {
  const out = users.filter((user) => !isMember(tipOf(chain), user));
  return {
    unsigned: out.filter((user) => !wasMember(chain, user)),
    signedOut: out.filter((user) => wasMember(chain, user)),
  };
}

/** The members after a wish, or nothing if it changes nothing; a group without admins is given its lowest user as one. */
export function wished(members: readonly Member[], wish: Wish): readonly Member[] | null {
  const roles = new Map(members.map(({ user, role }) => [user, role]));
  for (const user of wish.add ?? []) if (!roles.has(user)) roles.set(user, Role.MEMBER);
  for (const user of wish.remove ?? []) roles.delete(user);
  for (const [user, role] of Object.entries(wish.roles ?? {}))
    if (roles.has(Number(user))) roles.set(Number(user), role);
  const next = [...roles].map(([user, role]) => ({ user, role })).sort((a, b) => a.user - b.user);
  const [lowest] = next;
  if (!lowest) return null;
  const led = next.some(({ role }) => role === Role.ADMIN)
    ? next
    : next.map((one) => (one === lowest ? { ...one, role: Role.ADMIN } : one));
  const same =
    led.length === members.length &&
    led.every(({ user, role }, i) => members[i]?.user === user && members[i]?.role === role);
  return same ? null : led;
}

/** The entry that comes after another one. */
export function nextEntry(
  tip: MembershipEntry,
  actor: Address,
  members: readonly Member[],
  createdMs: number,
): MembershipEntry {
  return {
    ...{ groupId: tip.groupId, epoch: tip.epoch + 1, previousHash: membershipHash(tip) },
    ...{ actor, createdMs, members },
  };
}

/** The entry that begins the chain of a chat. */
export function firstEntry(
  chat: number,
  actor: Address,
  members: readonly Member[],
  createdMs: number,
): MembershipEntry {
  const [groupId, previousHash] = [groupIdOf(chat), new Uint8Array(32)];
  return { groupId, epoch: 1, previousHash, actor, createdMs, members };
}

/** Whether somebody wants nothing but to be out. */
export function isLeaving({ add, remove, roles }: Wish, user: number): boolean {
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
