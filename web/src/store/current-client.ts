import { useSyncExternalStore } from 'react';
import type { Session } from '../api/session.ts';
import { Client } from './client.ts';

let current: Client | null = null;
const listeners = new Set<() => void>();

/**
 * Runs the client of an account, of which a page has one at a time, until the returned function is called. One that
 * was begun before goes on.
 *
 * @param signedOut called when the server has ended the session
 */
export function openClient(session: Session, signedOut: (code: number) => void): () => void {
  if (current?.session.token !== session.token) {
    current?.stop();
    change(new Client(session, signedOut));
  }
  const client = current as Client;
  return () => {
    client.stop();
    if (current === client) change(null);
  };
}

/** The client that runs now. */
export function currentClient(): Client | null {
  return current;
}

export function useCurrentClient(): Client | null {
  return useSyncExternalStore(onClient, currentClient);
}

/** Something that the running client knows, and what stands for it while none runs. */
export function useOfClient<T>(topic: string, read: (client: Client) => T, otherwise: T): T {
  const client = useCurrentClient();
  return useSyncExternalStore(
    (listener) => client?.on(topic, listener) ?? (() => undefined),
    () => (client ? read(client) : otherwise),
  );
}

function onClient(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Client | null): void {
  current = next;
  for (const listener of listeners) listener();
}
