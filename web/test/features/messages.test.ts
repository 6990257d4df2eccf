import fc from 'fast-check';
import { expect, test } from 'vitest';
import { peaksIn } from '../../src/features/messages/bubble/peaks.ts';
import {
  EMPTY,
  MOST_SHOWN,
  opened,
  type Window,
  withChanged,
  withNewer,
  withOlder,
  withoutEnd,
  withoutStart,
} from '../../src/features/messages/list/window.ts';
import { keptRows, reacted, rowsOf, seenUpTo, sendState } from '../../src/features/messages/rows.ts';
import type { HeldMessage } from '../../src/sync/chat-row.ts';
import type { Op, OutboxItem } from '../../src/sync/outbox-item.ts';

const ME = { id: 1, name: 'Me' };

function held(seq: number, changes: Partial<HeldMessage> = {}): HeldMessage {
  return {
    ...({ id: seq + 1000, text: `text ${seq}`, status: 'sent', sender_id: 2, message_type: 'text' } as const),
    ...{ created_at: new Date(Date.UTC(2026, 0, 1, 12, seq)).toISOString(), file_url: null, file_name: null },
    ...{ file_size: null, file_type: null, voice_url: null, voice_duration: null, sender_name: 'Ada' },
    ...{
      sender_avatar: null,
      chat_id: 5,
      seq,
      client_id: null,
      revision: 0,
      edited_at: null,
      deleted: false,
    },
    ...{ file_width: null, file_height: null, thumb_url: null, waveform: null },
    ...{ reply_to: null, forwarded_from: null, mentions: [], reactions: [], at: seq, ...changes },
  };
}

function item(op: Op, changes: Partial<OutboxItem> = {}): OutboxItem {
  return {
    key: 'key',
    chat: 5,
    order: 1,
    op,
    created: '2026-01-02T12:00:00.000Z',
    state: 'waiting',
    ...changes,
  };
}

function rows(messages: HeldMessage[], outbox: OutboxItem[] = [], unreadAfter: number | null = null) {
  return rowsOf({ messages, outbox, me: ME, chat: 5, unreadAfter, atEnd: true });
}

test('the divider stands before the first message of others that was unread', () => {
  const shown = rows([held(1), held(2, { sender_id: 1 }), held(3), held(4)], [], 1);
  expect(shown.map(({ unread }) => unread)).toEqual([false, false, true, false]);
});

