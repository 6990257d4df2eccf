import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import {
  decodeSignedList,
  encodeSignedList,
  type SignedDeviceList,
} from '../crypto/ratchet/identity/device-list.ts';
import type { UserRow } from './database.ts';
import type { Surroundings } from './device.ts';

/** What a server takes at once. */
const KEPT = 100;

export function versionOf(list: Bytes): number {
  return decodeSignedList(list).list.version;
}

/** The lists of the own account with those that are newer, as a server needs them again that was restored. */
export function withNewer(
  { list, lists = [list] }: UserRow,
  shown: readonly SignedDeviceList[],
): readonly Bytes[] {
  const known = versionOf(lists.at(-1) ?? list);
  const newer = shown.filter((one) => one.list.version > known).map(encodeSignedList);
  return [...lists, ...newer].slice(-KEPT);
}

/** Gives a server that was restored from a backup the lists of the own devices that it has forgotten. */
export async function giveBackLists(s: Surroundings, own: UserRow, newest: number): Promise<void> {
  const missing = (own.lists ?? [own.list]).filter((list) => versionOf(list) > newest);
  await s.http.put('/api/e2ee/devices', {
    body: {
      device_lists: missing.map(toBase64Url),
      certificates: own.certificates.map(toBase64Url),
    },
  });
}
