import { ApiError, networkError } from '../api/error.ts';
import { readAnswer, refusal } from '../api/http.ts';
import { fromBase64Url, toBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, toHex } from '../crypto/ratchet/bytes.ts';
import {
  backupKeyFor,
  createBackupKey,
  decodeAccount,
  encodeAccount,
  encodeMessageKeys,
  openBlob,
  sealBlob,
} from '../crypto/ratchet/content/backup.ts';
import { createRecoveryCode, formatRecoveryCode } from '../crypto/ratchet/content/recovery-code.ts';
import { unwrap, wrapByCode, wrapByPassphrase } from '../crypto/ratchet/content/wrapped-key.ts';
import { sha256 } from '../crypto/ratchet/hash.ts';
import type { DeviceRow } from './database.ts';
import { OwnDevice, type Surroundings } from './device.ts';
import { keysOf } from './history.ts';
import { joinByKey, ownList, requireSeed, verificationsOf } from './join.ts';
import { Vault } from './vault.ts';

const ACCOUNT = 1;
/** Keys in one piece: about half a megabyte. */
const KEYS = 4_000;
/** Pieces of one device lie together, so that devices never overwrite each other's. */
const PIECES = 1_000;

/** How the user means to open the backup. */
export type Wrapping =
  | { readonly kind: 'code' }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/**
 * Makes a backup, or a further way to open it, and gives the recovery code where one was made. A former backup that
 * this device cannot open is replaced only with the password.
 */
export async function makeBackup(
  s: Surroundings,
  wrapping: Wrapping,
  password: string | null,
): Promise<string | null> {
  const { row } = await requireSeed(s);
  const key = (await backupKey(row)) ?? createBackupKey(s.p);
  const code = wrapping.kind === 'code' ? createRecoveryCode(s.p.random) : null;
  const wrapped = code
    ? { by_code: toBase64Url(await wrapByCode(s.p, s.user, key, code)) }
    : wrapping.kind === 'passphrase'
      ? { by_passphrase: toBase64Url(await wrapByPassphrase(s.p, s.user, key, wrapping.passphrase)) }
      : {};
  const body = { auth_key: toBase64Url(backupKeyFor(key, 'auth')), ...wrapped };
  await s.http.put('/api/e2ee/backup', {
    body: password === null ? body : { ...body, start_over: true, password },
  });
  await s.db.self.update('device', { backup: await new Vault(row.vault).seal('backup key', key) });
  await s.db.backed.clear();
  await saveBackup(s);
  return code && formatRecoveryCode(code);
}

async function backupKey(row: DeviceRow): Promise<Bytes | null> {
  return row.backup && new Vault(row.vault).open('backup key', row.backup);
}

/** Brings the backup up to date, if there is one. */
export async function saveBackup(s: Surroundings): Promise<void> {
  const row = await s.db.self.get('device');
  const key = row && (await backupKey(row));
  if (!row || !key || !row.account) return;
  const device = await OwnDevice.from(row);
  await saveAccount(s, key);
  const base = PIECES * (1 + (device.address.device % 2_000_000));
  const done = new Set(await s.db.backed.toCollection().primaryKeys());
  const fresh = await s.db.texts.filter(({ ref, secret }) => secret !== null && !done.has(ref)).toArray();
  for (let rest = fresh; rest.length > 0; ) {
    const last = (await s.db.backed.where('index').aboveOrEqual(base).last())?.index ?? base;
    const held = await s.db.backed.where('index').equals(last).primaryKeys();
    const [index, kept] = held.length >= KEYS ? [last + 1, []] : [last, held];
    const part = rest.slice(0, KEYS - kept.length);
    const rows = (await s.db.texts.bulkGet(kept)).filter((each) => each !== undefined);
    const plain = encodeMessageKeys(await keysOf(device, [...rows, ...part]));
    await put(s, key, index, plain);
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
  await put(s, key, ACCOUNT, plain);
  await s.db.backed.where('index').equals(ACCOUNT).delete();
  await s.db.backed.put({ ref: name, index: ACCOUNT });
}

async function put(s: Surroundings, key: Bytes, index: number, plain: Bytes): Promise<void> {
  const version = s.now();
  const form = new FormData();
  form.append('blob', new Blob([await sealBlob(s.p, key, { user: s.user, index, version }, plain)]));
  const response = await fetch(`/api/e2ee/backup/blobs/${index}?version=${version}`, {
    ...{ method: 'POST', body: form, headers: headers(s, key) },
  }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  await readAnswer(response);
}

function headers(s: Surroundings, key: Bytes): Record<string, string> {
  const auth = toBase64Url(backupKeyFor(key, 'auth'));
  return { authorization: `Bearer ${s.token}`, 'kocmoc-backup-key': auth };
}

async function get(s: Surroundings, key: Bytes, index: number): Promise<Bytes> {
  const response = await fetch(`/api/e2ee/backup/blobs/${index}`, { headers: headers(s, key) }).catch(
    (cause: unknown) => {
      throw networkError(cause);
    },
  );
  if (!response.ok) throw refusal(response.status, null, null);
  const blob = new Uint8Array(await response.arrayBuffer());
  return (await openBlob(s.p, key, { user: s.user, index, leastVersion: 1 }, blob)).plain;
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

function piecesOf({ blobs }: { readonly blobs: readonly { readonly index: number }[] }): number[] {
  return blobs.map(({ index }) => index).filter((index) => index !== ACCOUNT);
}

/** The content of a piece of the backup, where this device can open it. */
export async function backupPiece(s: Surroundings, index: number): Promise<Bytes> {
  const row = await s.db.self.get('device');
  const key = row && (await backupKey(row));
  if (!key) throw new ApiError(403, 'device_required', 'no key of the backup here');
  return get(s, key, index);
}

/**
 * Makes an empty browser a device of the account again, by recovery code or passphrase. What was said before is noted
 * as old messages to be read.
 */
export async function restoreBackup(s: Surroundings, secret: string): Promise<void> {
  const overview = await s.http.get('/api/e2ee/backup');
  const wrapped = [overview.by_code, overview.by_passphrase].filter((each) => each !== null);
  const key = await firstThatOpens(s, wrapped, secret);
  const account = decodeAccount(await get(s, key, ACCOUNT));
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
    return { code: by_code !== null, passphrase: by_passphrase !== null, here: Boolean(row?.backup) };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'backup_not_found') return null;
    throw error;
  }
}
