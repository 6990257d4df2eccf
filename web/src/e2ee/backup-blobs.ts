import { networkError } from '../api/error.ts';
import { readAnswer, refusal } from '../api/http.ts';
import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import { backupKeyFor, openBlob, sealBlob } from '../crypto/ratchet/content/backup.ts';
import type { Surroundings } from './device.ts';

/** The piece that holds the account; all others hold keys of messages. */
export const ACCOUNT = 1;
/** Pieces of one device lie together, so that devices never overwrite each other's. */
const PIECES = 1_000;

/** The number of a device's first piece. */
export function firstPieceOf(device: number): number {
  return PIECES * (1 + (device % 2_000_000));
}

/** Whether a piece is one of a device's own. */
export function isPieceOf(device: number, index: number): boolean {
  const first = firstPieceOf(device);
  return index >= first && index < first + PIECES;
}

/** The pieces with keys of messages. */
export function piecesOf({ blobs }: { readonly blobs: readonly { readonly index: number }[] }): number[] {
  return blobs.map(({ index }) => index).filter((index) => index !== ACCOUNT);
}

/** Stores a piece encrypted. A key that is not the backup's is refused with `backup_key_wrong`. */
export async function putPiece(s: Surroundings, key: Bytes, index: number, plain: Bytes): Promise<void> {
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

/** The content of a piece; one that is not there, and a key that is not the backup's, are `ApiError`s. */
export async function getPiece(s: Surroundings, key: Bytes, index: number): Promise<Bytes> {
  const response = await fetch(`/api/e2ee/backup/blobs/${index}`, { headers: headers(s, key) }).catch(
    (cause: unknown) => {
      throw networkError(cause);
    },
  );
  if (!response.ok) throw refusal(response.status, null, null);
  const blob = new Uint8Array(await response.arrayBuffer());
  return (await openBlob(s.p, key, { user: s.user, index, leastVersion: 1 }, blob)).plain;
}

function headers(s: Surroundings, key: Bytes): Record<string, string> {
  const auth = toBase64Url(backupKeyFor(key, 'auth'));
  return { authorization: `Bearer ${s.token}`, 'kocmoc-backup-key': auth };
}
