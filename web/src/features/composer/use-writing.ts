import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useComposing } from '../../store/composing.ts';
import { useClient, useDraft } from '../../store/hooks.ts';
import { fromWire } from './mentions.ts';
import { useDraftKeeper } from './use-draft-keeper.ts';
import { useTypingNotice } from './use-typing-notice.ts';

const TALLEST = 220;

/** The text of the field, from the draft or from the message that is changed, and where the caret stands. */
export function useWriting(chat: number) {
  const client = useClient();
  const draft = useDraft(chat);
  const { reply, editing } = useComposing(chat);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(draft?.text ?? '');
  const [caret, setCaret] = useState(0);
  const keep = useDraftKeeper(chat, text, setText, editing !== null);
  const notice = useTypingNotice(chat);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field is as tall as its text
  useLayoutEffect(() => grow(field.current), [text]);
  useEffect(() => {
    if (!editing) return;
    setText(fromWire(editing.text ?? '', (id) => client.person(id)?.name));
    field.current?.focus();
  }, [editing, client]);
  useEffect(() => {
    if (reply) field.current?.focus();
  }, [reply]);
  const change = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    if (editing) return;
    keep(next, reply?.id ?? null);
    notice(next);
  };
  /** A change that nobody typed. It is drawn at once: whatever is typed next goes behind it. */
  const put = (next: string, at: number) => {
    flushSync(() => change(next, at));
    field.current?.focus();
    field.current?.setSelectionRange(at, at);
  };
  return { field, text, setText, caret, setCaret, change, put, draft, reply, editing };
}

export type Writing = ReturnType<typeof useWriting>;

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${Math.min(TALLEST, field.scrollHeight + 2)}px`;
}
