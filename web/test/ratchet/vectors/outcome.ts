import { type Bytes, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { RatchetError } from '../../../src/crypto/ratchet/ratchet-error.ts';

/** What a step gave, or why it was refused. */
export async function outcome(content: Promise<Bytes>): Promise<{ content: string } | { reason: string }> {
  try {
    return { content: toHex(await content) };
  } catch (failure) {
    if (failure instanceof RatchetError) return { reason: failure.reason };
    throw failure;
  }
}
