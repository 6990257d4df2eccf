import { ApiError } from '../api/error.ts';

const MEANT: Readonly<Record<string, string>> = {
  WEAK_PASSPHRASE: 'encryption_weak_passphrase',
  MALFORMED: 'encryption_code_malformed',
  UNSUPPORTED_VERSION: 'encryption_code_malformed',
  SESSION_STALE: 'link_not_found',
};

/** In the worker: an error with its code alone, which is all that goes over to a page. */
export async function coded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError) throw named(error.code);
    if (error instanceof Error && 'reason' in error)
      throw named(MEANT[String(error.reason)] ?? 'encryption_refused');
    throw error;
  }
}

/** In a page: the worker's error as what it was. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name === 'ApiError')
      throw new ApiError(error.message === 'network' ? 0 : 400, error.message, error.message);
    throw error;
  }
}

function named(code: string): Error {
  return Object.assign(new Error(code), { name: 'ApiError' });
}
