import { BinaryReader, BinaryWriter } from '../binary.ts';
import { type Bytes, concat, utf8, wipe } from '../bytes.ts';
import { hkdfSha256 } from '../hash.ts';
import { decodeSignedList, encodeSignedList, type SignedDeviceList } from '../identity/device-list.ts';
import { Limits } from '../limits.ts';
import { pad, unpad } from '../padding.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';

const VERSION = 1;
const NO_SALT = new Uint8Array(32);
/** The blob that holds the account; all others hold message keys. */
const ACCOUNT_INDEX = 1;
const HEAD_BYTES = 1 + 4 + 8;

/** A user whose key was seen, or compared in person. */
export interface Verification {
  readonly user: number;
  readonly accountKey: Bytes;
  readonly verified: boolean;
  readonly atMs: number;
}

/** What makes a new device the same account again. Never ratchet state. */
export interface AccountBackup {
  readonly accountSeed: Bytes;
  readonly deviceList: SignedDeviceList;
  /** Ascending by user. */
  readonly verifications: readonly Verification[];
}

/** The key of one message body. */
export interface MessageKey {
  readonly chatId: number;
  readonly messageUuid: Bytes;
  readonly key: Bytes;
  readonly bodyHash: Bytes;
}

/** What a key that is derived from the backup key is for. */
export type BackupPurpose = 'content' | 'account' | 'auth';

/** The one key that opens everything; kept by the user's devices and, wrapped, by the server. */
export function createBackupKey({ random }: Pick<Primitives, 'random'>): Bytes {
  return random(32);
}

/** The key for a purpose; `auth` is the one that a server may see. */
export function backupKeyFor(backupKey: Bytes, purpose: BackupPurpose): Bytes {
  return hkdfSha256(NO_SALT, backupKey, utf8(`kocmoc/backup/1 ${purpose}`), 32);
}

/** Where a blob belongs and which state of it this is; a server can neither swap blobs nor go back unnoticed. */
export interface BlobPlace {
  readonly user: number;
  readonly index: number;
  readonly version: number;
}

/** Encrypts a blob for its place; a higher version at the same index replaces it. */
export async function sealBlob(
  p: Primitives,
  backupKey: Bytes,
  place: BlobPlace,
  plain: Bytes,
): Promise<Bytes> {
  const padded = pad(plain);
  refuseUnless(padded.length <= Limits.backupBytes, 'TOO_LARGE', 'backup blob');
  const nonce = p.random(12);
  const head = headOf(place);
  const key = blobKey(backupKey, place.index);
  const sealed = await p.aesGcm.seal(key, nonce, padded, boundTo(place.user, head));
  wipe(key);
  return concat(head, nonce, sealed);
}

/** Opens a blob that must be at this index and not older than the version last seen. */
export async function openBlob(
  p: Primitives,
  backupKey: Bytes,
  expected: { readonly user: number; readonly index: number; readonly leastVersion: number },
  blob: Bytes,
): Promise<{ readonly version: number; readonly plain: Bytes }> {
  refuseUnless(blob.length <= Limits.backupBytes + HEAD_BYTES + 28, 'TOO_LARGE', 'backup blob');
  const reader = new BinaryReader(blob);
  refuseUnless(reader.u8() === VERSION, 'UNSUPPORTED_VERSION', 'backup blob');
  const [index, version] = [reader.id(4), reader.id(8)];
  const [nonce, sealed] = [reader.bytes(12), reader.bytes(reader.remaining)];
  refuseUnless(index === expected.index, 'IDENTITY_MISMATCH', 'another backup blob');
  refuseUnless(version >= expected.leastVersion, 'LIST_ROLLBACK', 'an older backup blob');
  const key = blobKey(backupKey, index);
  const head = blob.slice(0, HEAD_BYTES);
  const padded = await p.aesGcm.open(key, nonce, sealed, boundTo(expected.user, head)).catch(() => {
    throw new RatchetError('UNDECRYPTABLE', 'backup blob');
  });
  wipe(key);
  return { version, plain: unpad(padded) };
}

export function encodeAccount(account: AccountBackup): Bytes {
  return new ProtobufWriter()
    .bytes(1, account.accountSeed)
    .bytes(2, encodeSignedList(account.deviceList))
    .repeated(3, account.verifications.map(encodeVerification))
    .finish();
}

export function decodeAccount(bytes: Bytes): AccountBackup {
  const reader = new ProtobufReader(bytes);
  const [accountSeed, deviceList] = [reader.bytes(1, 32), decodeSignedList(reader.bytes(2))];
  const verifications = decodeVerifications(reader.repeated(3));
  reader.end();
  return { accountSeed, deviceList, verifications };
}

export function encodeVerification({ user, accountKey, verified, atMs }: Verification): Bytes {
  return new ProtobufWriter()
    .integer(1, user)
    .bytes(2, accountKey)
    .integer(3, verified ? 1 : 0)
    .integer(4, atMs)
    .finish();
}

export function decodeVerifications(messages: readonly Bytes[]): Verification[] {
  const verifications = messages.map((message) => {
    const reader = new ProtobufReader(message);
    const [user, accountKey, state, atMs] = [
      reader.u64(1),
      reader.bytes(2, 32),
      reader.u32(3),
      reader.u64(4),
    ];
    reader.end();
    refuseUnless(state <= 1, 'MALFORMED', 'unknown state of verification');
    return { user, accountKey, verified: state === 1, atMs };
  });
  const ascending = verifications.every(({ user }, i) => user > (verifications[i - 1]?.user ?? 0));
  refuseUnless(ascending, 'MALFORMED', 'verifications out of order');
  return verifications;
}

export function encodeMessageKeys(keys: readonly MessageKey[]): Bytes {
  const messages = keys.map(({ chatId, messageUuid, key, bodyHash }) =>
    new ProtobufWriter().integer(1, chatId).bytes(2, messageUuid).bytes(3, key).bytes(4, bodyHash).finish(),
  );
  return new ProtobufWriter().repeated(1, messages).finish();
}

export function decodeMessageKeys(bytes: Bytes): MessageKey[] {
  const reader = new ProtobufReader(bytes);
  const messages = reader.repeated(1);
  reader.end();
  return messages.map((message) => {
    const fields = new ProtobufReader(message);
    const [chatId, messageUuid] = [fields.u64(1), fields.bytes(2, 16)];
    const [key, bodyHash] = [fields.bytes(3, 32), fields.bytes(4, 32)];
    fields.end();
    return { chatId, messageUuid, key, bodyHash };
  });
}

function blobKey(backupKey: Bytes, index: number): Bytes {
  return backupKeyFor(backupKey, index === ACCOUNT_INDEX ? 'account' : 'content');
}

function headOf({ index, version }: BlobPlace): Bytes {
  return new BinaryWriter().u8(VERSION).u32(index).u64(version).finish();
}

function boundTo(user: number, head: Bytes): Bytes {
  return new BinaryWriter().label('kocmoc/backup/1 blob').u64(user).bytes(head).finish();
}
