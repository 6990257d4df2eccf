import { createDecipheriv, hkdfSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, concat, fromHex, toHex, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import {
  type AttachmentKey,
  decryptAttachment,
  encryptAttachment,
  paddedSize,
} from '../../src/crypto/ratchet/content/attachment.ts';
import {
  type AccountBackup,
  backupKeyFor,
  decodeAccount,
  decodeMessageKeys,
  encodeAccount,
  encodeMessageKeys,
  openBlob,
  sealBlob,
} from '../../src/crypto/ratchet/content/backup.ts';
import {
  CHUNK_BYTES,
  HEADER_BYTES,
  SEALED_CHUNK_BYTES,
} from '../../src/crypto/ratchet/content/chunked-encryption.ts';
import { openBody, sealBody } from '../../src/crypto/ratchet/content/message-body.ts';
import {
  createRecoveryCode,
  formatRecoveryCode,
  parseRecoveryCode,
} from '../../src/crypto/ratchet/content/recovery-code.ts';
import {
  unwrap,
  unwrapByAccount,
  wrapByAccount,
  wrapByCode,
  wrapByPassphrase,
} from '../../src/crypto/ratchet/content/wrapped-key.ts';
import { accountKeyOf, createAccountKey } from '../../src/crypto/ratchet/identity/device-keys.ts';
import { pad, padme, unpad } from '../../src/crypto/ratchet/padding.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { NOW, person } from './people.ts';
import { flipped, refuses } from './refusals.ts';

const UUID = fromHex('00112233445566778899aabbccddeeff');
const OTHER_UUID = fromHex('ffeeddccbbaa99887766554433221100');

let p: Primitives;
beforeAll(async () => {
  p = await platformPrimitives();
});

describe('padding', () => {
  test('gives back the content of any length', () => {
    for (const length of [0, 1, 158, 159, 160, 161, 4094, 4095, 4096, 4097, 65_535]) {
      const content = new Uint8Array(length).fill(0x80);
      expect(toHex(unpad(pad(content)))).toBe(toHex(content));
    }
  });

  test('has steps of 160 bytes, then Padmé sizes', () => {
    const sizes = [0, 159, 160, 4095, 4096, 65_535].map((length) => pad(new Uint8Array(length)).length);
    expect(sizes).toEqual([160, 160, 320, 4160, 4352, 65_536]);
    expect([1, 2, 9, 1000, 1_000_000, 2 ** 40 + 1].map(padme)).toEqual([
      1,
      2,
      10,
      1024,
      1_015_808,
      2 ** 40 + 2 ** 34,
    ]);
  });

  test('refuses what was padded otherwise', async () => {
    const good = pad(utf8('hello'));
    await refuses(() => unpad(good.subarray(0, 159)), 'UNDECRYPTABLE');
    await refuses(() => unpad(concat(good, new Uint8Array(160))), 'UNDECRYPTABLE');
    await refuses(() => unpad(new Uint8Array(160)), 'UNDECRYPTABLE');
    await refuses(() => unpad(new Uint8Array()), 'UNDECRYPTABLE');
    await refuses(() => unpad(flipped(good, -1)), 'UNDECRYPTABLE');
  });
});

describe('a message body', () => {
  const place = { chatId: 42, messageUuid: UUID };

  test('opens at its place and nowhere else', async () => {
    const sealed = await sealBody(p, place, utf8('hello'));
    expect(toHex(await openBody(p, place, sealed))).toBe(toHex(utf8('hello')));
    await refuses(openBody(p, { ...place, chatId: 43 }, sealed), 'UNDECRYPTABLE');
    await refuses(openBody(p, { ...place, messageUuid: OTHER_UUID }, sealed), 'UNDECRYPTABLE');
    await refuses(openBody(p, place, { ...sealed, body: flipped(sealed.body, 0) }), 'UNDECRYPTABLE');
    await refuses(openBody(p, place, { ...sealed, hash: flipped(sealed.hash, 0) }), 'UNDECRYPTABLE');
    await refuses(openBody(p, place, { ...sealed, key: flipped(sealed.key, 0) }), 'UNDECRYPTABLE');
  });
});

describe('an attachment', () => {
  async function* parts(bytes: Bytes, size: number): AsyncGenerator<Bytes> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
  }

  async function encrypted(content: Bytes): Promise<[Bytes, AttachmentKey]> {
    const stream = encryptAttachment(p, UUID, content.length, parts(content, 7000));
    const file: Bytes[] = [];
    for (;;) {
      const { value, done } = await stream.next();
      if (done) return [concat(...file), value];
      file.push(value);
    }
  }

  async function decrypted(key: AttachmentKey, file: Bytes, partSize = 9000): Promise<Bytes> {
    const content: Bytes[] = [];
    for await (const part of decryptAttachment(p, key, parts(file, partSize))) content.push(part);
    return concat(...content);
  }

  test.for([0, 1, 1024, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 100_000])(
    'of %i bytes comes back whole and shows only its padded size',
    async (size) => {
      const content = p.random(Math.min(size, 65_536));
      const whole = size > 65_536 ? concat(content, new Uint8Array(size - 65_536)) : content;
      const [file, key] = await encrypted(whole);
      const padded = paddedSize(size);
      expect(file.length).toBe(HEADER_BYTES + padded + 16 * (Math.floor(padded / CHUNK_BYTES) + 1));
      expect(toHex(await decrypted(key, file))).toBe(toHex(whole));
      expect(toHex(await decrypted(key, file, 1))).toBe(toHex(whole));
    },
  );

  test('is refused when damaged, cut, reordered, prolonged or of another name', async () => {
    const [file, key] = await encrypted(new Uint8Array(100_000).fill(7));
    for (const at of [0, 30, 60, 20_000, file.length - 1]) {
      await refuses(decrypted(key, flipped(file, at)), 'UNDECRYPTABLE');
    }
    const [one, two, three] = [0, 1, 2].map((i) => HEADER_BYTES + i * SEALED_CHUNK_BYTES) as [
      number,
      number,
      number,
    ];
    const swapped = concat(
      file.subarray(0, one),
      file.subarray(two, three),
      file.subarray(one, two),
      file.subarray(three),
    );
    await refuses(decrypted(key, swapped), 'UNDECRYPTABLE');
    for (const length of [0, 10, HEADER_BYTES, two, three, file.length - 1]) {
      await refuses(decrypted(key, file.slice(0, length)), 'UNDECRYPTABLE');
    }
    await refuses(decrypted(key, concat(file, new Uint8Array(16))), 'UNDECRYPTABLE');
    await refuses(decrypted({ ...key, uuid: OTHER_UUID }, file), 'UNDECRYPTABLE');
    await refuses(decrypted({ ...key, size: 99_999 }, file), 'UNDECRYPTABLE');
    await refuses(decrypted({ ...key, size: 50_000 }, file), 'UNDECRYPTABLE');
    await refuses(decrypted({ ...key, hash: flipped(key.hash, 0) }, file), 'UNDECRYPTABLE');
  });

  test('has a key and salt of its own each time', async () => {
    const [one] = await encrypted(new Uint8Array(10));
    const [two] = await encrypted(new Uint8Array(10));
    expect(toHex(one)).not.toBe(toHex(two));
    expect(paddedSize(10)).toBe(1024);
  });
});

