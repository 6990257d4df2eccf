import { argon2idAsync } from '@noble/hashes/argon2.js';
import type { Bytes } from '../bytes.ts';

/** Argon2id 1.3 with a 32-byte result. No platform has it; loaded only when a passphrase is used. */
export async function argon2id(
  passphrase: Bytes,
  salt: Bytes,
  cost: { readonly memoryKib: number; readonly passes: number; readonly lanes: number },
): Promise<Bytes> {
  return argon2idAsync(passphrase, salt, { m: cost.memoryKib, t: cost.passes, p: cost.lanes, dkLen: 32 });
}
