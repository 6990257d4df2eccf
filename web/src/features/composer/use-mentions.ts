import { type KeyboardEvent, useMemo, useState } from 'react';
import type { ChatRow } from '../../sync/chat-row.ts';
import { type Mentionable, mentionable, mentionQuery, withMention } from './mentions.ts';
import type { Writing } from './use-writing.ts';

const NOBODY: readonly Mentionable[] = [];

/** Offers members of a group whose names begin with what is typed after `@`. */
export function useMentions(chat: ChatRow, { text, caret, put }: Writing) {
  const [picked, setPicked] = useState(0);
  const people = useMemo(
    () => (chat.type === 'group' ? (chat.members ?? NOBODY).filter(({ id }) => id !== chat.me) : NOBODY),
    [chat.type, chat.members, chat.me],
  );
  const query = mentionQuery(text, caret);
  const offered = query ? mentionable(people, query.word) : NOBODY;
  const mention = (person: Mentionable) => {
    if (!query) return;
    const next = withMention(text, caret, query, person.name);
    put(next.text, next.caret);
    setPicked(0);
  };
  /** Whether a key was meant for what is offered. */
  const keys = (event: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const person = offered[picked] ?? offered[0];
    if (!person) return false;
    if (step) setPicked((picked + step + offered.length) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') mention(person);
    else return false;
    event.preventDefault();
    return true;
  };
  return { people, offered, picked: Math.min(picked, offered.length - 1), mention, keys };
}
