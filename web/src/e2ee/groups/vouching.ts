import type { Bytes } from '../../crypto/ratchet/bytes.ts';
import {
  acceptEntry,
  type MembershipEntry,
  onlyLeaves,
  requireFollows,
  type SignedMembershipEntry,
} from '../../crypto/ratchet/group/membership.ts';
import type { Primitives } from '../../crypto/ratchet/primitives/primitives.ts';
import { isAdmin } from './chain.ts';

/** An entry and the key of the device that made it; none where that cannot be had any more. */
export interface Keyed {
  readonly signed: SignedMembershipEntry;
  readonly key: Bytes | null;
}

/**
 * How many entries of a run count after the accepted `tip`. What nobody can check any more, because its signer has no
 * device, no account or another account key by now, waits for a later entry that can be checked and whose actor was an
 * admin before any of it: whoever signs names all entries before by their hash. Only leaving needs no voucher. A key
 * that does not fit, and whatever does not follow, is refused, whether it waits or not.
 */
export async function countAccepted(
  p: Pick<Primitives, 'ed25519'>,
  tip: MembershipEntry,
  run: readonly Keyed[],
): Promise<number> {
  let [former, last, accepted] = [tip, tip, 0];
  for (const [i, { signed, key }] of run.entries()) {
    const { entry } = signed;
    if (key) await acceptEntry(p, former, signed, key);
    else requireFollows(former, entry);
    const waiting = accepted < i;
    // By `last`, not by what waits: that could have made anybody an admin.
    const counts = key ? !waiting || isAdmin(last, entry.actor.user) : !waiting && onlyLeaves(former, entry);
    if (counts) [last, accepted] = [entry, i + 1];
    former = entry;
  }
  return accepted;
}
