import { cbc, gcm } from '@noble/ciphers/aes.js';
import { ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import type { Bytes } from '../../../src/crypto/ratchet/bytes.ts';
import { nobleEd25519, nobleX25519 } from '../../../src/crypto/ratchet/primitives/noble.ts';
import { nobleKem } from '../../../src/crypto/ratchet/primitives/noble-kem.ts';
import { platformRandom, webCryptoHas } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type {
  Encapsulated,
  KemName,
  MlKem,
  Primitives,
} from '../../../src/crypto/ratchet/primitives/primitives.ts';
import {
  webAesCbc,
  webAesGcm,
  webEd25519,
  webKem,
  webX25519,
} from '../../../src/crypto/ratchet/primitives/webcrypto.ts';

/** The libraries alone. Their AES is a second opinion for tests and no part of the product. */
export const noble: Primitives = {
  random: platformRandom,
  x25519: nobleX25519(platformRandom),
  ed25519: nobleEd25519(platformRandom),
  kem1024: nobleKem('ML-KEM-1024', platformRandom),
  kem768: nobleKem('ML-KEM-768', platformRandom),
  aesCbc: {
    encrypt: async (key, iv, plaintext) => cbc(key, iv).encrypt(plaintext),
    decrypt: async (key, iv, ciphertext) => cbc(key, iv).decrypt(ciphertext),
  },
  aesGcm: {
    seal: async (key, nonce, plaintext, aad) => gcm(key, nonce, aad).encrypt(plaintext),
    open: async (key, nonce, ciphertext, aad) => gcm(key, nonce, aad).decrypt(ciphertext),
  },
};

/** The platform alone; its ML-KEM is absent in Node and present in new browsers. */
export const web = {
  x25519: webX25519,
  ed25519: webEd25519,
  aesCbc: webAesCbc,
  aesGcm: webAesGcm,
};

export async function webKemIfPresent(name: KemName): Promise<MlKem | undefined> {
  return (await webCryptoHas(name)) ? webKem(name) : undefined;
}

/** Encapsulation with its randomness given, which the product never does. */
export function nobleEncapsulate(publicKey: Bytes, randomness: Bytes): Encapsulated {
  const { cipherText, sharedSecret } = ml_kem1024.encapsulate(publicKey, randomness);
  return { ciphertext: cipherText, secret: sharedSecret };
}
