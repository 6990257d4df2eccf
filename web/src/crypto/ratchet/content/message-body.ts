import { BinaryWriter } from '../binary.ts';
import { type Bytes, equal } from '../bytes.ts';
import { sha256 } from '../hash.ts';
import { Limits } from '../limits.ts';
import { pad, unpad } from '../padding.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';

/** A key is for one body only, which is what allows a constant nonce. */
const NONCE = new Uint8Array(12);

/** Which message a body belongs to; the server cannot move it to another. */
export interface BodyPlace {
  readonly chatId: number;
  readonly messageUuid: Bytes;
}

/** A body as the server stores it, once for all devices, and what travels to each of them by the ratchet. */
export interface SealedBody {
  readonly body: Bytes;
  readonly key: Bytes;
  readonly hash: Bytes;
}

/** Encrypts a body under a key of its own. */
export async function sealBody(p: Primitives, place: BodyPlace, content: Bytes): Promise<SealedBody> {
  refuseUnless(content.length <= Limits.contentBytes, 'TOO_LARGE', 'content');
  const key = p.random(32);
  const body = await p.aesGcm.seal(key, NONCE, pad(content), boundTo(place));
  return { body, key, hash: sha256(body) };
}

/** Opens a body. The hash commits the sender to one body, even a sender who knows the key. */
export async function openBody(p: Primitives, place: BodyPlace, sealed: SealedBody): Promise<Bytes> {
  refuseUnless(sealed.body.length <= Limits.messageBytes, 'TOO_LARGE', 'body');
  refuseUnless(equal(sha256(sealed.body), sealed.hash), 'UNDECRYPTABLE', 'message');
  const padded = await p.aesGcm.open(sealed.key, NONCE, sealed.body, boundTo(place)).catch(() => {
    throw new RatchetError('UNDECRYPTABLE', 'message');
  });
  return unpad(padded);
}

function boundTo({ chatId, messageUuid }: BodyPlace): Bytes {
  refuseUnless(messageUuid.length === 16, 'MALFORMED', 'message uuid');
  return new BinaryWriter().label('kocmoc/body/1').u64(chatId).bytes(messageUuid).finish();
}
