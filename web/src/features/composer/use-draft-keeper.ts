import { useCallback, useEffect, useRef } from 'react';
import { useClient, useDraft } from '../../store/hooks.ts';

/** The draft is stored this long after the last key. */
const PAUSE = 350;

/**
 * Stores the draft soon after each change, at once when the chat is left, and takes over what other devices write
 * as long as nothing was typed here. Returns what to call after each change.
 */
export function useDraftKeeper(
  chat: number,
  initial: string,
  onOther: (text: string) => void,
  editing: boolean,
) {
  const client = useClient();
  const draft = useDraft(chat);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<{ text: string; reply_to: number | null } | null>(null);
  const own = useRef(initial);
  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const next = waiting.current;
    waiting.current = null;
    if (next) void client.write(chat, next.text, next.reply_to);
  }, [client, chat]);
  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what another device or tab wrote is taken over
  useEffect(() => {
    if (!draft || editing || waiting.current || draft.text === own.current) return;
    own.current = draft.text;
    onOther(draft.text);
  }, [draft?.text, draft?.version]);
  return (next: string, reply_to: number | null) => {
    own.current = next;
    waiting.current = { text: next, reply_to };
    clearTimeout(timer.current);
    if (next === '') flush();
    else timer.current = setTimeout(flush, PAUSE);
  };
}
