import type { Bytes } from './bytes.ts';
import type { Encapsulated, KemPrivateKey, MlKem } from './primitives/primitives.ts';
import { RatchetError, refuseUnless } from './ratchet-error.ts';

const Q = 3329;
const SEED_BYTES = 32;

/** Sizes of the two parameter sets that the protocol uses. */
export const ML_KEM_1024 = { publicKeyBytes: 1568, ciphertextBytes: 1568 } as const;
export const ML_KEM_768 = { publicKeyBytes: 1184, ciphertextBytes: 1088 } as const;

type Sizes = typeof ML_KEM_1024 | typeof ML_KEM_768;

/**
 * Whether a public key has the right length and every 12-bit coefficient is below 3329 (FIPS 203, section 7.2).
 * Asked of every received key by this library itself, because not every implementation of ML-KEM does.
 */
export function isReduced(publicKey: Uint8Array, length: number): boolean {
  if (publicKey.length !== length) return false;
  for (let i = 0; i < length - SEED_BYTES; i += 3) {
    const [b0, b1, b2] = publicKey.subarray(i, i + 3) as unknown as [number, number, number];
    if ((b0 | ((b1 & 15) << 8)) >= Q || ((b1 >> 4) | (b2 << 4)) >= Q) return false;
  }
  return true;
}

export function checkKemKey(publicKey: Bytes, sizes: Sizes): Bytes {
  refuseUnless(isReduced(publicKey, sizes.publicKeyBytes), 'BAD_KEY', 'not a good ML-KEM key');
  return publicKey;
}

/** Encapsulates to a key after checking it. */
export async function encapsulate(kem: MlKem, publicKey: Bytes, sizes: Sizes): Promise<Encapsulated> {
  checkKemKey(publicKey, sizes);
  return kem.encapsulate(publicKey).catch(() => {
    throw new RatchetError('BAD_KEY', 'the platform refused the ML-KEM key');
  });
}

/** Decapsulates. A foreign or damaged ciphertext of the right length gives a random secret, by design of ML-KEM. */
export async function decapsulate(
  kem: MlKem,
  privateKey: KemPrivateKey,
  ciphertext: Bytes,
  sizes: Sizes,
): Promise<Bytes> {
  refuseUnless(
    ciphertext.length === sizes.ciphertextBytes,
    'MALFORMED',
    'wrong length of an ML-KEM ciphertext',
  );
  return kem.decapsulate(privateKey, ciphertext);
}
