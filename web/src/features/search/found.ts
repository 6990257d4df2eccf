import { useEffect, useState } from 'react';
import { http } from '../../api/current.ts';
import type { Answer } from '../../api/http.ts';
import { plainText } from '../../lib/text/markup.ts';
import { markedWords, wordsOf } from '../../lib/text/words.ts';
import type { Client } from '../../store/client.ts';
import type { Person } from '../../store/db.ts';
import { useClient } from '../../store/hooks.ts';
import { PAUSE, SHORTEST } from '../../store/people-search.ts';
import type { HeldMessage } from '../../sync/chat-row.ts';

/** One message found, as one line. */
export interface FoundLine {
  readonly id: number;
  readonly chat: number;
  /** The chat's name as far as the server tells it, for chats that are not held. */
  readonly chatName: string | null;
  readonly seq: number;
  readonly author: string;
  readonly text: string;
  /** Where in the text the words lie. */
  readonly marks: readonly (readonly [number, number])[];
  readonly time: string;
}

/** What is known so far; `null` stands for what is still being looked for. */
export interface Found {
  readonly messages: readonly FoundLine[] | null;
  readonly people: readonly Person[] | null;
  /** Where older messages go on, if there are any. */
  readonly next: number | null;
}

const LOOKING: Found = { messages: null, people: null, next: null };

/**
 * Messages of all chats and people that fit the words: at once what this browser holds, which is all there is without
 * a network and the only way into encrypted chats, then what the server finds in any form of the words.
 */
export function useFound(query: string): Found & { readonly more: () => void } {
  const client = useClient();
  const [found, setFound] = useState<Found>(LOOKING);
  useEffect(() => {
    setFound(LOOKING);
    const words = query.trim();
    if (words.length < SHORTEST) return;
    const over = new AbortController();
    const timer = setTimeout(() => void look(client, words, over.signal, setFound), PAUSE);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [client, query]);
  const more = () => {
    const { next: asked } = found;
    if (asked === null) return;
    const call = { query: { q: query.trim(), kind: 'messages', before: asked } };
    void http.get('/api/search', call).then(
      (answer) => {
        const { messages, next } = pageOf(answer);
        setFound((now) =>
          now.next === asked ? { ...now, next, messages: merged(now.messages ?? [], messages) } : now,
        );
      },
      () => setFound((now) => (now.next === asked ? { ...now, next: null } : now)),
    );
  };
  return { ...found, more };
}

async function look(client: Client, query: string, signal: AbortSignal, tell: (found: Found) => void) {
  const words = wordsOf(query);
  const held = (await client.service.search(query)).map((message) => lineOf(client, message, words));
  if (signal.aborted) return;
  if (held.length > 0) tell({ ...LOOKING, messages: held });
  try {
    const answer = await http.get('/api/search', { query: { q: query }, signal });
    tell({ ...pageOf(answer), messages: merged(pageOf(answer).messages, held), people: answer.people });
  } catch {
    if (!signal.aborted) tell({ messages: held, people: [], next: null });
  }
}

function pageOf(answer: Answer<'/api/search', 'get'>) {
  const messages = answer.messages.map(({ message, chat, snippet }) => ({
    ...{ id: message.id, seq: message.seq, chat: message.chat_id, chatName: chat.name },
    ...{ author: message.sender_name, time: message.created_at },
    ...{ text: snippet.text, marks: snippet.ranges.map(([from = 0, to = 0]) => [from, to] as const) },
  }));
  return { messages, next: answer.next };
}

function lineOf(client: Client, message: HeldMessage, words: readonly string[]): FoundLine {
  const text = plainText(message.text ?? message.file_name ?? '', (user) => client.person(user)?.name ?? '');
  return {
    ...{ id: message.id, seq: message.seq, chat: message.chat_id, chatName: null },
    ...{ author: message.sender_name, time: message.created_at },
    ...around(text, markedWords(text, words)),
  };
}

/** So much stands before the first word found. */
const BEFORE = 24;

/** The part of a text that begins a little before the first word found. */
function around(text: string, marks: readonly (readonly [number, number])[]) {
  const first = marks[0]?.[0] ?? 0;
  const space = text.lastIndexOf(' ', first - BEFORE);
  if (first <= BEFORE || space < 0) return { text, marks };
  const cut = space + 1;
  return {
    text: `…${text.slice(cut)}`,
    marks: marks.map(([from, to]) => [from - cut + 1, to - cut + 1] as const),
  };
}

/** Both without doubles, newest first. */
function merged(some: readonly FoundLine[], others: readonly FoundLine[]): FoundLine[] {
  const known = new Set(some.map(({ id }) => id));
  return [...some, ...others.filter(({ id }) => !known.has(id))].sort((a, b) => b.time.localeCompare(a.time));
}
