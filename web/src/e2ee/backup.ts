import { ApiError } from '../api/error.ts';
import { fromBase64Url, toBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, equal, toHex } from '../crypto/ratchet/bytes.ts';
import {
  backupKeyFor,
  createBackupKey,
  decodeAccount,
  encodeAccount,
  encodeMessageKeys,
} from '../crypto/ratchet/content/backup.ts';
import { createRecoveryCode, formatRecoveryCode } from '../crypto/ratchet/content/recovery-code.ts';
import { unwrap, wrapByCode, wrapByPassphrase } from '../crypto/ratchet/content/wrapped-key.ts';
import { sha256 } from '../crypto/ratchet/hash.ts';
import { ACCOUNT, firstPieceOf, getPiece, piecesOf, putPiece } from './backup-blobs.ts';
import { forDevices, keepKey, keptKey, lookUpKey, share } from './backup-key.ts';
import type { DeviceRow } from './database.ts';
import { OwnDevice, type Surroundings } from './device.ts';
import { keysOf } from './history.ts';
import { joinByKey, ownList, requireSeed, verificationsOf } from './join.ts';

/** Keys in one piece: about half a megabyte. */
const KEYS = 4_000;
/** What the server says to a key that is not the present backup's. */
const OTHER_KEY = ['backup_key_wrong', 'backup_exists'];

/** How the user means to open the backup. */
export type Wrapping =
  | { readonly kind: 'code' }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/**
 * Makes a backup, or a further way to open it, and gives the recovery code where one was made. A former backup that
 * this device cannot open is replaced only with the password.
 */
export function makeBackup(
  s: Surroundings,
  wrapping: Wrapping,
  password: string | null,
): Promise<string | null> {
  return s.saving(() => make(s, wrapping, password));
}

async function make(s: Surroundings, wrapping: Wrapping, password: string | null): Promise<string | null> {
  await requireSeed(s);
  const key = (password === null && (await lookUpKey(s))) || createBackupKey(s.p);
  const code = wrapping.kind === 'code' ? createRecoveryCode(s.p.random) : null;
  const wrapped = code
    ? { by_code: toBase64Url(await wrapByCode(s.p, s.user, key, code)) }
    : wrapping.kind === 'passphrase'
      ? { by_passphrase: toBase64Url(await wrapByPassphrase(s.p, s.user, key, wrapping.passphrase)) }
      : {};
  const auth_key = toBase64Url(backupKeyFor(key, 'auth'));
  const body = { auth_key, by_account: await forDevices(s, key), ...wrapped };
  await s.http.put('/api/e2ee/backup', {
    body: password === null ? body : { ...body, start_over: true, password },
  });
  await keepKey(s, key, { isShared: false });
  await bringUp(s, true);
  return code && formatRecoveryCode(code);
}

/**
 * Brings the backup up to date, if there is one.
 *
 * @param looks whether a device that keeps no key looks for one
 */
export function saveBackup(s: Surroundings, looks = true): Promise<void> {
  return s.saving(() => bringUp(s, looks));
}

async function bringUp(s: Surroundings, looks: boolean): Promise<void> {
  const row = await s.db.self.get('device');
  if (!row?.account) return;
  const key = (await keptKey(row)) ?? (looks ? await lookUpKey(s) : null);
  if (!key) return;
  try {
    await save(s, row, key);
  } catch (error) {
    if (!(error instanceof ApiError) || !OTHER_KEY.includes(error.code)) throw error;
    // Another device has begun the backup anew.
    const newer = await lookUpKey(s);
    if (!newer || equal(newer, key)) throw error;
    await save(s, row, newer);
  }
}

