import { type Bytes, concat, equal, wipe } from '../bytes.ts';
import { Limits } from '../limits.ts';
import type { Primitives, PrivateKey } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { MessageKeys, step, turnRoot } from './chain.ts';
import type { SharedSecrets } from './handshake.ts';
import { encodeTagged, type Message } from './message-format.ts';
import { bound, expire, type ReceivingChain, startChain, take } from './receiving-chain.ts';
import type { Direction, Suite } from './suite.ts';

/** The chain that we send on, with the ratchet key that the peer will answer to. */
export interface SendingChain {
  /** Raw in every state that is kept; the responder's first one, its pre-key, may be a handle. */
  readonly privateKey: PrivateKey;
  readonly publicKey: Bytes;
  readonly chainKey: Bytes;
  /** Counter of the next message. */
  readonly index: number;
  readonly previousCounter: number;
}

/** A receiving chain of a session. */
export interface RatchetChain extends ReceivingChain {
  /** The peer's ratchet key, which names the chain. */
  readonly ratchetKey: Bytes;
}

/** The Double Ratchet between two devices at one moment. Never changed: each message gives the next state. */
export interface RatchetState {
  readonly associatedData: Bytes;
  /** Our place in the handshake. */
  readonly direction: Direction;
  readonly rootKey: Bytes;
  readonly sending: SendingChain;
  /** Oldest first. */
  readonly receiving: readonly RatchetChain[];
}

/** The initiator's first state: it can send at once. */
export async function startInitiator(
  p: Primitives,
  suite: Suite,
  { rootKey, chainKey }: SharedSecrets,
  peerPreKey: Bytes,
  associatedData: Bytes,
): Promise<RatchetState> {
  const own = await ratchetPair(p);
  const turned = await turnRoot(p, suite, rootKey, own.privateKey, peerPreKey);
  return {
    associatedData,
    direction: 0,
    rootKey: turned.rootKey,
    sending: { ...own, chainKey: turned.chainKey, index: 0, previousCounter: 0 },
    receiving: [{ ...startChain(chainKey), ratchetKey: peerPreKey }],
  };
}

/** The responder's first state: the first message it receives turns the ratchet, before anything is kept. */
export function startResponder(
  { rootKey, chainKey }: SharedSecrets,
  preKey: { readonly privateKey: PrivateKey; readonly publicKey: Bytes },
  associatedData: Bytes,
): RatchetState {
  const sending = { ...preKey, chainKey, index: 0, previousCounter: 0 };
  return { associatedData, direction: 1, rootKey, sending, receiving: [] };
}

/** Encrypts one content and steps the sending chain. */
export async function encryptStep(
  p: Primitives,
  suite: Suite,
  state: RatchetState,
  content: Bytes,
): Promise<{ readonly state: RatchetState; readonly message: Bytes }> {
  const { sending } = state;
  refuseUnless(content.length <= Limits.contentBytes, 'TOO_LARGE', 'content');
  refuseUnless(sending.index < Limits.counter, 'SESSION_EXHAUSTED', 'the sending chain is used up');
  const { seed, next } = step(sending.chainKey);
  const keys = new MessageKeys(seed, suite.messageInfo);
  const tagged = encodeTagged(suite, {
    ratchetKey: sending.publicKey,
    counter: sending.index,
    previousCounter: sending.previousCounter,
    ciphertext: await keys.encrypt(p.aesCbc, suite.pad(content)),
  });
  const tag = keys.tag(suite.tagBytes, suite.tagPrefix(state.associatedData, state.direction), tagged);
  keys.wipe();
  wipe(seed);
  return {
    state: { ...state, sending: { ...sending, chainKey: next, index: sending.index + 1 } },
    message: concat(tagged, tag),
  };
}

/**
 * Decrypts a parsed message. The state given is never touched, so a failure, whatever it is, changes nothing.
 */
export async function decryptStep(
  p: Primitives,
  suite: Suite,
  state: RatchetState,
  message: Message,
  nowMs: number,
): Promise<{ readonly state: RatchetState; readonly content: Bytes }> {
  const fresh = { ...state, receiving: state.receiving.map((chain) => expire(chain, nowMs)) };
  const known = fresh.receiving.findIndex((chain) => equal(chain.ratchetKey, message.ratchetKey));
  const turned = known < 0 ? await turnReceiving(p, suite, fresh, message.ratchetKey) : undefined;
  const chain = turned?.chain ?? (fresh.receiving[known] as RatchetChain);
  const { chain: taken, seed } = take(chain, message.counter, nowMs);
  const content = await open(p, suite, fresh, message, seed);
  if (turned === undefined) {
    const receiving = bound(fresh.receiving.with(known, taken));
    return { state: { ...fresh, receiving }, content };
  }
  const receiving = bound([...fresh.receiving, taken].slice(-Limits.receivingChains));
  return { state: await turnSending(p, suite, { ...fresh, rootKey: turned.rootKey, receiving }), content };
}

async function open(
  p: Primitives,
  suite: Suite,
  state: RatchetState,
  message: Message,
  seed: Bytes,
): Promise<Bytes> {
  const keys = new MessageKeys(seed, suite.messageInfo);
  const sender: Direction = state.direction === 0 ? 1 : 0;
  try {
    keys.checkTag(message.tag, suite.tagPrefix(state.associatedData, sender), message.tagged);
    return suite.unpad(await keys.decrypt(p.aesCbc, message.ciphertext));
  } finally {
    keys.wipe();
  }
}

/** The receiving half of a DH step: the chain that the peer's new key starts. */
async function turnReceiving(p: Primitives, suite: Suite, state: RatchetState, ratchetKey: Bytes) {
  const { rootKey, chainKey } = await turnRoot(
    p,
    suite,
    state.rootKey,
    state.sending.privateKey,
    ratchetKey,
  ).catch(undecryptable);
  return { rootKey, chain: { ...startChain(chainKey), ratchetKey } };
}

/** The sending half: a new key of our own. Only after the peer's message proved genuine. */
async function turnSending(p: Primitives, suite: Suite, state: RatchetState): Promise<RatchetState> {
  const own = await ratchetPair(p);
  const { ratchetKey } = state.receiving.at(-1) as RatchetChain;
  const { rootKey, chainKey } = await turnRoot(p, suite, state.rootKey, own.privateKey, ratchetKey);
  const previousCounter = Math.max(state.sending.index - 1, 0);
  return { ...state, rootKey, sending: { ...own, chainKey, index: 0, previousCounter } };
}

async function ratchetPair({ random, x25519 }: Primitives) {
  const privateKey = random(32);
  return { privateKey, publicKey: await x25519.publicKey(privateKey) };
}

function undecryptable(): never {
  throw new RatchetError('UNDECRYPTABLE', 'message');
}
