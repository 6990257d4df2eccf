import { ApiError } from '../../api/error.ts';
import type { Http } from '../../api/http.ts';
import { fromBase64Url, toBase64Url } from '../../crypto/ratchet/base64url.ts';
import { type Bytes, equal } from '../../crypto/ratchet/bytes.ts';
import {
  decodeSignedEntry,
  encodeSignedEntry,
  type MembershipEntry,
  membershipHash,
  type SignedMembershipEntry,
} from '../../crypto/ratchet/group/membership.ts';

/** An entry as the server gives it, with the certificate of the device that signed it. */
export interface ShownEntry {
  readonly signed: SignedMembershipEntry;
  readonly certificate: Bytes;
}

/** The entries of a group from an epoch on, oldest first; without one, the newest. Nothing of it is judged. */
export async function shownEntries(http: Http, chat: number, from?: number): Promise<ShownEntry[]> {
  const all: ShownEntry[] = [];
  for (let next = from, more = true; more; ) {
    const page = await http.get('/api/e2ee/chats/{chat}/membership', {
      path: { chat },
      query: { from: next },
    });
    for (const { entry, certificate } of page.entries)
      all.push({ signed: decodeSignedEntry(fromBase64Url(entry)), certificate: fromBase64Url(certificate) });
    more = page.more && page.entries.length > 0;
    next = (all.at(-1)?.signed.entry.epoch ?? 0) + 1;
  }
  return all;
}

/** Those of the entries that an entry follows by their hashes, without a gap. */
export function leadingTo(shown: readonly ShownEntry[], anchor: MembershipEntry): readonly ShownEntry[] {
  let next = anchor;
  let from = shown.length;
  while (from > 0) {
    const former = shown[from - 1]?.signed.entry;
    if (!former || !equal(membershipHash(former), next.previousHash)) break;
    next = former;
    from--;
  }
  return shown.slice(from);
}

/** Whether the server has taken an entry: nobody else's came first. */
export async function postEntry(http: Http, chat: number, signed: SignedMembershipEntry): Promise<boolean> {
  try {
    await http.post('/api/e2ee/chats/{chat}/membership', {
      path: { chat },
      body: { entry: toBase64Url(encodeSignedEntry(signed)) },
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'membership_changed') return false;
    throw error;
  }
}
