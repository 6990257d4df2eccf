/**
 * Why an operation was refused. `DUPLICATE` is acknowledged quietly, `UNDECRYPTABLE` starts a repair; inside the
 * decryption of one message no finer difference is told, since it would be an oracle.
 */
export type Reason =
  | 'MALFORMED'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_VERSION'
  | 'DUPLICATE'
  | 'UNDECRYPTABLE'
  | 'NO_SESSION'
  | 'SESSION_STALE'
  | 'SESSION_EXHAUSTED'
  | 'UNKNOWN_PREKEY'
  | 'REUSED_BASE_KEY'
  | 'BAD_KEY'
  | 'BAD_SIGNATURE'
  | 'IDENTITY_MISMATCH'
  | 'SELF_SESSION'
  | 'UNSUPPORTED_DEVICE'
  | 'LIST_OUTDATED'
  | 'LIST_ROLLBACK'
  | 'LIST_FORK'
  | 'LIST_GAP'
  | 'GHOST_DEVICE'
  | 'NOT_A_MEMBER'
  | 'TOO_MANY'
  | 'WEAK_PARAMETERS'
  | 'WEAK_PASSPHRASE'
  | 'CORRUPT_STATE';

/** The one error of this library for whatever arrives from outside. Anything else that is thrown is a bug. */
export class RatchetError extends Error {
  readonly reason: Reason;

  /** The text is for developers; it never holds key material or content. */
  constructor(reason: Reason, text: string) {
    super(`${reason}: ${text}`);
    this.name = 'RatchetError';
    this.reason = reason;
  }
}

/** Throws with the reason unless the condition holds. */
export function refuseUnless(condition: boolean, reason: Reason, text: string): asserts condition {
  if (!condition) throw new RatchetError(reason, text);
}
