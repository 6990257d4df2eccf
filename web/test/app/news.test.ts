import { expect, test } from 'vitest';
import { newsIn } from '../../src/app/news.ts';
import { shortcutOf, written } from '../../src/lib/shortcuts.ts';
import type { ChatRow } from '../../src/sync/chat-row.ts';

function row(change: Partial<ChatRow>): ChatRow {
  const known = {
    id: 5,
    me: 1,
    type: 'personal',
    muted: false,
    archived: false,
    last_msg_seq: 10,
    read_seq: 10,
    seen: 10,
    counts: { unread: 1, mentions: 0, deltas: [] },
    last: { text: 'Hello', time: '', sender: 2, kind: 'text' },
  };
  return { ...known, ...change } as unknown as ChatRow;
}

test('news is what somebody else wrote since the last look', () => {
  const before = [row({})];
  expect(newsIn(before, [row({ last_msg_seq: 11 })]).map(({ id }) => id)).toEqual([5]);
  expect(newsIn(before, [row({})])).toEqual([]);
  expect(
    newsIn(before, [row({ last_msg_seq: 11, last: { text: 'Own', time: '', sender: 1, kind: 'text' } })]),
  ).toEqual([]);
  expect(newsIn([], [row({ last_msg_seq: 11 })])).toEqual([]);
});

test('what is muted, archived or read elsewhere already is no news', () => {
  const before = [row({})];
  for (const change of [
    { muted: true },
    { archived: true },
    { counts: { unread: 0, mentions: 0, deltas: [] } },
  ]) {
    expect(newsIn(before, [row({ last_msg_seq: 11, ...(change as Partial<ChatRow>) })])).toEqual([]);
  }
});

const keys = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('shortcuts are places on the keyboard with exactly their modifiers', () => {
  expect(shortcutOf({ ...keys, code: 'KeyK', ctrlKey: true })).toBe('palette');
  expect(shortcutOf({ ...keys, code: 'KeyK', metaKey: true })).toBe('palette');
  expect(shortcutOf({ ...keys, code: 'KeyK' })).toBeNull();
  expect(shortcutOf({ ...keys, code: 'KeyK', ctrlKey: true, shiftKey: true })).toBeNull();
  expect(shortcutOf({ ...keys, code: 'ArrowDown', altKey: true })).toBe('next-chat');
  expect(written('palette', false)).toBe('Ctrl+K');
  expect(written('search', true)).toBe('⌘⌥F');
});
