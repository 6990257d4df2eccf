import { type Bytes, concat, copy, equal, utf8, wipe } from '../bytes.ts';
import { expandSha512 } from '../hash.ts';
import type { AesGcm } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';

// Cobblestone-256, c2sp.org/chunked-encryption: a stream of AES-256-GCM chunks whose header commits to the key.
const LABEL = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0');
const NO_AAD = new Uint8Array();

/** Sizes of the format: plaintext and ciphertext of a full chunk, and what precedes the first. */
export const CHUNK_BYTES = 16_384;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + 16;
export const SALT_BYTES = 24;
export const HEADER_BYTES = SALT_BYTES + 32;

/** The key schedule of one stream: seals and opens chunks by their number, in any order. */
export class ChunkedCipher {
  readonly commitment: Bytes;
  readonly #gcm: AesGcm;
  readonly #key: Bytes;
  readonly #baseNonce: Bytes;

  constructor(gcm: AesGcm, key: Bytes, salt: Bytes, context: Bytes) {
    refuseUnless(key.length === 32 && salt.length === SALT_BYTES, 'MALFORMED', 'key or salt');
    const derived = expandSha512(key, concat(LABEL, salt, context), 76);
    this.#gcm = gcm;
    this.#key = derived.slice(0, 32);
    this.#baseNonce = derived.slice(32, 44);
    this.commitment = derived.slice(44);
    wipe(derived);
  }

  /** The schedule for the header of a file; refuses the header if it commits to another key or context. */
  static open(gcm: AesGcm, key: Bytes, header: Bytes, context: Bytes): ChunkedCipher {
    refuseUnless(header.length === HEADER_BYTES, 'UNDECRYPTABLE', 'file header is too short');
    const cipher = new ChunkedCipher(gcm, key, header.slice(0, SALT_BYTES), context);
    refuseUnless(equal(cipher.commitment, header.subarray(SALT_BYTES)), 'UNDECRYPTABLE', 'file header');
    return cipher;
  }

  seal(index: number, chunk: Bytes): Promise<Bytes> {
    return this.#gcm.seal(this.#key, this.#nonce(index), chunk, NO_AAD);
  }

  async openChunk(index: number, sealed: Bytes): Promise<Bytes> {
    refuseUnless(sealed.length >= 16 && sealed.length <= SEALED_CHUNK_BYTES, 'UNDECRYPTABLE', 'file chunk');
    return this.#gcm.open(this.#key, this.#nonce(index), sealed, NO_AAD).catch(() => {
      throw new RatchetError('UNDECRYPTABLE', 'file chunk');
    });
  }

  wipe(): void {
    wipe(this.#key, this.#baseNonce);
  }

  #nonce(index: number): Bytes {
    const nonce = copy(this.#baseNonce);
    for (let i = 11, rest = index; rest > 0; i--, rest = Math.floor(rest / 256)) {
      nonce[i] = (nonce[i] as number) ^ (rest % 256);
    }
    return nonce;
  }
}

/** Encrypts a stream: full chunks, then one that is shorter, possibly empty, which marks the end. */
export async function* sealStream(
  cipher: ChunkedCipher,
  plaintext: AsyncIterable<Bytes>,
): AsyncGenerator<Bytes> {
  let index = 0;
  let pending: Bytes = new Uint8Array();
  for await (const part of plaintext) {
    pending = concat(pending, part);
    for (; pending.length >= CHUNK_BYTES; pending = pending.subarray(CHUNK_BYTES)) {
      yield await cipher.seal(index++, pending.slice(0, CHUNK_BYTES));
    }
  }
  yield await cipher.seal(index, pending);
}

/** Decrypts a stream. Chunks are genuine as they come, but only an end without error says that none is missing. */
export async function* openStream(
  cipher: ChunkedCipher,
  sealed: AsyncIterable<Bytes>,
): AsyncGenerator<Bytes> {
  let index = 0;
  let pending: Bytes = new Uint8Array();
  for await (const part of sealed) {
    pending = concat(pending, part);
    for (; pending.length >= SEALED_CHUNK_BYTES; pending = pending.subarray(SEALED_CHUNK_BYTES)) {
      yield await cipher.openChunk(index++, pending.slice(0, SEALED_CHUNK_BYTES));
    }
  }
  yield await cipher.openChunk(index, pending);
}
