import { describe, expect, test } from 'vitest';
import { concat, equal, fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { hkdfSha256 } from '../../../src/crypto/ratchet/hash.ts';
import { isReduced } from '../../../src/crypto/ratchet/kem.ts';
import type { AesGcm, Ed25519, MlKem, X25519 } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { report } from '../report.ts';
import { noble, nobleEncapsulate, web, webKemIfPresent } from './implementations.ts';
import { type Case, judge, present, type Verdict } from './wycheproof.ts';

const webKem = await webKemIfPresent('ML-KEM-1024');
if (!present) report('SKIPPED: Wycheproof vectors, set WYCHEPROOF_DIR');
if (webKem === undefined) report('SKIPPED: ML-KEM by WebCrypto, this platform has none');

const field = (vector: Case, name: string) => fromHex(vector[name] as string);

describe.runIf(present)('Wycheproof', () => {
  test.for([
    ['WebCrypto', web.x25519],
    ['noble', noble.x25519],
  ] as const)('X25519 by %s agrees on every case', async ([name, x25519]) => {
    const tally = await judge('x25519_test.json', name, x25519Verdict(x25519));

    expect(tally).toEqual({ right: 264, accepted: 223, refused: 31, wrong: [] });
  });

  test.for([
    ['WebCrypto', web.ed25519],
    ['noble', noble.ed25519],
  ] as const)('Ed25519 by %s agrees on every case', async ([name, ed25519]) => {
    const tally = await judge('ed25519_test.json', name, ed25519Verdict(ed25519));

    expect(tally).toEqual({ right: 88, accepted: 0, refused: 63, wrong: [] });
  });

  test.for([
    ['WebCrypto', web.aesGcm],
    ['noble', noble.aesGcm],
  ] as const)('AES-256-GCM by %s agrees on every case', async ([name, aesGcm]) => {
    const isOurs = (group: Case['group']) => group.keySize === 256 && group.ivSize === 96;
    const tally = await judge('aes_gcm_test.json', name, gcmVerdict(aesGcm), isOurs);

    expect(tally).toEqual({ right: 39, accepted: 0, refused: 27, wrong: [] });
  });

  test('HKDF-SHA-256 agrees on every case', async () => {
    const tally = await judge('hkdf_sha256_test.json', 'noble', async (vector) => {
      const [salt, ikm, info] = ['salt', 'ikm', 'info'].map((name) => field(vector, name));
      if (salt === undefined || ikm === undefined || info === undefined) return 'wrong';
      return toHex(hkdfSha256(salt, ikm, info, Number(vector.size))) === vector.okm ? 'right' : 'wrong';
    });

    expect(tally).toEqual({ right: 83, accepted: 0, refused: 3, wrong: [] });
  });

  test.for([
    ['noble', noble.kem1024],
    ...(webKem === undefined ? [] : [['WebCrypto', webKem] as const]),
  ] as const)('ML-KEM-1024 by %s decapsulates every case', async ([name, kem]) => {
    const tally = await judge('mlkem_1024_test.json', name, decapsulationVerdict(kem));

    expect(tally).toEqual({ right: 153, accepted: 0, refused: 40, wrong: [] });
  });

  test.for([
    ['noble', noble.kem1024],
    ...(webKem === undefined ? [] : [['WebCrypto', webKem] as const]),
  ] as const)('ML-KEM-1024 by %s alone refuses every bad public key', async ([name, kem]) => {
    const tally = await judge('mlkem_1024_encaps_test.json', name, async (vector) => {
      await kem.encapsulate(field(vector, 'ek'));
      return 'right';
    });

    expect(tally).toEqual({ right: 133, accepted: 0, refused: 136, wrong: [] });
  });

  test('ML-KEM-1024 encapsulates every case behind our own check of the key', async () => {
    const tally = await judge('mlkem_1024_encaps_test.json', 'own check and noble', async (vector) => {
      if (!isReduced(field(vector, 'ek'), 1568)) return 'refused';
      const { ciphertext, secret } = nobleEncapsulate(field(vector, 'ek'), field(vector, 'm'));
      return equal(concat(ciphertext, secret), concat(field(vector, 'c'), field(vector, 'K')))
        ? 'right'
        : 'wrong';
    });

    expect(tally).toEqual({ right: 133, accepted: 0, refused: 136, wrong: [] });
  });
});

function x25519Verdict(x25519: X25519) {
  return async (vector: Case): Promise<Verdict> => {
    const shared = toHex(await x25519.agree(field(vector, 'private'), field(vector, 'public')));
    if (shared !== vector.shared) return 'wrong';
    return vector.result === 'valid' ? 'right' : 'accepted';
  };
}

function ed25519Verdict(ed25519: Ed25519) {
  return async (vector: Case): Promise<Verdict> => {
    const { pk } = vector.group.publicKey as { pk: string };
    return (await ed25519.verify(fromHex(pk), field(vector, 'msg'), field(vector, 'sig')))
      ? 'right'
      : 'refused';
  };
}

function gcmVerdict(gcm: AesGcm) {
  return async (vector: Case): Promise<Verdict> => {
    const [key, iv, aad] = [field(vector, 'key'), field(vector, 'iv'), field(vector, 'aad')];
    const sealed = concat(field(vector, 'ct'), field(vector, 'tag'));
    const opened = await gcm.open(key, iv, sealed, aad);
    return equal(opened, field(vector, 'msg')) && equal(await gcm.seal(key, iv, opened, aad), sealed)
      ? 'right'
      : 'wrong';
  };
}

function decapsulationVerdict(kem: MlKem) {
  return async (vector: Case): Promise<Verdict> => {
    const secret = await kem.decapsulate(field(vector, 'seed'), field(vector, 'c'));
    return toHex(secret) === vector.K ? 'right' : 'wrong';
  };
}
