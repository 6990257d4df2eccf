import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useClient, useOutbox, usePerson } from '../../../store/hooks.ts';
import { type ChatRow, unreadOf } from '../../../sync/chat-row.ts';
import { keptRows, type Row, rowsOf } from '../rows.ts';
import type { ChatWindow } from './chat-window.ts';
import { windowOf } from './kept-windows.ts';
import type { Place } from './place.ts';
import type { Window } from './window.ts';

/** Marks are told at most so often. */
const SEEN_PAUSE = 250;

/** The messages of an open chat, where they are looked at, and how to go elsewhere. */
export function useChatWindow(chat: ChatRow, at: number | null) {
  const client = useClient();
  // How things stood when the chat was opened decides where it opens; what comes later does not move it.
  const [opened] = useState(() => ({ unread: unreadOf(chat).unread, read: chat.read_seq }));
  const [window] = useState(() => {
    const around = at ?? (opened.unread > 0 ? opened.read : null);
    return windowOf(client, chat.id, around === null ? { of: 'newest' } : { of: 'around', seq: around });
  });
  const state = useSyncExternalStore(window.subscribe, window.state);
  const rows = useRows(chat, state.window, opened);
  const places = usePlaces(window, firstPlace(at, opened.unread));
  const { jump } = places;
  const last = useRef(at);
  useEffect(() => {
    if (at !== null && at !== last.current) jump(at);
    last.current = at;
  }, [at, jump]);
  return {
    ...places,
    ...{ state, rows, seen: useSeen(chat) },
    older: useCallback(() => void window.older(), [window]),
    newer: useCallback(() => void window.newer(), [window]),
  };
}

/** Where the messages are looked at, and how to go elsewhere and back. */
function usePlaces(window: ChatWindow, first: Place) {
  const [place, setPlace] = useState<Place>(first);
  const [trail, setTrail] = useState<readonly number[]>([]);
  const times = useRef(0);
  const jump = useCallback(
    (seq: number) => {
      times.current += 1;
      setPlace({ at: 'message', seq, times: times.current });
      if (!window.has(seq)) void window.open({ of: 'around', seq });
    },
    [window],
  );
  return {
    ...{ place, jump, canReturn: trail.length > 0 },
    toEnd: useCallback(() => {
      times.current += 1;
      setTrail([]);
      setPlace({ at: 'end', times: times.current });
      if (!window.state().window.atEnd) void window.open({ of: 'newest' });
    }, [window]),
    /** Goes to another message and remembers from which. */
    leave: useCallback(
      (from: number, to: number) => {
        setTrail((before) => [...before, from]);
        jump(to);
      },
      [jump],
    ),
    back: useCallback(() => {
      const last = trail.at(-1);
      setTrail(trail.slice(0, -1));
      if (last !== undefined) jump(last);
    }, [trail, jump]),
  };
}

export type ChatView = ReturnType<typeof useChatWindow>;

function firstPlace(at: number | null, unread: number): Place {
  if (at !== null) return { at: 'message', seq: at, times: 0 };
  return unread > 0 ? { at: 'unread' } : { at: 'end', times: 0 };
}

function useRows(
  chat: ChatRow,
  { messages, atEnd }: Window,
  opened: { readonly unread: number; readonly read: number },
) {
  const client = useClient();
  const outbox = useOutbox(chat.id);
  const name = usePerson(client.me)?.name ?? '';
  const before = useRef<readonly Row[]>([]);
  return useMemo(() => {
    const rows = rowsOf({
      ...{ messages, outbox, atEnd, chat: chat.id, me: { id: client.me, name } },
      unreadAfter: opened.unread > 0 ? opened.read : null,
    });
    before.current = keptRows(before.current, rows);
    return before.current;
  }, [messages, outbox, atEnd, chat.id, client.me, name, opened]);
}

function useSeen(chat: ChatRow): (seq: number) => void {
  const client = useClient();
  const newest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const row = useRef(chat);
  row.current = chat;
  return useCallback(
    (seq: number) => {
      const { read_seq, seen } = row.current;
      if (seq <= Math.max(newest.current, read_seq, seen)) return;
      newest.current = seq;
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void client.service.read(row.current.id, newest.current);
      }, SEEN_PAUSE);
    },
    [client],
  );
}
