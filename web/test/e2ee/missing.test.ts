import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import { toHex, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { sha256 } from '../../src/crypto/ratchet/hash.ts';
import type { TextRow } from '../../src/e2ee/database.ts';
import { NOW } from '../ratchet/people.ts';
import { browser, encryptionOf } from './device-kit.ts';

const CHAT = 5;
const DAY = 24 * 3_600_000;
const BEFORE = new Date(NOW - 90 * DAY).toISOString();
const LATER = new Date(NOW - 60 * DAY).toISOString();

function message(seq: number, changes: object = {}) {
  return {
    ...{ id: seq, seq, created_at: LATER, sender_id: 9, sender_device: 1, class: 'content', body: 'AAAA' },
    ...{ message_uuid: toHex(new Uint8Array(16).fill(seq)), group_envelope: null, ...changes },
  };
}

/** A browser that was away for longer than the server keeps what opens messages. */
async function late(messages: readonly ReturnType<typeof message>[]) {
  return browser(
    {
      'get /api/e2ee/mailbox': () => ({ items: [], more: false }),
      'get /api/e2ee/users/{user}/devices': () => {
        throw new ApiError(404, 'encryption_not_set_up', 'none');
      },
      'get /api/e2ee/keys': () => ({ signed_id: null, one_time: 100, one_time_kem: 100 }),
      'put /api/e2ee/keys': () => ({}),
      'get /api/e2ee/chats/{chat}/messages': ({ query }: { query?: Readonly<Record<string, unknown>> }) => ({
        messages: messages.filter(({ seq }) => seq > Number(query?.after)).slice(0, 50),
      }),
    },
    { began: { [CHAT]: BEFORE }, claimed: toHex(sha256(utf8('token'))) },
  );
}

test('what the log shows and nothing brings any more is shown as unreadable and asked for', async () => {
  const { engine, s } = await late([
    message(1, { created_at: BEFORE }),
    message(2),
    message(3, { body: null }),
    message(4, { sender_id: null }),
    message(5, { class: 'update' }),
    message(6, { sender_id: 1_001 }),
    // The group reader has not come to this one yet.
    message(7, { group_envelope: 'AAAA' }),
    message(90),
  ]);
  const seqs = [1, 2, 3, 4, 5, 7, 90];
  const noted = await engine.missing.note(seqs.map((seq) => ({ chat: CHAT, seq })));

  expect(noted.map(({ seq, class: kind, failure }) => [seq, kind, failure])).toEqual([
    [2, 'content', 'NO_SESSION'],
    [5, 'update', 'NO_SESSION'],
    [90, 'content', 'NO_SESSION'],
  ]);
  expect(await engine.repairs.isDue()).toBe(true);
  // Once is enough, and what is known is not looked at again.
  expect(await engine.missing.note([{ chat: CHAT, seq: 2 }])).toEqual([]);
  expect(await s.db.texts.count()).toBe(3);
});

test('it is noted once the mailbox is empty, and told like anything that came', async () => {
  const { s, asked } = await late([message(2)]);
  const told: TextRow[] = [];
  const encryption = encryptionOf(s, { received: async (texts) => void told.push(...texts) });
  await encryption.bring([{ chat: CHAT, seq: 2 }]);
  encryption.stop();

  expect(told.map(({ seq, failure }) => [seq, failure])).toEqual([[2, 'NO_SESSION']]);
  const [mailbox, log] = ['get /api/e2ee/mailbox', 'get /api/e2ee/chats/{chat}/messages'];
  expect(asked.filter((route) => route === mailbox || route === log)).toEqual([mailbox, log]);
});

test('a chat that is gone holds up no other', async () => {
  const other = CHAT + 1;
  const { engine } = await browser(
    {
      'get /api/e2ee/chats/{chat}/messages': ({ path }: { path?: Readonly<Record<string, number>> }) => {
        if (path?.chat === CHAT) throw new ApiError(403, 'not_a_member', 'left');
        return { messages: [message(2)] };
      },
    },
    { began: {} },
  );
  const noted = await engine.missing.note([CHAT, other].map((chat) => ({ chat, seq: 2 })));
  expect(noted.map(({ chat }) => chat)).toEqual([other]);
});
