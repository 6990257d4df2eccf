import { http } from '../../api/current.ts';
import type { components } from '../../api/schema.d.ts';

export type AccountRow = components['schemas']['AccountRow'];

/** Which accounts are looked at. */
export type AccountFilter = 'all' | 'banned' | 'admins' | 'unconfirmed';
export const ACCOUNT_FILTERS: readonly AccountFilter[] = ['all', 'admins', 'banned', 'unconfirmed'];

/** A part of the accounts, and where the next one begins. */
export interface AccountPage {
  readonly accounts: readonly AccountRow[];
  readonly next: number | null;
}

/** Asks once typing has come to a rest. */
const REST_MILLIS = 250;

/** The first accounts that fit. */
export async function findAccounts(
  q: string,
  filter: AccountFilter,
  signal: AbortSignal,
): Promise<AccountPage> {
  if (q !== '') await new Promise((rested) => setTimeout(rested, REST_MILLIS));
  signal.throwIfAborted();
  return http.get('/api/admin/accounts', { query: { q: q.trim() || undefined, filter }, signal });
}

/** The page after another one, behind it. */
export async function moreAccounts(
  q: string,
  filter: AccountFilter,
  page: AccountPage,
): Promise<AccountPage> {
  const before = page.next === null ? undefined : String(page.next);
  const query = { q: q.trim() || undefined, filter, before };
  const { accounts, next } = await http.get('/api/admin/accounts', { query });
  return { accounts: [...page.accounts, ...accounts], next };
}
