import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import type { Bytes } from '../bytes.ts';
import type { Ed25519, PrivateKey, Random, X25519 } from './primitives.ts';

// The fallback where WebCrypto lacks the curves. It holds private keys as bytes, so it cannot use a handle.
function raw(key: PrivateKey): Bytes {
  if (key instanceof CryptoKey) throw new TypeError('a key handle needs the platform that made it');
  return key;
}

/** X25519 over bytes. */
export function nobleX25519(random: Random): X25519 {
  return {
    async generate() {
      const privateKey = random(32);
      return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
    },
    publicKey: async (privateKey) => x25519.getPublicKey(raw(privateKey)),
    agree: async (privateKey, publicKey) => x25519.getSharedSecret(raw(privateKey), publicKey),
  };
}

/** Ed25519 over bytes. */
export function nobleEd25519(random: Random): Ed25519 {
  return {
    async generate() {
      const privateKey = random(32);
      return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
    },
    publicKey: async (privateKey) => ed25519.getPublicKey(privateKey),
    sign: async (privateKey, message) => ed25519.sign(message, raw(privateKey)),
    // ZIP 215 rules accept more than RFC 8032, and more than WebCrypto and the JDK do.
    verify: async (publicKey, message, signature) =>
      ed25519.verify(signature, message, publicKey, { zip215: false }),
  };
}
