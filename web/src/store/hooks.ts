import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ChatRow } from '../sync/chat-row.ts';
import type { ConnectionState } from '../sync/connection.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';
import type { Presence } from './changes.ts';
import type { Client } from './client.ts';
import type { DraftRow, Person } from './db.ts';
import type { EncryptionView } from './secure.ts';

export const ClientContext = createContext<Client | null>(null);

/** The account that everything below belongs to. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('No account above');
  return client;
}

/** Something that the client knows, drawn again whenever the topic changes. `read` gives equal references for equal values. */
function useTopic<T>(topic: string, read: (client: Client) => T): T {
  const client = useClient();
  const on = useCallback((listener: () => void) => client.on(topic, listener), [client, topic]);
  return useSyncExternalStore(on, () => read(client));
}

export function useChats(): readonly ChatRow[] {
  return useTopic('chats', (client) => client.chats);
}

/** Whether the list of chats is known, be it from an earlier visit. */
export function useListed(): boolean {
  return useTopic('chats', (client) => client.listed);
}

export function useChat(id: number): ChatRow | undefined {
  return useTopic(`chat:${id}`, (client) => client.chat(id));
}

export function useConnection(): ConnectionState {
  return useTopic('connection', (client) => client.connection);
}

export function useOutbox(chat: number): readonly OutboxItem[] {
  return useTopic(`outbox:${chat}`, (client) => client.outbox(chat));
}

export function useProgress(key: string): number {
  return useTopic(`progress:${key}`, (client) => client.progress(key));
}

export function useDraft(chat: number): DraftRow | undefined {
  return useTopic(`draft:${chat}`, (client) => client.draft(chat));
}

export function usePerson(id: number): Person | undefined {
  return useTopic('people', (client) => client.person(id));
}

export function usePresence(user: number | null): Presence | undefined {
  return useTopic(`presence:${user}`, (client) => (user === null ? undefined : client.presence(user)));
}

/** Who else is typing in a chat. */
export function useTyping(chat: number): ReadonlyMap<number, number> {
  return useTopic(`typing:${chat}`, (client) => client.typing(chat));
}

/** How encryption stands in this browser. */
export function useEncryption(): EncryptionView {
  return useTopic('encryption', (client) => client.encryption);
}