test('messages of one author soon after one another are one run; a day and another author begin a new one', () => {
  const shown = rows([held(1), held(2), held(3, { sender_id: 1 }), held(60 * 24)]);
  expect(shown.map(({ first, last }) => [first, last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
  expect(shown.map(({ newDay }) => newDay)).toEqual([true, false, false, true]);
});

test('what is on its way is shown, until the log has told it; what is changed looks changed', () => {
  const sending = item({ kind: 'send', fields: { text: 'new' } });
  expect(rows([held(1)], [sending]).at(-1)?.message).toMatchObject({
    text: 'new',
    sender_id: 1,
    pending: sending,
  });
  expect(rows([held(1), held(2, { client_id: 'key' })], [sending])).toHaveLength(2);
  const edit = item({ kind: 'edit', message: 1001, text: 'better', base_revision: 0 });
  expect(rows([held(1)], [edit])[0]?.message).toMatchObject({ text: 'better', changing: true });
  expect(rows([held(1)], [{ ...edit, state: 'failed' }])[0]?.message.text).toBe('text 1');
  expect(rows([held(1)], [item({ kind: 'delete', message: 1001 })])).toEqual([]);
});

test('a line is the same object as long as nothing about it has changed', () => {
  const given = { outbox: [], me: ME, chat: 5, unreadAfter: null, atEnd: true };
  const messages = [held(1), held(2), held(3)];
  const before = rowsOf({ ...given, messages });
  const edited = { ...held(2), text: 'edited', revision: 1 };
  const now = keptRows(before, rowsOf({ ...given, messages: [...messages.with(1, edited), held(4)] }));
  expect(now.map((row, index) => row === before[index])).toEqual([true, false, false, false]);
  // The third is no longer the last of its run.
  expect(now[2]?.last).toBe(false);
});

test('one person has one reaction', () => {
  const others = [{ reaction: '🔥', user_ids: [2, 1] }];
  expect(reacted(others, '👍', 1)).toEqual([
    { reaction: '🔥', user_ids: [2] },
    { reaction: '👍', user_ids: [1] },
  ]);
  expect(reacted(others, '', 1)).toEqual([{ reaction: '🔥', user_ids: [2] }]);
});

test('the state of an own message is the furthest that anybody told', () => {
  const [message] = rows([held(5)]).map((row) => row.message);
  if (!message) throw new Error('no message');
  expect(sendState(message, { others_read: 3, others_delivered: 4 })).toBe('sent');
  expect(sendState(message, { others_read: 3, others_delivered: 5 })).toBe('delivered');
  expect(sendState(message, { others_read: 5, others_delivered: null })).toBe('read');
  expect(sendState({ ...message, status: 'read' }, { others_read: null, others_delivered: null })).toBe(
    'read',
  );
});

/** A drawing in which lines come at one end and go at the other loses its place. */
function grown(before: Window, kept: 'start' | 'end', now: Window): Window {
  const at = kept === 'start' ? 0 : -1;
  expect(now.messages.at(at)).toBe(before.messages.at(at));
  return now;
}

test('the run on show has no gap, no double and a bounded length, whatever is added to it', () => {
  const all = Array.from({ length: 2_000 }, (_, index) => held(index + 1));
  const step = fc.record({
    kind: fc.constantFrom('older', 'newer', 'changed'),
    size: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let window = opened({ messages: all.slice(1_000, 1_060), atStart: false, atEnd: false });
      for (const { kind, size } of steps) {
        const first = window.messages[0]?.seq ?? 1;
        const last = window.messages.at(-1)?.seq ?? 0;
        const older = all.slice(Math.max(0, first - 1 - size), first - 1);
        const newer = all.slice(last, last + size);
        if (kind === 'older')
          window = withoutEnd(
            grown(window, 'end', withOlder(window, { messages: older, atStart: false, atEnd: false })),
          );
        else if (kind === 'newer')
          window = withoutStart(
            grown(window, 'start', withNewer(window, { messages: newer, atStart: false, atEnd: false })),
          );
        else window = withChanged(window, [held(1_000 + size, { text: 'changed', revision: 1 })]);
        const seqs = window.messages.map(({ seq }) => seq);
        expect(seqs.every((seq, index) => seq === (seqs[0] ?? 0) + index)).toBe(true);
        expect(seqs.length).toBeLessThanOrEqual(MOST_SHOWN);
      }
    }),
  );
});

test('what comes belongs behind the end only where the end is on show', () => {
  const shown = opened({ messages: [held(1), held(2)], atStart: true, atEnd: true });
  expect(withChanged(shown, [held(4), held(3)]).messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(withChanged({ ...shown, atEnd: false }, [held(3)]).messages).toHaveLength(2);
  expect(withChanged(EMPTY, [held(3)]).messages).toEqual([]);
});

test('the shape of a sound is as loud as the sound', () => {
  const samples = new Float32Array(400).map((_, index) => (index < 100 ? 0 : index < 200 ? 0.5 : 0.25));
  expect(peaksIn(samples, 4).map((peak) => Math.round(peak * 100))).toEqual([0, 100, 50, 50]);
  expect(peaksIn(new Float32Array(8), 2)).toEqual([0, 0]);
});

test('what is on its way or has failed at the end does not keep what stands above it from being seen', () => {
  const outbox = [item({ kind: 'send', fields: { text: 'failed' } }, { state: 'failed' })];
  const rows = rowsOf({
    messages: [held(1), held(2)],
    outbox,
    me: ME,
    chat: 5,
    unreadAfter: null,
    atEnd: true,
  });
  expect(rows).toHaveLength(3);
  expect(seenUpTo(rows, 2)).toBe(2);
  expect(seenUpTo(rows, 0)).toBe(1);
  expect(seenUpTo(rows.slice(2), 0)).toBeNull();
});
