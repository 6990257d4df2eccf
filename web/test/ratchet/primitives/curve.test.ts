import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { agree } from '../../../src/crypto/ratchet/curve.ts';
import { hkdfSha256, sha256, sha512 } from '../../../src/crypto/ratchet/hash.ts';
import { platformPrimitives } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { X25519 } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { refuses } from '../refusals.ts';
import { noble, web } from './implementations.ts';

const IMPLEMENTATIONS = [
  ['WebCrypto', web],
  ['noble', noble],
] as const;

describe.each(IMPLEMENTATIONS)('%s', (_, { x25519, ed25519, aesCbc, aesGcm }) => {
  test('X25519 gives the numbers of RFC 7748', async () => {
    const scalar = fromHex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const point = fromHex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    expect(toHex(await x25519.agree(scalar, point))).toBe(
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    );
  });

  test('X25519 gives the numbers of RFC 7748 after one and after 1,000 iterations', async () => {
    let [k, u] = [fromHex('09'.padEnd(64, '0')), fromHex('09'.padEnd(64, '0'))];
    for (let i = 1; i <= 1000; i++) {
      [k, u] = [await x25519.agree(k, u), k];
      if (i === 1) expect(toHex(k)).toBe('422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079');
    }
    expect(toHex(k)).toBe('684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51');
  });

  test('Ed25519 signs and verifies as RFC 8032', async () => {
    const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    const publicKey = fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature =
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
    expect(toHex(await ed25519.publicKey(seed))).toBe(toHex(publicKey));
    expect(toHex(await ed25519.sign(seed, fromHex('72')))).toBe(signature);
    expect(await ed25519.verify(publicKey, fromHex('72'), fromHex(signature))).toBe(true);
    expect(await ed25519.verify(publicKey, fromHex('73'), fromHex(signature))).toBe(false);
  });

  test('AES-256-CBC gives the numbers of NIST SP 800-38A and its padding', async () => {
    const key = fromHex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
    const iv = fromHex('000102030405060708090a0b0c0d0e0f');
    const plain = fromHex('6bc1bee22e409f96e93d7e117393172a');
    const sealed = await aesCbc.encrypt(key, iv, plain);
    expect(toHex(sealed).slice(0, 32)).toBe('f58c4c04d6e5f1ba779eabfb5f7bfbd6');
    expect(sealed).toHaveLength(32);
    expect(toHex(await aesCbc.decrypt(key, iv, sealed))).toBe(toHex(plain));
    await expect(aesCbc.decrypt(key, iv, sealed.slice(0, 16))).rejects.toThrow();
  });

  test('AES-256-GCM opens only what it sealed', async () => {
    const [key, nonce, aad] = [new Uint8Array(32), new Uint8Array(12), fromHex('01')];
    const sealed = await aesGcm.seal(key, nonce, fromHex('00'.repeat(16)), aad);
    expect(toHex(sealed).slice(0, 32)).toBe('cea7403d4d606b6e074ec5d3baf39d18');
    expect(toHex(await aesGcm.open(key, nonce, sealed, aad))).toBe('00'.repeat(16));
    await expect(aesGcm.open(key, nonce, sealed, fromHex('02'))).rejects.toThrow();
  });
});

describe('key agreement', () => {
  test('refuses an all-zero secret, even from a platform that gives it out', async () => {
    const careless: X25519 = { ...noble.x25519, agree: async () => new Uint8Array(32) };
    const { publicKey, privateKey } = await noble.x25519.generate();
    await refuses(agree(careless, privateKey, publicKey), 'BAD_KEY');
    expect(await agree(noble.x25519, privateKey, publicKey)).toHaveLength(32);
  });

  test('works with keys whose bytes nobody can read', async () => {
    const p = await platformPrimitives();
    const [one, two] = [await p.x25519.generate(), await p.x25519.generate()];
    expect(one.privateKey).toBeInstanceOf(CryptoKey);
    await expect(crypto.subtle.exportKey('pkcs8', one.privateKey as CryptoKey)).rejects.toThrow();
    expect(toHex(await agree(p.x25519, one.privateKey, two.publicKey))).toBe(
      toHex(await agree(p.x25519, two.privateKey, one.publicKey)),
    );
  });
});

describe('hashing', () => {
  test('gives the numbers of RFC 5869 and FIPS 180', () => {
    const okm = hkdfSha256(
      fromHex('000102030405060708090a0b0c'),
      fromHex('0b'.repeat(22)),
      fromHex('f0f1f2f3f4f5f6f7f8f9'),
      42,
    );
    expect(toHex(okm)).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
    const abc = fromHex('616263');
    expect(toHex(sha256(abc))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(toHex(sha512(abc)).slice(0, 32)).toBe('ddaf35a193617abacc417349ae204131');
  });
});
