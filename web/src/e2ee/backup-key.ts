import { ApiError } from '../api/error.ts';
import { fromBase64Url, toBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, equal } from '../crypto/ratchet/bytes.ts';
import { backupKeyFor, decodeAccount } from '../crypto/ratchet/content/backup.ts';
import { unwrapByAccount, wrapByAccount } from '../crypto/ratchet/content/wrapped-key.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { ACCOUNT, getPiece, isPieceOf, piecesOf } from './backup-blobs.ts';
import type { DeviceRow } from './database.ts';
import type { Surroundings } from './device.ts';
import { requireSeed } from './join.ts';
import { Vault } from './vault.ts';

/** Stands among what has been backed up once the key lies at the server for the other devices. */
const SHARED = { ref: 'key for devices', index: 0 };

/** The key of the backup that this device keeps; it need not be the present one's. */
export async function keptKey(row: DeviceRow): Promise<Bytes | null> {
  return row.backup && new Vault(row.vault).open('backup key', row.backup);
}

/**
 * Keeps the key of another backup than before, in which nothing of this device lies.
 *
 * @param isShared the other devices can look it up
 * @param pieces of the backup, whose messages are to be read here as well
 */
export async function keepKey(
  s: Surroundings,
  key: Bytes,
  { isShared, pieces = [] }: { isShared: boolean; pieces?: readonly number[] },
): Promise<void> {
  const { row } = await requireSeed(s);
  const backup = await new Vault(row.vault).seal('backup key', key);
  await s.db.transaction('rw', [s.db.self, s.db.backed, s.db.old], async () => {
    await s.db.self.update('device', { backup });
    await s.db.backed.clear();
    if (isShared) await s.db.backed.put(SHARED);
    await s.db.old.bulkAdd(pieces.map((piece) => ({ piece, keys: null })));
  });
}

/** The key as the account's other devices take it from the server. */
export async function forDevices(s: Surroundings, key: Bytes): Promise<string> {
  const { seed } = await requireSeed(s);
  return toBase64Url(await wrapByAccount(s.p, s.user, key, seed));
}

/**
 * Lets the account's other devices look the key up, where nobody has seen to that before. It is done when the server
 * shows it: one of an earlier version, which may serve during an update, refuses it or forgets it.
 */
export async function share(s: Surroundings, key: Bytes): Promise<void> {
  if (await s.db.backed.get(SHARED.ref)) return;
  const { seed } = await requireSeed(s);
  const shown = await shownKey(s, await s.http.get('/api/e2ee/backup').catch(absent), seed);
  if (shown && equal(shown, key)) {
    await s.db.backed.put(SHARED);
    return;
  }
  const auth_key = toBase64Url(backupKeyFor(key, 'auth'));
  const body = { auth_key, by_account: await forDevices(s, key) };
  await s.http.put('/api/e2ee/backup', { body }).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 400)) throw error;
  });
}

async function shownKey(
  s: Surroundings,
  overview: { readonly by_account: string | null } | null,
  seed: Bytes,
): Promise<Bytes | null> {
  if (!overview?.by_account) return null;
  return unwrapByAccount(s.p, s.user, fromBase64Url(overview.by_account), seed).catch(foreign);
}

/**
 * The key of the account's present backup, as far as this device can know it: the one that it keeps, or the one that
 * another device has made a backup with since, which it keeps from then on.
 */
export async function lookUpKey(s: Surroundings): Promise<Bytes | null> {
  const { row, seed } = await requireSeed(s);
  const kept = await keptKey(row);
  const overview = await s.http.get('/api/e2ee/backup').catch(absent);
  const key = await shownKey(s, overview, seed);
  if (!overview || !key || (kept && equal(key, kept)) || !(await opens(s, key, seed))) return kept;
  const pieces = piecesOf(overview).filter((index) => !isPieceOf(row.device, index));
  await keepKey(s, key, { isShared: true, pieces });
  return key;
}

/** Whether a key is that of the present backup, and the backup that of this account. */
async function opens(s: Surroundings, key: Bytes, seed: Bytes): Promise<boolean> {
  try {
    return equal(decodeAccount(await getPiece(s, key, ACCOUNT)).accountSeed, seed);
  } catch (error) {
    // The key has been let in, but the first piece has not come yet.
    if (error instanceof ApiError && error.status === 404) return true;
    if (error instanceof RatchetError || (error instanceof ApiError && error.status === 403)) return false;
    throw error;
  }
}

function absent(error: unknown): null {
  if (error instanceof ApiError && error.code === 'backup_not_found') return null;
  throw error;
}

/** Wrapped under an account key that is no longer this account's, or damaged. */
function foreign(error: unknown): null {
  if (error instanceof RatchetError) return null;
  throw error;
}
