import { fromBase64Url, toBase64Url } from '../base64url.ts';
import { BinaryWriter } from '../binary.ts';
import { type Bytes, concat, equal } from '../bytes.ts';
import { KeyType } from '../curve.ts';
import { sha512 } from '../hash.ts';
import { refuseUnless } from '../ratchet-error.ts';

const ITERATIONS = 5200;
const VERSION = 1;
const QR_PREFIX = 'kocmoc-verify:';

/** Whose account key a safety number shows. */
export interface AccountIdentity {
  readonly user: number;
  readonly accountKey: Bytes;
}

/** 60 digits that both people see alike if, and only if, each holds the other's real account key. */
export function safetyNumber(one: AccountIdentity, other: AccountIdentity): string {
  return [digits(fingerprint(one)), digits(fingerprint(other))].sort().join('');
}

/** The text of the QR code that one person shows and the other scans. */
export function verificationCode(own: AccountIdentity, peer: AccountIdentity): string {
  return QR_PREFIX + toBase64Url(concat(Uint8Array.of(VERSION), half(own), half(peer)));
}

/** Whether a scanned code is the peer's view of the same two keys. Throws if it is no such code at all. */
export function matchesVerificationCode(
  scanned: string,
  own: AccountIdentity,
  peer: AccountIdentity,
): boolean {
  refuseUnless(scanned.startsWith(QR_PREFIX), 'MALFORMED', 'not a verification code');
  const bytes = fromBase64Url(scanned.slice(QR_PREFIX.length));
  refuseUnless(bytes.length === 65, 'MALFORMED', 'not a verification code');
  refuseUnless(bytes[0] === VERSION, 'UNSUPPORTED_VERSION', 'verification code');
  return equal(bytes.subarray(1), concat(half(peer), half(own)));
}

function fingerprint({ user, accountKey }: AccountIdentity): Bytes {
  const key = concat(Uint8Array.of(KeyType.ED25519), accountKey);
  let hash = new BinaryWriter().u16(0).bytes(key).u64(user).finish();
  for (let i = 0; i < ITERATIONS; i++) hash = sha512(hash, key);
  return hash;
}

function half(identity: AccountIdentity): Bytes {
  return fingerprint(identity).slice(0, 32);
}

function digits(hash: Bytes): string {
  const groups = Array.from({ length: 6 }, (_, i) => hash.subarray(5 * i, 5 * i + 5));
  return groups
    .map((group) => group.reduce((value, byte) => value * 256 + byte, 0) % 100_000)
    .map((group) => String(group).padStart(5, '0'))
    .join('');
}
