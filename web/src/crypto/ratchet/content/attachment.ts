import { BinaryWriter } from '../binary.ts';
import { type Bytes, concat, equal } from '../bytes.ts';
import { IncrementalSha256 } from '../hash.ts';
import { Limits } from '../limits.ts';
import { padme } from '../padding.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import {
  CHUNK_BYTES,
  ChunkedCipher,
  HEADER_BYTES,
  openStream,
  SALT_BYTES,
  sealStream,
} from './chunked-encryption.ts';

/** What a message carries of a file. The server sees only the uuid and the padded size. */
export interface AttachmentKey {
  readonly uuid: Bytes;
  readonly key: Bytes;
  readonly size: number;
  /** SHA-256 of the whole encrypted file. */
  readonly hash: Bytes;
}

/** The plaintext size that is encrypted for a file of this size. */
export function paddedSize(size: number): number {
  return Math.max(padme(size), Limits.attachmentFloor);
}

/**
 * Encrypts a file as a stream under a fresh key. The generator's chunks are for the upload, in order; its result is
 * what goes into the message.
 */
export async function* encryptAttachment(
  p: Primitives,
  uuid: Bytes,
  size: number,
  plaintext: AsyncIterable<Bytes>,
): AsyncGenerator<Bytes, AttachmentKey> {
  refuseUnless(size <= Limits.attachmentBytes, 'TOO_LARGE', 'attachment');
  const key = p.random(32);
  const salt = p.random(SALT_BYTES);
  const cipher = new ChunkedCipher(p.aesGcm, key, salt, contextOf(uuid));
  const hash = new IncrementalSha256();
  const header = concat(salt, cipher.commitment);
  hash.update(header);
  yield header;
  for await (const sealed of sealStream(cipher, filled(plaintext, size))) {
    hash.update(sealed);
    yield sealed;
  }
  cipher.wipe();
  return { uuid, key, size, hash: hash.digest() };
}

/**
 * Decrypts a file as a stream. What it yields is genuine, but only its end without error says that the file is
 * whole: hold back what must not be seen in part.
 */
export async function* decryptAttachment(
  p: Primitives,
  attachment: AttachmentKey,
  file: AsyncIterable<Bytes>,
): AsyncGenerator<Bytes> {
  const { size } = attachment;
  const hash = new IncrementalSha256();
  const [header, chunks] = await splitHeader(hashed(file, hash));
  const cipher = ChunkedCipher.open(p.aesGcm, attachment.key, header, contextOf(attachment.uuid));
  let at = 0;
  for await (const chunk of openStream(cipher, chunks)) {
    const content = chunk.subarray(0, Math.max(0, size - at));
    refuseUnless(
      chunk.subarray(content.length).every((byte) => byte === 0),
      'UNDECRYPTABLE',
      'fill of the file',
    );
    at += chunk.length;
    refuseUnless(at <= paddedSize(size), 'UNDECRYPTABLE', 'size of the file');
    if (content.length > 0) yield content.slice();
  }
  cipher.wipe();
  const whole = at === paddedSize(size) && equal(hash.digest(), attachment.hash);
  refuseUnless(whole, 'UNDECRYPTABLE', 'size or hash of the file');
}

function contextOf(uuid: Bytes): Bytes {
  refuseUnless(uuid.length === 16, 'MALFORMED', 'attachment uuid');
  return new BinaryWriter().label('kocmoc/file/1').bytes(uuid).finish();
}

async function* filled(plaintext: AsyncIterable<Bytes>, size: number): AsyncGenerator<Bytes> {
  let at = 0;
  for await (const part of plaintext) {
    at += part.length;
    yield part;
  }
  if (at !== size) throw new RangeError('the file has another size than announced');
  for (let missing = paddedSize(size) - size; missing > 0; missing -= CHUNK_BYTES) {
    yield new Uint8Array(Math.min(missing, CHUNK_BYTES));
  }
}

async function* hashed(parts: AsyncIterable<Bytes>, hash: IncrementalSha256): AsyncGenerator<Bytes> {
  for await (const part of parts) {
    hash.update(part);
    yield part;
  }
}

async function splitHeader(file: AsyncGenerator<Bytes>): Promise<[Bytes, AsyncGenerator<Bytes>]> {
  let start: Bytes = new Uint8Array();
  while (start.length < HEADER_BYTES) {
    const { value, done } = await file.next();
    if (done) throw new RatchetError('UNDECRYPTABLE', 'file header is too short');
    start = concat(start, value);
  }
  async function* rest() {
    yield start.slice(HEADER_BYTES);
    yield* file;
  }
  return [start.slice(0, HEADER_BYTES), rest()];
}
