import { useEffect, useState } from 'react';
import { http } from '../api/current.ts';
import type { Person } from './db.ts';

/** The server wants at least this many letters. */
export const SHORTEST = 2;
/** Milliseconds without a key after which one is looked for. */
export const PAUSE = 220;

/** People whom the server finds for a name or an email; nothing while it is being asked. */
export function usePeople(query: string): readonly Person[] | null {
  const [found, setFound] = useState<readonly Person[] | null>(null);
  useEffect(() => {
    const words = query.trim();
    setFound(null);
    if (words.length < SHORTEST) return;
    const over = new AbortController();
    const timer = setTimeout(() => {
      http.get('/api/users/search/{query}', { path: { query: words }, signal: over.signal }).then(
        ({ users }) => setFound(users),
        () => !over.signal.aborted && setFound([]),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [query]);
  return found;
}

/** The own contacts. */
export function useContacts(): readonly Person[] {
  const [contacts, setContacts] = useState<readonly Person[]>([]);
  useEffect(() => {
    http.get('/api/contacts').then(
      (answer) =>
        setContacts(
          answer.contacts.map(({ contact_id, name, avatar }) => ({ id: contact_id, name, avatar })),
        ),
      () => undefined,
    );
  }, []);
  return contacts;
}
