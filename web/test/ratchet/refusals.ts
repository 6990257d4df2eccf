import { expect } from 'vitest';
import { RatchetError, type Reason } from '../../src/crypto/ratchet/ratchet-error.ts';

/** Expects a refusal for exactly this reason; any other error fails the test. */
export async function refuses(attempt: Promise<unknown> | (() => unknown), reason: Reason): Promise<void> {
  const outcome = await Promise.resolve()
    .then(() => (typeof attempt === 'function' ? attempt() : attempt))
    .then(
      () => 'accepted',
      (failure: unknown) => failure,
    );
  if (outcome instanceof RatchetError) expect(outcome.reason).toBe(reason);
  else expect(outcome).toBeInstanceOf(RatchetError);
}

/** The bytes with one bit changed. */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  const index = at < 0 ? bytes.length + at : at;
  changed[index] = (changed[index] as number) ^ (1 << bit);
  return changed;
}
