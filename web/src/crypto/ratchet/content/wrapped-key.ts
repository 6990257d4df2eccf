import { BinaryReader, BinaryWriter } from '../binary.ts';
import { type Bytes, concat, utf8, wipe } from '../bytes.ts';
import { hkdfSha256 } from '../hash.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { parseRecoveryCode } from './recovery-code.ts';

const VERSION = 1;
const BY_CODE = 1;
const BY_PASSPHRASE = 2;
const BY_ACCOUNT = 3;
const INFO = utf8('kocmoc/backup/1 recovery code');
const INFO_ACCOUNT = utf8('kocmoc/backup/1 account seed');

/** Cost of guessing a passphrase; stored beside the wrapped key. */
export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What is written. */
const ARGON2: Argon2Parameters = { memoryKib: 65_536, passes: 3, lanes: 1 };

/** What is accepted: the floor stops a server from making guesses cheap, the ceiling from stopping the client. */
const ACCEPTED = { memoryKib: [65_536, 1_048_576], passes: [3, 16], lanes: [1, 4] } as const;

/** Wraps the backup key under a recovery code of 130 random bits. */
export async function wrapByCode(
  p: Primitives,
  user: number,
  backupKey: Bytes,
  code: string,
): Promise<Bytes> {
  const salt = p.random(16);
  const head = new BinaryWriter().u8(VERSION).u8(BY_CODE).bytes(salt).finish();
  return seal(p, user, head, keyByCode(salt, code), backupKey);
}

/**
 * Wraps the backup key under a passphrase. Whoever runs the server can guess offline, so weak ones are refused, and
 * a recovery code is the better choice.
 */
export async function wrapByPassphrase(
  p: Primitives,
  user: number,
  backupKey: Bytes,
  passphrase: string,
): Promise<Bytes> {
  checkPassphrase(passphrase);
  const salt = p.random(16);
  const head = new BinaryWriter()
    .u8(VERSION)
    .u8(BY_PASSPHRASE)
    .u32(ARGON2.memoryKib)
    .u32(ARGON2.passes)
    .u8(ARGON2.lanes)
    .bytes(salt)
    .finish();
  return seal(p, user, head, await keyByPassphrase(salt, passphrase, ARGON2), backupKey);
}

/** Unwraps a backup key with what the person typed; a wrong one is `UNDECRYPTABLE`. */
export async function unwrap(p: Primitives, user: number, wrapped: Bytes, secret: string): Promise<Bytes> {
  const reader = new BinaryReader(wrapped);
  refuseUnless(reader.u8() === VERSION, 'UNSUPPORTED_VERSION', 'wrapped key');
  const kind = reader.u8();
  refuseUnless(kind === BY_CODE || kind === BY_PASSPHRASE, 'MALFORMED', 'unknown kind of wrapped key');
  const parameters = kind === BY_PASSPHRASE ? readParameters(reader) : undefined;
  const salt = reader.bytes(16);
  const head = wrapped.slice(0, wrapped.length - reader.remaining);
  const key = parameters ? await keyByPassphrase(salt, secret, parameters) : keyByCode(salt, secret);
  return open(p, user, head, reader, key);
}

/** Wraps the backup key for the devices of the account, which all have the seed of its key. */
export async function wrapByAccount(
  p: Primitives,
  user: number,
  backupKey: Bytes,
  accountSeed: Bytes,
): Promise<Bytes> {
  const salt = p.random(16);
  const head = new BinaryWriter().u8(VERSION).u8(BY_ACCOUNT).bytes(salt).finish();
  return seal(p, user, head, keyByAccount(salt, accountSeed), backupKey);
}

/** Unwraps a backup key with the account's seed; that of another account key is `UNDECRYPTABLE`. */
export async function unwrapByAccount(
  p: Primitives,
  user: number,
  wrapped: Bytes,
  accountSeed: Bytes,
): Promise<Bytes> {
  const reader = new BinaryReader(wrapped);
  refuseUnless(reader.u8() === VERSION, 'UNSUPPORTED_VERSION', 'wrapped key');
  refuseUnless(reader.u8() === BY_ACCOUNT, 'MALFORMED', 'another kind of wrapped key');
  const salt = reader.bytes(16);
  const head = wrapped.slice(0, wrapped.length - reader.remaining);
  return open(p, user, head, reader, keyByAccount(salt, accountSeed));
}

async function open(
  p: Primitives,
  user: number,
  head: Bytes,
  reader: BinaryReader,
  key: Bytes,
): Promise<Bytes> {
  const [nonce, sealed] = [reader.bytes(12), reader.bytes(48)];
  reader.end();
  return p.aesGcm
    .open(key, nonce, sealed, boundTo(user, head))
    .catch(() => {
      throw new RatchetError('UNDECRYPTABLE', 'wrong code, passphrase or account key');
    })
    .finally(() => wipe(key));
}

async function seal(p: Primitives, user: number, head: Bytes, key: Bytes, backupKey: Bytes): Promise<Bytes> {
  const nonce = p.random(12);
  const sealed = await p.aesGcm.seal(key, nonce, backupKey, boundTo(user, head));
  wipe(key);
  return concat(head, nonce, sealed);
}

function boundTo(user: number, head: Bytes): Bytes {
  return new BinaryWriter().label('kocmoc/backup/1 wrap').u64(user).bytes(head).finish();
}

function keyByCode(salt: Bytes, code: string): Bytes {
  return hkdfSha256(salt, utf8(parseRecoveryCode(code)), INFO, 32);
}

function keyByAccount(salt: Bytes, accountSeed: Bytes): Bytes {
  return hkdfSha256(salt, accountSeed, INFO_ACCOUNT, 32);
}

async function keyByPassphrase(
  salt: Bytes,
  passphrase: string,
  parameters: Argon2Parameters,
): Promise<Bytes> {
  const { argon2id } = await import('../primitives/noble-argon2.ts');
  return argon2id(utf8(passphrase.normalize('NFKC')), salt, parameters);
}

function readParameters(reader: BinaryReader): Argon2Parameters {
  const parameters = { memoryKib: reader.u32(), passes: reader.u32(), lanes: reader.u8() };
  for (const name of ['memoryKib', 'passes', 'lanes'] as const) {
    const [least, most] = ACCEPTED[name];
    const good = parameters[name] >= least && parameters[name] <= most;
    refuseUnless(good, 'WEAK_PARAMETERS', `Argon2id ${name}`);
  }
  return parameters;
}

function checkPassphrase(passphrase: string): void {
  const characters = [...passphrase.normalize('NFKC')];
  const good = characters.length >= 12 && new Set(characters).size >= 6;
  refuseUnless(good, 'WEAK_PASSPHRASE', 'at least 12 characters, 6 of them different');
}
