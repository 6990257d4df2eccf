import type { Bytes } from '../bytes.ts';
import type { Ed25519, KemName, MlKem, Primitives, Random, X25519 } from './primitives.ts';
import { webAesCbc, webAesGcm, webEd25519, webKem, webX25519 } from './webcrypto.ts';

/**
 * The primitives of this platform: WebCrypto wherever it has the algorithm, otherwise a library that is loaded at
 * that moment. AES has no fallback: every secure context has it, and table-driven AES would leak its key by timing.
 *
 * Rejects outside a secure context, where there is no WebCrypto at all.
 */
export async function platformPrimitives(): Promise<Primitives> {
  if (crypto.subtle === undefined) throw new Error('end-to-end encryption needs a secure context (HTTPS)');
  const [x25519, ed25519, kem1024, kem768] = await Promise.all([
    findX25519(),
    findEd25519(),
    findKem('ML-KEM-1024'),
    findKem('ML-KEM-768'),
  ]);
  return { random: platformRandom, x25519, ed25519, kem1024, kem768, aesCbc: webAesCbc, aesGcm: webAesGcm };
}

/** The platform's generator. */
export const platformRandom: Random = (length): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** Whether WebCrypto can make keys of this algorithm; asking it is the only reliable way to know. */
export async function webCryptoHas(algorithm: 'X25519' | 'Ed25519' | KemName): Promise<boolean> {
  const usages = {
    X25519: ['deriveBits'],
    Ed25519: ['sign', 'verify'],
    'ML-KEM-768': ['encapsulateBits', 'decapsulateBits'],
    'ML-KEM-1024': ['encapsulateBits', 'decapsulateBits'],
  }[algorithm];
  return crypto.subtle.generateKey(algorithm, false, usages as KeyUsage[]).then(
    () => true,
    () => false,
  );
}

async function findX25519(): Promise<X25519> {
  if (await webCryptoHas('X25519')) return webX25519;
  return (await import('./noble.ts')).nobleX25519(platformRandom);
}

async function findEd25519(): Promise<Ed25519> {
  if (await webCryptoHas('Ed25519')) return webEd25519;
  return (await import('./noble.ts')).nobleEd25519(platformRandom);
}

async function findKem(name: KemName): Promise<MlKem> {
  if (await webCryptoHas(name)) return webKem(name);
  return (await import('./noble-kem.ts')).nobleKem(name, platformRandom);
}
