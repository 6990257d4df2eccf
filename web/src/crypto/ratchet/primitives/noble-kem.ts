import { ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { wipe } from '../bytes.ts';
import type { KemName, MlKem, Random } from './primitives.ts';

/** ML-KEM where WebCrypto lacks it. Private keys are 64-byte seeds, expanded for each use. */
export function nobleKem(name: KemName, random: Random): MlKem {
  const kem = name === 'ML-KEM-768' ? ml_kem768 : ml_kem1024;
  return {
    async generate() {
      const privateKey = random(64);
      const { publicKey, secretKey } = kem.keygen(privateKey);
      wipe(secretKey);
      return { privateKey, publicKey };
    },
    async encapsulate(publicKey) {
      const { cipherText, sharedSecret } = kem.encapsulate(publicKey, random(32));
      return { ciphertext: cipherText, secret: sharedSecret };
    },
    async decapsulate(privateKey, ciphertext) {
      if (privateKey instanceof CryptoKey)
        throw new TypeError('a key handle needs the platform that made it');
      const { secretKey } = kem.keygen(privateKey);
      try {
        return kem.decapsulate(ciphertext, secretKey);
      } finally {
        wipe(secretKey);
      }
    },
  };
}
