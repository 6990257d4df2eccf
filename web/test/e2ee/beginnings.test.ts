import { expect, test } from 'vitest';
import { toHex } from '../../src/crypto/ratchet/bytes.ts';
import { beginningsNow, isBefore } from '../../src/e2ee/beginnings.ts';
import type { TextRow } from '../../src/e2ee/database.ts';
import { Reader } from '../../src/e2ee/reader.ts';
import type { HeldMessage } from '../../src/sync/chat-row.ts';
import { NOW } from '../ratchet/people.ts';
import { browser, lineTo } from './device-kit.ts';

const CHAT = 5;
const HOUR = 3_600_000;

/** A time by the server's clock. That of the device, which was made at {@link NOW}, may be another one. */
function at(hours: number): string {
  return new Date(NOW + hours * HOUR).toISOString();
}

/** A group message that nobody can open. */
function message(seq: number, hours: number) {
  return {
    ...{ id: seq, seq, created_at: at(hours), sender_id: 9, sender_device: 1, class: 'content', body: '' },
    ...{ message_uuid: toHex(new Uint8Array(16).fill(seq)), group_envelope: 'AAAA' },
  };
}

test('what is older than a device is what the server had of each encrypted chat before', async () => {
  const chats = [
    { id: 5, mode: 'e2ee', last_message_time: at(0) },
    { id: 6, mode: 'e2ee', last_message_time: null },
    { id: 7, mode: 'server', last_message_time: at(1) },
  ];
  const { http } = lineTo({ 'get /api/chats': () => ({ chats }) });
  const began = await beginningsNow(http);
  expect(began).toEqual({ 5: at(0) });

  const older = (chat: number, time: string) =>
    isBefore({ began, createdMs: NOW + 48 * HOUR }, { chat, time });
  expect([older(5, at(-1)), older(5, at(0)), older(5, at(1)), older(6, at(-9))]).toEqual([
    ...[true, true, false, false],
  ]);
  const byOwnClock = { began: null, createdMs: NOW };
  expect(isBefore(byOwnClock, { chat: 5, time: at(-1) })).toBe(true);
  expect(isBefore(byOwnClock, { chat: 5, time: at(0) })).toBe(false);
});

test('a device whose clock is fast reads what comes to a group, and only what is older is none of its business', async () => {
  const messages = [message(1, -40 * 24), message(2, -30), message(3, -29), message(4, -28)];
  const answers = {
    'get /api/e2ee/chats/{chat}/messages': ({ query }: { query?: Readonly<Record<string, unknown>> }) => ({
      messages: messages.filter(({ seq }) => seq > Number(query?.after ?? 0)),
    }),
  };
  const { engine, s } = await browser(answers, { began: { [CHAT]: at(-30) } });
  const told: TextRow[] = [];
  await engine.groups.catchUp(CHAT, async (texts) => void told.push(...texts));
  expect(told.map(({ seq, failure }) => [seq, failure])).toEqual([
    [3, 'MALFORMED'],
    [4, 'MALFORMED'],
  ]);

  const shown = messages.map((one) => ({ ...one, chat_id: CHAT, message_type: 'encrypted', deleted: false }));
  const presented = await new Reader(s.db, s.user).present(CHAT, shown as unknown as HeldMessage[]);
  expect(presented.map(({ sealed }) => sealed)).toEqual([
    ...['BEFORE_DEVICE', 'BEFORE_DEVICE', 'MALFORMED', 'MALFORMED'],
  ]);
});
