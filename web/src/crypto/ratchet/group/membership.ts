import { BinaryReader, BinaryWriter } from '../binary.ts';
import { type Bytes, concat, equal } from '../bytes.ts';
import { verify } from '../curve.ts';
import { sha256 } from '../hash.ts';
import type { Address } from '../identity/address.ts';
import { Limits } from '../limits.ts';
import type { Ed25519, Primitives, PrivateKey } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';

const LABEL = 'kocmoc/membership/1';

/** Numbers of the format. */
export const Role = { MEMBER: 0, ADMIN: 1 } as const;

/** A member and what that member may do. */
export interface Member {
  readonly user: number;
  readonly role: (typeof Role)[keyof typeof Role];
}

/** Who is in a group at one epoch, as a device of an admin says: a link of the group's hash chain. */
export interface MembershipEntry {
  readonly groupId: Bytes;
  readonly epoch: number;
  readonly previousHash: Bytes;
  readonly actor: Address;
  readonly createdMs: number;
  /** Ascending by user, without repetition, at least one of them an admin. */
  readonly members: readonly Member[];
}

/** An entry with the signature of its actor's device. */
export interface SignedMembershipEntry {
  readonly entry: MembershipEntry;
  readonly signature: Bytes;
}

function encodeEntry(entry: MembershipEntry): Bytes {
  const writer = new BinaryWriter()
    .label(LABEL)
    .bytes(entry.groupId)
    .u64(entry.epoch)
    .bytes(entry.previousHash)
    .u64(entry.actor.user)
    .u32(entry.actor.device)
    .u64(entry.createdMs)
    .u16(entry.members.length);
  for (const { user, role } of entry.members) writer.u64(user).u8(role);
  return writer.finish();
}

function decodeEntry(bytes: Bytes): MembershipEntry {
  const reader = new BinaryReader(bytes);
  reader.label(LABEL);
  const entry = {
    groupId: reader.bytes(16),
    epoch: reader.id(8),
    previousHash: reader.bytes(32),
    actor: { user: reader.id(8), device: reader.id(4) },
    createdMs: reader.u64(),
    members: readMembers(reader),
  };
  reader.end();
  const first = entry.epoch === 1;
  if (first)
    refuseUnless(
      entry.previousHash.every((byte) => byte === 0),
      'MALFORMED',
      'no entry before the first',
    );
  return entry;
}

function readMembers(reader: BinaryReader): Member[] {
  const count = reader.u16();
  refuseUnless(count <= Limits.groupMembers, 'TOO_MANY', 'members');
  const members = Array.from({ length: count }, () => {
    const [user, role] = [reader.id(8), reader.u8()];
    refuseUnless(role === Role.MEMBER || role === Role.ADMIN, 'MALFORMED', 'unknown role');
    return { user, role };
  });
  const ascending = members.every(({ user }, i) => user > (members[i - 1]?.user ?? 0));
  refuseUnless(ascending && members.some(({ role }) => role === Role.ADMIN), 'MALFORMED', 'members');
  return members;
}

export function encodeSignedEntry({ entry, signature }: SignedMembershipEntry): Bytes {
  return concat(encodeEntry(entry), signature);
}

export function decodeSignedEntry(bytes: Bytes): SignedMembershipEntry {
  refuseUnless(bytes.length > 64, 'MALFORMED', 'membership entry is too short');
  const end = bytes.length - 64;
  return { entry: decodeEntry(bytes.slice(0, end)), signature: bytes.slice(end) };
}

/** Names an entry; every group message carries the one that its sender believes in. */
export function membershipHash(entry: MembershipEntry): Bytes {
  return sha256(encodeEntry(entry));
}

/** Signs an entry that is well-formed; whether the actor may make it, its receivers judge. */
export async function signEntry(
  ed25519: Ed25519,
  entry: MembershipEntry,
  signingKey: PrivateKey,
): Promise<SignedMembershipEntry> {
  const checked = decodeEntry(encodeEntry(entry));
  return { entry: checked, signature: await ed25519.sign(signingKey, encodeEntry(checked)) };
}

/**
 * Refuses an entry unless it follows `former` (absent: it is the first), its actor's device signed it, and the
 * actor may do that: an admin anything, a member only leave.
 *
 * @param actorKey the signing key from the accepted certificate of the actor's device
 */
export async function acceptEntry(
  { ed25519 }: Pick<Primitives, 'ed25519'>,
  former: MembershipEntry | undefined,
  { entry, signature }: SignedMembershipEntry,
  actorKey: Bytes,
): Promise<MembershipEntry> {
  await verify(ed25519, actorKey, encodeEntry(entry), signature, 'the membership entry');
  if (former === undefined) {
    refuseUnless(entry.epoch === 1, 'LIST_GAP', 'membership entries before are missing');
    requireAnchor(entry);
  } else requireFollows(former, entry);
  return entry;
}

/** Refuses an entry unless it follows `former` and its actor may do that; who signed it is not looked at. */
export function requireFollows(former: MembershipEntry, entry: MembershipEntry): void {
  refuseUnless(equal(entry.groupId, former.groupId), 'IDENTITY_MISMATCH', 'entry of another group');
  refuseUnless(entry.epoch > former.epoch, 'LIST_ROLLBACK', 'an older membership entry');
  refuseUnless(entry.epoch === former.epoch + 1, 'LIST_GAP', 'membership entries between are missing');
  refuseUnless(
    equal(entry.previousHash, membershipHash(former)),
    'LIST_FORK',
    'entry does not follow the known one',
  );
  refuseUnless(mayMake(former, entry), 'NOT_A_MEMBER', 'the actor may not do this');
}

/**
 * Refuses the first entry of a group that is ever seen, at any epoch, unless its actor is an admin in it and signed
 * it: trusted on first use, as the first device list of a user is.
 */
export async function acceptAnchor(
  { ed25519 }: Pick<Primitives, 'ed25519'>,
  { entry, signature }: SignedMembershipEntry,
  actorKey: Bytes,
): Promise<MembershipEntry> {
  await verify(ed25519, actorKey, encodeEntry(entry), signature, 'the membership entry');
  requireAnchor(entry);
  return entry;
}

function requireAnchor(entry: MembershipEntry): void {
  refuseUnless(roleOf(entry, entry.actor.user) === Role.ADMIN, 'NOT_A_MEMBER', 'the actor is no admin');
}

export function isMember(entry: MembershipEntry, user: number): boolean {
  return roleOf(entry, user) !== undefined;
}

/** What a user may do by an entry; nothing without being in it. */
export function roleOf(entry: MembershipEntry, user: number): Member['role'] | undefined {
  return entry.members.find((member) => member.user === user)?.role;
}

function mayMake(former: MembershipEntry, entry: MembershipEntry): boolean {
  const role = roleOf(former, entry.actor.user);
  return role === Role.ADMIN || (role === Role.MEMBER && onlyLeaves(former, entry));
}

/** Whether an entry does nothing but take its actor out. */
export function onlyLeaves(former: MembershipEntry, { actor, members }: MembershipEntry): boolean {
  const others = former.members.filter(({ user }) => user !== actor.user);
  return (
    others.length < former.members.length &&
    members.length === others.length &&
    others.every(({ user, role }, i) => members[i]?.user === user && members[i]?.role === role)
  );
}
