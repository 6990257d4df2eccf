/** What fails for now is tried again later, and must not stop anything else; a fault of our own is no such thing. */
export function quietly(error: unknown): null {
  if (error instanceof Error && ['ApiError', 'RatchetError'].includes(error.name)) return null;
  throw error;
}
