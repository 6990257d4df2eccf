import { BinaryReader } from '../binary.ts';
import { type Bytes, concat, equal, utf8, wipe } from '../bytes.ts';
import { verify } from '../curve.ts';
import { type Address, sameAddress } from '../identity/address.ts';
import type { DeviceCertificate } from '../identity/device-certificate.ts';
import { Limits } from '../limits.ts';
import { pad, unpad } from '../padding.ts';
import type { Primitives, PrivateKey } from '../primitives/primitives.ts';
import { RatchetError, require } from '../ratchet-error.ts';
import { MessageKeys, step } from '../session/chain.ts';
import { bound, expire, type ReceivingChain, startChain, take } from '../session/receiving-chain.ts';
import { isMember, type MembershipEntry, membershipHash } from './membership.ts';
import {
  decodeSenderKeyMessage,
  encodeSigned,
  type SenderKeyDistribution,
  type SenderKeyMessage,
  signatureInput,
  tagInput,
} from './sender-key-format.ts';

const INFO = utf8('kocmoc-e2ee/1 group');

/** Our own chain in a group, by which we encrypt once for all members. Never changed: sending gives the next. */
export interface SendingSenderKey {
  readonly groupId: Bytes;
  readonly chainId: number;
  readonly chainKey: Bytes;
  readonly iteration: number;
  readonly signingPrivate: PrivateKey;
  readonly signingKey: Bytes;
  readonly createdMs: number;
}

export interface SenderChain extends ReceivingChain {
  readonly chainId: number;
  readonly signingKey: Bytes;
}

/** What we hold of one other device's chains in a group, oldest first. */
export interface ReceivingSenderKeys {
  readonly groupId: Bytes;
  readonly chains: readonly SenderChain[];
}

/** A fresh chain. Needed at first, after anyone or any device left, and when `needsSenderRotation` says so. */
export async function createSenderKey(
  p: Primitives,
  groupId: Bytes,
  nowMs: number,
): Promise<SendingSenderKey> {
  require(groupId.length === 16, 'MALFORMED', 'group id');
  let chainId = 0;
  while (chainId === 0) chainId = new BinaryReader(p.random(4)).u32() & 0x7fffffff;
  const chainKey = p.random(32);
  const signingPrivate = p.random(32);
  const signingKey = await p.ed25519.publicKey(signingPrivate);
  return { groupId, chainId, chainKey, iteration: 0, signingPrivate, signingKey, createdMs: nowMs };
}

export function needsSenderRotation(key: SendingSenderKey, nowMs: number): boolean {
  return key.iteration >= Limits.senderChainMessages || nowMs - key.createdMs >= Limits.senderChainMs;
}

/** What a member gets of our chain: it reads from the present message on, nothing before. */
export function distributionOf(key: SendingSenderKey): SenderKeyDistribution {
  const { groupId, chainId, iteration, chainKey, signingKey } = key;
  return { groupId, chainId, iteration, chainKey, signingKey };
}

export async function encryptToGroup(
  p: Primitives,
  key: SendingSenderKey,
  sender: Address,
  membership: MembershipEntry,
  content: Bytes,
): Promise<{ readonly key: SendingSenderKey; readonly message: Bytes }> {
  require(content.length <= Limits.contentBytes, 'TOO_LARGE', 'content');
  require(key.iteration < Limits.senderChainMessages, 'SESSION_EXHAUSTED', 'the sender chain is used up');
  require(equal(key.groupId, membership.groupId), 'IDENTITY_MISMATCH', 'membership of another group');
  require(isMember(membership, sender.user), 'NOT_A_MEMBER', 'not a member of the group');
  const { seed, next } = step(key.chainKey);
  const keys = new MessageKeys(seed, INFO);
  const { groupId, chainId, iteration } = key;
  const { epoch } = membership;
  const header = { groupId, chainId, iteration, epoch, membershipHash: membershipHash(membership) };
  const ciphertext = await keys.encrypt(p.aesCbc, pad(content));
  const signed = encodeSigned(header, ciphertext, keys.tag(32, tagInput(sender, header, ciphertext)));
  keys.wipe();
  wipe(seed);
  const signature = await p.ed25519.sign(key.signingPrivate, signatureInput(sender, signed));
  return { key: { ...key, chainKey: next, iteration: iteration + 1 }, message: concat(signed, signature) };
}

/**
 * Takes in a chain that a device handed us. A known chain is never replaced by an older state of itself, and never
 * by one with another signing key.
 */
export function withDistribution(
  keys: ReceivingSenderKeys,
  distribution: SenderKeyDistribution,
): ReceivingSenderKeys {
  require(equal(keys.groupId, distribution.groupId), 'IDENTITY_MISMATCH', 'chain of another group');
  const { chainId, signingKey, chainKey, iteration } = distribution;
  const known = keys.chains.find((chain) => chain.chainId === chainId);
  if (known !== undefined) {
    require(equal(known.signingKey, signingKey), 'IDENTITY_MISMATCH', 'the chain has another signing key');
    return keys;
  }
  const chain: SenderChain = { ...startChain(chainKey, iteration), lost: iteration, chainId, signingKey };
  return { ...keys, chains: [...keys.chains, chain].slice(-Limits.senderChains) };
}

/** Who sent a group message, by certificates that were accepted, and the membership that it may refer to. */
export interface GroupContext {
  readonly sender: Address;
  readonly certificates: readonly DeviceCertificate[];
  readonly memberships: readonly MembershipEntry[];
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
  const { header } = message;
  require(equal(header.groupId, keys.groupId), 'IDENTITY_MISMATCH', 'message of another group');
  checkSender(context, message);
  const at = keys.chains.findIndex(({ chainId }) => chainId === header.chainId);
  const known = keys.chains[at];
  if (known === undefined) throw new RatchetError('NO_SESSION', 'unknown sender chain');
  const input = signatureInput(context.sender, message.signed);
  await verify(p.ed25519, known.signingKey, input, message.signature, 'the group message');
  const { chain, seed } = take(expire(known, nowMs), header.iteration, nowMs);
  const content = await open(p, context.sender, message, seed);
  const [bounded = chain] = bound([chain]);
  return { keys: { ...keys, chains: keys.chains.with(at, bounded) }, content, epoch: header.epoch };
}

function checkSender(
  { sender, certificates, memberships }: GroupContext,
  { header }: SenderKeyMessage,
): void {
  const listed = certificates.some(({ address }) => sameAddress(address, sender));
  require(listed, 'GHOST_DEVICE', 'the sender is not on the list');
  const membership = memberships.find((entry) => equal(membershipHash(entry), header.membershipHash));
  const good =
    membership !== undefined &&
    membership.epoch === header.epoch &&
    equal(membership.groupId, header.groupId) &&
    isMember(membership, sender.user);
  require(good, 'NOT_A_MEMBER', 'the sender is not in that membership');
}

async function open(p: Primitives, sender: Address, message: SenderKeyMessage, seed: Bytes): Promise<Bytes> {
  const keys = new MessageKeys(seed, INFO);
  try {
    keys.checkTag(message.tag, tagInput(sender, message.header, message.ciphertext));
    return unpad(await keys.decrypt(p.aesCbc, message.ciphertext));
  } finally {
    keys.wipe();
  }
}
