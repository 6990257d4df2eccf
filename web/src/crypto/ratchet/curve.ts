import { type Bytes, equal, fromHex, isZero } from './bytes.ts';
import type { Ed25519, PrivateKey, X25519 } from './primitives/primitives.ts';
import { RatchetError, refuseUnless } from './ratchet-error.ts';

/** Type bytes in front of keys that travel in messages; libsignal's numbers where it has them. */
export const KeyType = { X25519: 0x05, ED25519: 0x06, ML_KEM_1024: 0x0a } as const;

const LOW_ORDER_U = [
  '00'.repeat(32),
  '01'.padEnd(64, '0'),
  `ec${'ff'.repeat(30)}7f`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
].map(fromHex);

const LOW_ORDER_Y = [
  '00'.repeat(32),
  '01'.padEnd(64, '0'),
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(fromHex);

/** Whether a little-endian number is below 2^255 − 19. Public keys only: not in constant time. */
function isBelowPrime(bytes: Uint8Array): boolean {
  if (bytes[31] !== 0x7f) return (bytes[31] as number) < 0x7f;
  return (bytes[0] as number) < 0xed || bytes.subarray(1, 31).some((byte) => byte !== 0xff);
}

/** Refuses an X25519 public key that is not canonical or of low order: it would let a stranger fix the secret. */
export function checkX25519Key(publicKey: Bytes): Bytes {
  const good = publicKey.length === 32 && isBelowPrime(publicKey);
  refuseUnless(
    good && !LOW_ORDER_U.some((point) => equal(point, publicKey)),
    'BAD_KEY',
    'not a good X25519 key',
  );
  return publicKey;
}

/** Refuses an Ed25519 public key that is not canonical or of small order: verifiers differ on those. */
export function checkEd25519Key(publicKey: Bytes): Bytes {
  refuseUnless(publicKey.length === 32, 'BAD_KEY', 'not an Ed25519 key');
  const y = new Uint8Array(publicKey);
  y[31] = (y[31] as number) & 0x7f;
  const good = isBelowPrime(y) && !LOW_ORDER_Y.some((point) => equal(point, y));
  refuseUnless(good, 'BAD_KEY', 'not a good Ed25519 key');
  return publicKey;
}

/** X25519 with a checked peer key. An all-zero secret aborts even where the platform would return it. */
export async function agree(x25519: X25519, privateKey: PrivateKey, publicKey: Bytes): Promise<Bytes> {
  checkX25519Key(publicKey);
  const secret = await x25519.agree(privateKey, publicKey).catch(() => {
    throw new RatchetError('BAD_KEY', 'the platform refused the X25519 key');
  });
  refuseUnless(secret.length === 32 && !isZero(secret), 'BAD_KEY', 'the shared secret is zero');
  return secret;
}

/** Refuses a signature that does not verify, or a key that no signature should be trusted from. */
export async function verify(
  ed25519: Ed25519,
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
  what: string,
): Promise<void> {
  checkEd25519Key(publicKey);
  const good =
    signature.length === 64 && (await ed25519.verify(publicKey, message, signature).catch(() => false));
  refuseUnless(good, 'BAD_SIGNATURE', `signature of ${what}`);
}
