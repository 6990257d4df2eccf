import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import { type Bytes, concat } from './bytes.ts';

// Hashing is synchronous and not WebCrypto on purpose: a chain step there costs an imported key and a thread hop
// (about 68 µs against 7), so that one message with the largest allowed jump would hold the ratchet for 0.3 s.

/** SHA-256 of all parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Bytes {
  return nobleSha256(concat(...parts));
}

export function sha512(...parts: readonly Uint8Array[]): Bytes {
  return nobleSha512(concat(...parts));
}

export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Bytes {
  return hmac(nobleSha256, key, concat(...parts));
}

/** HKDF (RFC 5869) with SHA-256. An empty salt means 32 zero bytes. */
export function hkdfSha256(salt: Uint8Array, ikm: Uint8Array, info: Uint8Array, length: number): Bytes {
  return nobleHkdf(nobleSha256, ikm, salt, info, length);
}

/**
 * HKDF-Expand with SHA-512, for keys that are uniform already. By hand, because libraries refuse a key that is
 * shorter than the hash.
 */
export function expandSha512(key: Uint8Array, info: Uint8Array, length: number): Bytes {
  const blocks: Bytes[] = [];
  for (let i = 1; blocks.length * 64 < length; i++) {
    blocks.push(hmac(nobleSha512, key, concat(blocks.at(-1) ?? new Uint8Array(), info, Uint8Array.of(i))));
  }
  return concat(...blocks).slice(0, length);
}

/** SHA-256 of what comes in parts. */
export class IncrementalSha256 {
  readonly #hash = nobleSha256.create();

  update(part: Uint8Array): void {
    this.#hash.update(part);
  }

  digest(): Bytes {
    return this.#hash.digest();
  }
}
