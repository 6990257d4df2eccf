import { decodeMessageKeys, encodeMessageKeys, type MessageKey } from '../crypto/ratchet/content/backup.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { backupPiece } from './backup.ts';
import type { OldRow, TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import { readHistory } from './history.ts';
import { isGone } from './refused.ts';

const PLACE = 'old keys';

/** Keeps the keys of old messages until these have been read: whoever closes the page goes on there later. */
export async function keepOldKeys(
  s: Surroundings,
  { vault }: OwnDevice,
  keys: readonly MessageKey[],
): Promise<void> {
  await s.db.old.add({ piece: null, keys: await vault.seal(PLACE, encodeMessageKeys(keys)) });
}

/** Reads what is left of old messages; calls back after each page that was stored. A lost line throws. */
export async function readOldMessages(
  s: Surroundings,
  device: OwnDevice,
  stored: (texts: readonly TextRow[]) => Promise<void>,
): Promise<void> {
  // What another device has given is newer than what lies in the backup.
  const rows = (await s.db.old.toArray()).sort((a, b) => Number(a.keys === null) - Number(b.keys === null));
  for (const row of rows) {
    try {
      await readHistory(s, device, await keysIn(s, device, row), stored);
    } catch (error) {
      // A piece that is gone or damaged holds up no other.
      if (!(error instanceof RatchetError) && !isGone(error)) throw error;
    }
    await s.db.old.delete(row.id);
  }
}

async function keysIn(s: Surroundings, device: OwnDevice, { piece, keys }: OldRow): Promise<MessageKey[]> {
  if (keys) return decodeMessageKeys(await device.vault.open(PLACE, keys));
  return piece === null ? [] : decodeMessageKeys(await backupPiece(s, piece));
}
