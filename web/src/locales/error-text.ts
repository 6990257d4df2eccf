import i18next from 'i18next';
import { ApiError } from '../api/error.ts';
import type { Texts } from './i18n.ts';

/** What to tell a person about a failure: what happened, in the language in use. */
export function errorText(failure: unknown): string {
  const code = failure instanceof ApiError ? failure.code : 'unexpected';
  const known = i18next.exists(code, { ns: 'errors' }) ? (code as keyof Texts['errors']) : 'unexpected';
  return i18next.t(known, { ns: 'errors' });
}
