import { type Bytes, copy, equal, wipe } from '../bytes.ts';
import { agree } from '../curve.ts';
import { hkdfSha256, hmacSha256 } from '../hash.ts';
import type { AesCbc, Primitives } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import type { Suite } from './suite.ts';

const SEED = Uint8Array.of(1);
const NEXT = Uint8Array.of(2);
const NO_SALT = new Uint8Array(32);

/** The symmetric ratchet: the seed of the message at a chain key, and the chain key of the next one. */
export function step(chainKey: Bytes): { readonly seed: Bytes; readonly next: Bytes } {
  return { seed: hmacSha256(chainKey, SEED), next: hmacSha256(chainKey, NEXT) };
}

/** The DH ratchet: mixes a fresh agreement into the root and starts a chain with it. */
export async function turnRoot(
  { x25519 }: Pick<Primitives, 'x25519'>,
  suite: Suite,
  rootKey: Bytes,
  ratchetPrivate: Parameters<typeof agree>[1],
  ratchetKey: Bytes,
): Promise<{ readonly rootKey: Bytes; readonly chainKey: Bytes }> {
  const shared = await agree(x25519, ratchetPrivate, ratchetKey);
  const derived = hkdfSha256(rootKey, shared, suite.ratchetInfo, 64);
  const turned = { rootKey: derived.slice(0, 32), chainKey: derived.slice(32) };
  wipe(shared, derived);
  return turned;
}

/** The keys of one message, derived from its seed; used once and wiped. */
export class MessageKeys {
  readonly #enc: Bytes;
  readonly #mac: Bytes;
  readonly #iv: Bytes;

  constructor(seed: Bytes, info: Bytes) {
    const derived = hkdfSha256(NO_SALT, seed, info, 80);
    this.#enc = derived.slice(0, 32);
    this.#mac = derived.slice(32, 64);
    this.#iv = derived.slice(64);
    wipe(derived);
  }

  encrypt(cbc: AesCbc, padded: Bytes): Promise<Bytes> {
    return cbc.encrypt(this.#enc, this.#iv, padded);
  }

  /** Only after `checkTag`: padding that is looked at before the tag is an oracle. */
  decrypt(cbc: AesCbc, ciphertext: Bytes): Promise<Bytes> {
    return cbc.decrypt(this.#enc, this.#iv, ciphertext).catch(() => {
      throw new RatchetError('UNDECRYPTABLE', 'message');
    });
  }

  tag(length: number, ...parts: readonly Bytes[]): Bytes {
    return copy(hmacSha256(this.#mac, ...parts).subarray(0, length));
  }

  checkTag(tag: Bytes, ...parts: readonly Bytes[]): void {
    refuseUnless(equal(this.tag(tag.length, ...parts), tag), 'UNDECRYPTABLE', 'message');
  }

  wipe(): void {
    wipe(this.#enc, this.#mac, this.#iv);
  }
}
