import { type Bytes, concat } from '../../src/crypto/ratchet/bytes.ts';
import { nobleEd25519, nobleX25519 } from '../../src/crypto/ratchet/primitives/noble.ts';
import { nobleKem } from '../../src/crypto/ratchet/primitives/noble-kem.ts';
import { platformRandom } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives, Random } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { webAesCbc, webAesGcm } from '../../src/crypto/ratchet/primitives/webcrypto.ts';

/** Primitives that draw all their randomness from one stream, so that a run can be repeated byte for byte. */
export function primitivesOver(random: Random): Primitives {
  return {
    random,
    x25519: nobleX25519(random),
    ed25519: nobleEd25519(random),
    kem1024: nobleKem('ML-KEM-1024', random),
    kem768: nobleKem('ML-KEM-768', random),
    aesCbc: webAesCbc,
    aesGcm: webAesGcm,
  };
}

/** Hands out given bytes in order; running out of them is an error of the test. */
export function fixedRandom(stream: Bytes): { readonly random: Random; readonly remaining: () => number } {
  let at = 0;
  const random: Random = (length) => {
    if (at + length > stream.length) throw new RangeError('the fixed randomness is used up');
    at += length;
    return stream.slice(at - length, at);
  };
  return { random, remaining: () => stream.length - at };
}

/** Real randomness, remembered. */
export function recordedRandom(): { readonly random: Random; readonly drawn: () => Bytes } {
  const parts: Bytes[] = [];
  const random: Random = (length) => {
    const bytes = platformRandom(length);
    parts.push(bytes.slice());
    return bytes;
  };
  return { random, drawn: () => concat(...parts) };
}
