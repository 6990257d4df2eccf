import type { Bytes } from '../bytes.ts';
import { Limits } from '../limits.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { step } from './chain.ts';

/** The seed of a message that has not arrived yet. */
export interface SkippedKey {
  readonly counter: number;
  readonly seed: Bytes;
  readonly storedMs: number;
}

/**
 * One chain of received messages. Sessions and sender keys use the same. Seeds that were skipped wait in the order
 * of their counters, which is also the order in which they were stored.
 */
export interface ReceivingChain {
  readonly chainKey: Bytes;
  /** Counter of the next message. */
  readonly index: number;
  /** Below this a missing seed may have been given up; at or above it, it can only have been used. */
  readonly lost: number;
  readonly skipped: readonly SkippedKey[];
}

/** A chain at its beginning, or at the place where a sender handed it out. */
export function startChain(chainKey: Bytes, index = 0): ReceivingChain {
  return { chainKey, index, lost: 0, skipped: [] };
}

/** Takes out the seed of a counter: a stored one, or by stepping forward over those in between. */
export function take<Chain extends ReceivingChain>(
  chain: Chain,
  counter: number,
  nowMs: number,
): { readonly chain: Chain; readonly seed: Bytes } {
  return counter < chain.index ? takeStored(chain, counter) : takeAhead(chain, counter, nowMs);
}

function takeStored<Chain extends ReceivingChain>(chain: Chain, counter: number) {
  const found = chain.skipped.find((key) => key.counter === counter);
  if (found === undefined) {
    throw new RatchetError(counter < chain.lost ? 'UNDECRYPTABLE' : 'DUPLICATE', 'message');
  }
  return { chain: { ...chain, skipped: chain.skipped.filter((one) => one !== found) }, seed: found.seed };
}

function takeAhead<Chain extends ReceivingChain>(chain: Chain, counter: number, nowMs: number) {
  const allowed = counter - chain.index <= Limits.forwardJump && counter < Limits.counter;
  refuseUnless(allowed, 'UNDECRYPTABLE', 'message');
  const skipped = [...chain.skipped];
  let { chainKey } = chain;
  for (let i = chain.index; i < counter; i++) {
    const { seed, next } = step(chainKey);
    skipped.push({ counter: i, seed, storedMs: nowMs });
    chainKey = next;
  }
  const { seed, next } = step(chainKey);
  return { chain: { ...chain, chainKey: next, index: counter + 1, skipped }, seed };
}

/** Without its oldest seeds. Their messages count as lost, not as received: they need a repair. */
function dropOldest<Chain extends ReceivingChain>(chain: Chain, count: number): Chain {
  const last = chain.skipped[count - 1];
  if (last === undefined) return chain;
  return { ...chain, lost: Math.max(chain.lost, last.counter + 1), skipped: chain.skipped.slice(count) };
}

/** Without the seeds that are too old to keep. */
export function expire<Chain extends ReceivingChain>(chain: Chain, nowMs: number): Chain {
  const old = chain.skipped.findIndex((key) => key.storedMs >= nowMs - Limits.skippedKeyMs);
  return dropOldest(chain, old < 0 ? chain.skipped.length : old);
}

/** Within the number of seeds that several chains, oldest first, may keep together. */
export function bound<Chain extends ReceivingChain>(chains: readonly Chain[]): readonly Chain[] {
  let excess = chains.reduce((sum, { skipped }) => sum + skipped.length, 0) - Limits.skippedKeys;
  return chains.map((chain) => {
    const dropped = Math.min(Math.max(excess, 0), chain.skipped.length);
    excess -= dropped;
    return dropOldest(chain, dropped);
  });
}
