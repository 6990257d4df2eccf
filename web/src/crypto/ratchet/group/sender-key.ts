import { type Bytes, equal } from '../bytes.ts';
import type { Address } from '../identity/address.ts';
import { deviceOf, type KnownDevices } from '../identity/device-list.ts';
import { Limits } from '../limits.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { isMember, type MembershipEntry, membershipHash } from './membership.ts';
import {
  decodeSenderKeyMessage,
  type SenderKeyDistribution,
  type SenderKeyMessage,
} from './sender-key-format.ts';
import {
  chainOf,
  decryptStep,
  encryptStep,
  type SenderChain,
  type SendingSenderKey,
} from './sender-ratchet.ts';

/** What we hold of one other device's chains in a group, oldest first. */
export interface ReceivingSenderKeys {
  readonly groupId: Bytes;
  readonly chains: readonly SenderChain[];
}

/** Who sent a group message, what is known of that user's devices, and the memberships it may refer to. */
export interface GroupContext {
  readonly sender: Address;
  readonly devices: KnownDevices;
  readonly memberships: readonly MembershipEntry[];
}

/** Encrypts for all who hold our chain, under the membership that we believe in. */
export async function encryptToGroup(
  p: Primitives,
  key: SendingSenderKey,
  sender: Address,
  membership: MembershipEntry,
  content: Bytes,
): Promise<{ readonly key: SendingSenderKey; readonly message: Bytes }> {
  refuseUnless(equal(key.groupId, membership.groupId), 'IDENTITY_MISMATCH', 'membership of another group');
  refuseUnless(isMember(membership, sender.user), 'NOT_A_MEMBER', 'not a member of the group');
  const { epoch } = membership;
  return encryptStep(p, key, sender, { epoch, membershipHash: membershipHash(membership) }, content);
}

/**
 * Takes in a chain that a device handed us. A known chain is never replaced by an older state of itself, and never
 * by one with another signing key.
 */
export function withDistribution(
  keys: ReceivingSenderKeys,
  distribution: SenderKeyDistribution,
): ReceivingSenderKeys {
  refuseUnless(equal(keys.groupId, distribution.groupId), 'IDENTITY_MISMATCH', 'chain of another group');
  const known = keys.chains.find(({ chainId }) => chainId === distribution.chainId);
  if (known !== undefined) {
    const same = equal(known.signingKey, distribution.signingKey);
    refuseUnless(same, 'IDENTITY_MISMATCH', 'the chain has another signing key');
    return keys;
  }
  return { ...keys, chains: [...keys.chains, chainOf(distribution)].slice(-Limits.senderChains) };
}

/** Decrypts a group message; on any failure the given keys stay as they are. */
export async function decryptFromGroup(
  p: Primitives,
  keys: ReceivingSenderKeys,
  context: GroupContext,
  bytes: Bytes,
  nowMs: number,
): Promise<{ readonly keys: ReceivingSenderKeys; readonly content: Bytes; readonly epoch: number }> {
  const message = decodeSenderKeyMessage(bytes);
  const { groupId, chainId, epoch } = message.header;
  refuseUnless(equal(groupId, keys.groupId), 'IDENTITY_MISMATCH', 'message of another group');
  checkSender(context, message);
  const at = keys.chains.findIndex((chain) => chain.chainId === chainId);
  const known = keys.chains[at];
  if (known === undefined) throw new RatchetError('NO_SESSION', 'unknown sender chain');
  const { chain, content } = await decryptStep(p, known, context.sender, message, nowMs);
  return { keys: { ...keys, chains: keys.chains.with(at, chain) }, content, epoch };
}

function checkSender({ sender, devices, memberships }: GroupContext, { header }: SenderKeyMessage): void {
  deviceOf(devices, sender);
  const membership = memberships.find((entry) => equal(membershipHash(entry), header.membershipHash));
  const named = membership?.epoch === header.epoch && equal(membership.groupId, header.groupId);
  if (membership === undefined || !named) {
    throw new RatchetError('IDENTITY_MISMATCH', 'another membership');
  }
  refuseUnless(isMember(membership, sender.user), 'NOT_A_MEMBER', 'the sender is not a member');
}