describe('a backup', () => {
  const place = { user: 2, index: 1, version: 5 };
  const expected = { user: 2, index: 1, leastVersion: 5 };

  test('opens for its user, index and a version not older than the last', async () => {
    const key = p.random(32);
    const blob = await sealBlob(p, key, place, utf8('account'));
    expect(toHex((await openBlob(p, key, expected, blob)).plain)).toBe(toHex(utf8('account')));
    await refuses(openBlob(p, key, { ...expected, leastVersion: 6 }, blob), 'LIST_ROLLBACK');
    await refuses(openBlob(p, key, { ...expected, index: 2 }, blob), 'IDENTITY_MISMATCH');
    await refuses(openBlob(p, key, { ...expected, user: 3 }, blob), 'UNDECRYPTABLE');
    await refuses(openBlob(p, p.random(32), expected, blob), 'UNDECRYPTABLE');
    for (const at of [8, 12, 13, 30, -1]) {
      await expect(openBlob(p, key, expected, flipped(blob, at, 1))).rejects.toThrow(
        /UNDECRYPTABLE|MALFORMED/,
      );
    }
  });

  test('uses unrelated keys for its purposes', () => {
    const keys = (['content', 'account', 'auth'] as const).map((one) => toHex(backupKeyFor(UUID, one)));
    expect(new Set(keys).size).toBe(3);
  });

  test('brings back the account and the message keys', async () => {
    const bob = await person(p, 2, 0);
    const key = await createAccountKey(p);
    const account: AccountBackup = {
      accountSeed: key.seed,
      deviceList: bob.account.list,
      verifications: [
        { user: 1, accountKey: p.random(32), verified: true, atMs: NOW },
        { user: 7, accountKey: p.random(32), verified: false, atMs: NOW },
      ],
    };
    const restored = decodeAccount(encodeAccount(account));
    expect(restored).toEqual(account);
    expect(await accountKeyOf(p, restored.accountSeed)).toEqual(key);
    const keys = [{ chatId: 1, messageUuid: UUID, key: p.random(32), bodyHash: p.random(32) }];
    expect(decodeMessageKeys(encodeMessageKeys(keys))).toEqual(keys);
    const unordered = { ...account, verifications: [...account.verifications].reverse() };
    await refuses(() => decodeAccount(encodeAccount(unordered)), 'MALFORMED');
  });

  test('key comes back by the recovery code, typed carelessly, and by no other', async () => {
    const key = p.random(32);
    const code = createRecoveryCode(p.random);
    const wrapped = await wrapByCode(p, 2, key, code);
    expect(wrapped).toHaveLength(78);
    expect(formatRecoveryCode(code)).toMatch(/^\w{5}-\w{5}-\w{5}-\w{5}-\w{6}$/);
    const typed = ` ${formatRecoveryCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'L')} `;
    expect(parseRecoveryCode(typed)).toBe(code);
    expect(toHex(await unwrap(p, 2, wrapped, typed))).toBe(toHex(key));
    await refuses(unwrap(p, 2, wrapped, createRecoveryCode(p.random)), 'UNDECRYPTABLE');
    await refuses(unwrap(p, 3, wrapped, code), 'UNDECRYPTABLE');
    await refuses(unwrap(p, 2, wrapped, code.slice(1)), 'MALFORMED');
    await refuses(unwrap(p, 2, wrapped, `U${code.slice(1)}`), 'MALFORMED');
  });

  test('key comes back by the seed of the account, and by no other; its format is what FORMATS says', async () => {
    const [key, seed] = [p.random(32), p.random(32)];
    const wrapped = await wrapByAccount(p, 2, key, seed);
    expect(toHex(await unwrapByAccount(p, 2, wrapped, seed))).toBe(toHex(key));
    await refuses(unwrapByAccount(p, 2, wrapped, p.random(32)), 'UNDECRYPTABLE');
    await refuses(unwrapByAccount(p, 3, wrapped, seed), 'UNDECRYPTABLE');
    for (const at of [2, 18, 77])
      await refuses(unwrapByAccount(p, 2, flipped(wrapped, at), seed), 'UNDECRYPTABLE');
    await refuses(unwrapByAccount(p, 2, wrapped.slice(0, 77), seed), 'MALFORMED');
    await refuses(unwrap(p, 2, wrapped, createRecoveryCode(p.random)), 'MALFORMED');
    const byCode = await wrapByCode(p, 2, key, createRecoveryCode(p.random));
    await refuses(unwrapByAccount(p, 2, byCode, seed), 'MALFORMED');

    // By other hands than the library's.
    expect([wrapped.length, wrapped[0], wrapped[1]]).toEqual([78, 1, 3]);
    const info = 'kocmoc/backup/1 account seed';
    const kek = Buffer.from(hkdfSync('sha256', seed, wrapped.slice(2, 18), info, 32));
    const opening = createDecipheriv('aes-256-gcm', kek, wrapped.slice(18, 30));
    const user = Buffer.alloc(8, 0);
    user[7] = 2;
    opening.setAAD(Buffer.concat([Buffer.from('kocmoc/backup/1 wrap\0'), user, wrapped.slice(0, 18)]));
    opening.setAuthTag(wrapped.slice(62));
    const plain = Buffer.concat([opening.update(wrapped.slice(30, 62)), opening.final()]);
    expect(plain.toString('hex')).toBe(toHex(key));
  });

  test('key comes back by a passphrase in any Unicode form; weak ones and weak costs are refused', async () => {
    const key = p.random(32);
    const wrapped = await wrapByPassphrase(p, 2, key, 'correct hörse ﬁt');
    expect(wrapped).toHaveLength(87);
    expect(toHex(await unwrap(p, 2, wrapped, 'correct ho\u0308rse fit'))).toBe(toHex(key));
    await refuses(unwrap(p, 2, wrapped, 'correct horse fit'), 'UNDECRYPTABLE');
    await refuses(wrapByPassphrase(p, 2, key, 'too short'), 'WEAK_PASSPHRASE');
    await refuses(wrapByPassphrase(p, 2, key, 'ababababababab'), 'WEAK_PASSPHRASE');
    const cheaper = wrapped.slice();
    cheaper[3] = 0;
    await refuses(unwrap(p, 2, cheaper, 'correct hörse fit'), 'WEAK_PARAMETERS');
    const dearer = wrapped.slice();
    dearer[2] = 0xff;
    await refuses(unwrap(p, 2, dearer, 'correct hörse fit'), 'WEAK_PARAMETERS');
  });
});
