import { type Bytes, concat, utf8, wipe } from '../bytes.ts';
import { verify } from '../curve.ts';
import type { Address } from '../identity/address.ts';
import { randomId } from '../identity/random-id.ts';
import { Limits } from '../limits.ts';
import { pad, unpad } from '../padding.ts';
import type { Primitives, PrivateKey } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { MessageKeys, step } from '../session/chain.ts';
import { bound, expire, type ReceivingChain, startChain, take } from '../session/receiving-chain.ts';
import {
  encodeSigned,
  type SenderKeyDistribution,
  type SenderKeyHeader,
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

/** Another device's chain, as far as we hold it. */
export interface SenderChain extends ReceivingChain {
  readonly chainId: number;
  readonly signingKey: Bytes;
}

/** A fresh chain. Needed at first, after anyone or any device left, and when `needsSenderRotation` says so. */
export async function createSenderKey(
  p: Primitives,
  groupId: Bytes,
  nowMs: number,
): Promise<SendingSenderKey> {
  refuseUnless(groupId.length === 16, 'MALFORMED', 'group id');
  const chainId = randomId(p.random);
  const chainKey = p.random(32);
  const signingPrivate = p.random(32);
  const signingKey = await p.ed25519.publicKey(signingPrivate);
  return { groupId, chainId, chainKey, iteration: 0, signingPrivate, signingKey, createdMs: nowMs };
}

/** Whether the chain is due to be replaced by a fresh one, even if nobody left. */
export function needsSenderRotation(key: SendingSenderKey, nowMs: number): boolean {
  return key.iteration >= Limits.senderChainMessages || nowMs - key.createdMs >= Limits.senderChainMs;
}

/** What a member gets of our chain: it reads from the present message on, nothing before. */
export function distributionOf(key: SendingSenderKey): SenderKeyDistribution {
  const { groupId, chainId, iteration, chainKey, signingKey } = key;
  return { groupId, chainId, iteration, chainKey, signingKey };
}

/** The chain of a distribution. What came before it counts as lost, since it never was ours to read. */
export function chainOf({ chainId, signingKey, chainKey, iteration }: SenderKeyDistribution): SenderChain {
  return { ...startChain(chainKey, iteration), lost: iteration, chainId, signingKey };
}

/** Encrypts one content and steps the chain; refused once the chain should have been replaced. */
export async function encryptStep(
  p: Primitives,
  key: SendingSenderKey,
  sender: Address,
  membership: Pick<SenderKeyHeader, 'epoch' | 'membershipHash'>,
  content: Bytes,
): Promise<{ readonly key: SendingSenderKey; readonly message: Bytes }> {
  refuseUnless(content.length <= Limits.contentBytes, 'TOO_LARGE', 'content');
  refuseUnless(
    key.iteration < Limits.senderChainMessages,
    'SESSION_EXHAUSTED',
    'the sender chain is used up',
  );
  const { groupId, chainId, iteration } = key;
  const header = { groupId, chainId, iteration, ...membership };
  const { seed, next } = step(key.chainKey);
  const keys = new MessageKeys(seed, INFO);
  const ciphertext = await keys.encrypt(p.aesCbc, pad(content));
  const signed = encodeSigned(header, ciphertext, keys.tag(32, tagInput(sender, header, ciphertext)));
  keys.wipe();
  wipe(seed);
  const signature = await p.ed25519.sign(key.signingPrivate, signatureInput(sender, signed));
  return { key: { ...key, chainKey: next, iteration: iteration + 1 }, message: concat(signed, signature) };
}

/** Signature first, then the key of the iteration, then the tag; on failure the given chain stays as it is. */
export async function decryptStep(
  p: Primitives,
  chain: SenderChain,
  sender: Address,
  message: SenderKeyMessage,
  nowMs: number,
): Promise<{ readonly chain: SenderChain; readonly content: Bytes }> {
  const input = signatureInput(sender, message.signed);
  await verify(p.ed25519, chain.signingKey, input, message.signature, 'the group message').catch(() => {
    throw new RatchetError('UNDECRYPTABLE', 'message');
  });
  const { chain: taken, seed } = take(expire(chain, nowMs), message.header.iteration, nowMs);
  const [bounded = taken] = bound([taken]);
  return { chain: bounded, content: await open(p, sender, message, seed) };
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
