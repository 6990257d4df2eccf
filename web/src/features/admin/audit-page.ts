import { http } from '../../api/current.ts';

/** So many entries make a page. */
export const PAGE = 50;

/** What administrators did, newest first, with the names of those who did it and to whom. */
export async function auditPage(before: number | undefined, signal: AbortSignal) {
  const { entries } = await http.get('/api/admin/audit', { query: { before, limit: PAGE }, signal });
  const people = new Set(
    entries.flatMap(({ actor_id, action, target }) => [actor_id, personIn(action, target)]),
  );
  const names = await Promise.all([...people].map((id) => (id === null ? null : nameOf(id, signal))));
  const known = new Map([...people].map((id, index) => [id, names[index]]));
  const who = (id: number) => known.get(id) ?? `#${id}`;
  return entries.map(({ id, at, actor_id, action, target }) => {
    const person = personIn(action, target);
    return {
      ...{ id, at, action },
      actor: actor_id === null ? null : who(actor_id),
      target: person === null ? target : who(person),
    };
  });
}

/** The account that something was done to. */
function personIn(action: string, target: string | null): number | null {
  return action.startsWith('user.') && /^\d+$/.test(target ?? '') ? Number(target) : null;
}

/** Nothing for an account that is gone. */
async function nameOf(id: number, signal: AbortSignal): Promise<string | null> {
  const answer = await http.get('/api/users/{id}', { path: { id }, signal }).catch(() => null);
  return answer && `${answer.user.name} (#${id})`;
}
