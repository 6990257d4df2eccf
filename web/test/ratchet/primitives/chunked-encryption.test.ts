import { describe, expect, test } from 'vitest';
import { type Bytes, concat, equal, fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import {
  ChunkedCipher,
  HEADER_BYTES,
  openStream,
  sealStream,
} from '../../../src/crypto/ratchet/content/chunked-encryption.ts';
import { sha512 } from '../../../src/crypto/ratchet/hash.ts';
import { noble, web } from './implementations.ts';
import { type Case, judge, present, type Verdict } from './wycheproof.ts';

/** The vectors hold their ciphertexts compressed. */
async function inflate(hex: string): Promise<Bytes> {
  const stream = new Blob([fromHex(hex)]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function* inParts(bytes: Bytes): AsyncGenerator<Bytes> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.slice(at, at + 10_000);
}

async function collect(parts: AsyncIterable<Bytes>): Promise<Bytes> {
  const all: Bytes[] = [];
  for await (const part of parts) all.push(part);
  return concat(...all);
}

describe.runIf(present)('chunked encryption', () => {
  test.for([
    ['WebCrypto', web.aesGcm],
    ['noble', noble.aesGcm],
  ] as const)('by %s agrees with every Wycheproof case, both ways', async ([name, gcm]) => {
    const tally = await judge('cobblestone_256.json', name, async (vector: Case): Promise<Verdict> => {
      const [key, context] = [fromHex(vector.key as string), fromHex(vector.ctx as string)];
      const file = await inflate(vector.ct as string);
      const cipher = ChunkedCipher.open(gcm, key, file.slice(0, HEADER_BYTES), context);
      const plain = await collect(openStream(cipher, inParts(file.slice(HEADER_BYTES))));
      const sealed = await collect(sealStream(cipher, inParts(plain)));
      const right = toHex(sha512(plain)) === vector.msgSha512 && equal(sealed, file.subarray(HEADER_BYTES));
      return right ? 'right' : 'wrong';
    });

    expect(tally).toEqual({ right: 10, accepted: 0, refused: 25, wrong: [] });
  });
});
