import { HEALABLE } from '../../../e2ee/healable.ts';

const UNTRUSTED = new Set([
  ...['GHOST_DEVICE', 'IDENTITY_MISMATCH', 'BAD_SIGNATURE', 'NOT_A_MEMBER', 'SELF_SESSION', 'BAD_KEY'],
  ...['LIST_ROLLBACK', 'LIST_FORK', 'LIST_GAP', 'LIST_OUTDATED'],
]);
const OWN_WORDS = ['UNLINKED', 'BEFORE_DEVICE', 'PLAINTEXT', 'UNCONFIRMED'] as const;

/** The key of the text for a reason. */
export function wordsFor(reason: string) {
  const own = OWN_WORDS.find((each) => each === reason);
  if (own) return own;
  if (UNTRUSTED.has(reason)) return 'UNTRUSTED';
  if (reason === 'UNSUPPORTED_VERSION') return 'NEWER';
  return HEALABLE.some((each) => each === reason) ? 'ASKED' : 'DAMAGED';
}
