import { http } from '../../api/current.ts';
import type { components } from '../../api/schema.d.ts';

export type User = components['schemas']['User'];

const PAGE = 100;

/** All accounts but the own one, as administrators see them. Page by page, so that no answer grows with the server. */
export async function peopleOf(signal: AbortSignal): Promise<User[]> {
  const found: User[] = [];
  let after: string | undefined;
  do {
    const { users, next } = await http.get('/api/users', { query: { limit: PAGE, after }, signal });
    found.push(...users.filter((user): user is User => 'banned' in user));
    after = next ?? undefined;
  } while (after !== undefined);
  return found;
}

/** Those whose name or address holds the text, ё and е alike. */
export function matching(users: readonly User[], query: string): User[] {
  const fold = (text: string) => text.toLowerCase().replaceAll('ё', 'е');
  const wanted = fold(query.trim());
  return users.filter(({ name, email, id }) => fold(`${name} ${email} #${id}`).includes(wanted));
}
