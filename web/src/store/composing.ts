import { useCallback, useSyncExternalStore } from 'react';
import type { Message } from '../api/models.ts';

/** What the next message of a chat refers to, or which message is being changed. */
export interface Composing {
  readonly reply: Message | null;
  readonly editing: Message | null;
}

const NOTHING: Composing = { reply: null, editing: null };
const states = new Map<number, Composing>();
const listeners = new Set<() => void>();

/** Sets what is being composed in a chat; the message and the field to write in lie in different features. */
export function compose(chat: number, next: Partial<Composing>): void {
  states.set(chat, { ...NOTHING, ...next });
  for (const listener of listeners) listener();
}

export function composing(chat: number): Composing {
  return states.get(chat) ?? NOTHING;
}

export function useComposing(chat: number): Composing {
  const on = useCallback((listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return useSyncExternalStore(on, () => composing(chat));
}
