/** Why a message cannot be read where its sender can help: with its key, said once more. Nobody is asked in any other case. */
export const HEALABLE = [
  'UNDECRYPTABLE',
  'NO_SESSION',
  'UNKNOWN_PREKEY',
  'REUSED_BASE_KEY',
  'CORRUPT_STATE',
  'SESSION_STALE',
] as const;