async function save(s: Surroundings, row: DeviceRow, key: Bytes): Promise<void> {
  const device = await OwnDevice.from(row);
  await share(s, key);
  await saveAccount(s, key);
  const base = firstPieceOf(row.device);
  const done = new Set(await s.db.backed.toCollection().primaryKeys());
  const fresh = await s.db.texts.filter(({ ref, secret }) => secret !== null && !done.has(ref)).toArray();
  for (let rest = fresh; rest.length > 0; ) {
    const last = (await s.db.backed.where('index').aboveOrEqual(base).last())?.index ?? base;
    const held = await s.db.backed.where('index').equals(last).primaryKeys();
    const [index, kept] = held.length >= KEYS ? [last + 1, []] : [last, held];
    const part = rest.slice(0, KEYS - kept.length);
    const rows = (await s.db.texts.bulkGet(kept)).filter((each) => each !== undefined);
    const plain = encodeMessageKeys(await keysOf(device, [...rows, ...part]));
    await putPiece(s, key, index, plain);
    await s.db.backed.bulkPut(part.map(({ ref }) => ({ ref, index })));
    rest = rest.slice(part.length);
  }
}

async function saveAccount(s: Surroundings, key: Bytes): Promise<void> {
  const { seed } = await requireSeed(s);
  const verifications = await verificationsOf(s);
  const plain = encodeAccount({ accountSeed: seed, deviceList: await ownList(s), verifications });
  const name = `account ${toHex(sha256(plain))}`;
  if (await s.db.backed.get(name)) return;
  await putPiece(s, key, ACCOUNT, plain);
  await s.db.backed.where('index').equals(ACCOUNT).delete();
  await s.db.backed.put({ ref: name, index: ACCOUNT });
}

/** The pieces of the account's backup with keys of messages; none where it has no backup. */
export async function backupPieces(s: Surroundings): Promise<number[]> {
  try {
    return piecesOf(await s.http.get('/api/e2ee/backup'));
  } catch (error) {
    if (error instanceof ApiError && error.code === 'backup_not_found') return [];
    throw error;
  }
}

/** The content of a piece of the backup, where this device can open it. */
export async function backupPiece(s: Surroundings, index: number): Promise<Bytes> {
  const row = await s.db.self.get('device');
  const key = row && (await keptKey(row));
  if (!key) throw new ApiError(404, 'backup_not_found', 'no key of the backup here');
  return getPiece(s, key, index);
}

/**
 * Makes an empty browser a device of the account again, by recovery code or passphrase. What was said before is noted
 * as old messages to be read.
 */
export async function restoreBackup(s: Surroundings, secret: string): Promise<void> {
  const overview = await s.http.get('/api/e2ee/backup');
  const wrapped = [overview.by_code, overview.by_passphrase].filter((each) => each !== null);
  const key = await firstThatOpens(s, wrapped, secret);
  const account = decodeAccount(await getPiece(s, key, ACCOUNT));
  await s.exclusive(() =>
    joinByKey(s, account.accountSeed, account.deviceList, {
      ...{ backupKey: key, verifications: account.verifications },
      pieces: piecesOf(overview),
    }),
  );
}

async function firstThatOpens(s: Surroundings, wrapped: readonly string[], secret: string): Promise<Bytes> {
  for (const text of wrapped) {
    const key = await unwrap(s.p, s.user, fromBase64Url(text), secret).catch((error: unknown) => {
      // A code is no passphrase: what fits neither is told once.
      if (error instanceof Error && error.name === 'RatchetError') return null;
      throw error;
    });
    if (key) return key;
  }
  throw new ApiError(403, 'backup_secret_wrong', 'neither code nor passphrase');
}

/** Whether the account has a backup, and how it can be opened. */
export async function backupState(
  s: Surroundings,
): Promise<{ code: boolean; passphrase: boolean; here: boolean } | null> {
  try {
    const { by_code, by_passphrase } = await s.http.get('/api/e2ee/backup');
    const row = await s.db.self.get('device');
    const here = row?.account ? (await lookUpKey(s)) !== null : false;
    return { code: by_code !== null, passphrase: by_passphrase !== null, here };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'backup_not_found') return null;
    throw error;
  }
}
