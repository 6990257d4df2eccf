import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { MessageType } from '../../src/crypto/ratchet/session/session.ts';
import type { TextRow } from '../../src/e2ee/database.ts';
import type { MailboxItem } from '../../src/e2ee/receiver.ts';
import { end, person, send, start } from '../ratchet/people.ts';
import { browser } from './device-kit.ts';

const CHAT = 5;

/** A mailbox that holds these until they are acknowledged. */
function mailbox(items: readonly MailboxItem[]) {
  let left = [...items];
  return {
    'get /api/e2ee/mailbox': () => ({ items: left, more: false }),
    'post /api/e2ee/mailbox/ack': ({ body }: { body?: unknown }) => {
      const { ids } = body as { ids: readonly number[] };
      left = left.filter(({ id }) => !ids.includes(id));
    },
    left: () => left.length,
  };
}

function item(id: number, sender: number, type: number, envelope: Uint8Array<ArrayBuffer>): MailboxItem {
  return {
    ...{ id, sender_id: sender, sender_device: 1, type, envelope: toBase64Url(envelope), body: '' },
    ...{ class: 'content', chat_id: CHAT, seq: id, message_id: id, created_at: '2026-11-01T00:00:00.000Z' },
    message_uuid: id.toString(16).padStart(32, '0'),
  };
}

/** What a device that nobody here has seen says to somebody. */
async function firstWords(sender: number): Promise<Uint8Array<ArrayBuffer>> {
  const p = await platformPrimitives();
  const [from, to] = [await person(p, sender), await person(p, sender + 1)];
  const [, { bytes }] = await send(await start(end(p, from, to)), utf8('words'));
  return bytes;
}

test.each([
  [403, 'keys_refused'],
  [404, 'encryption_not_set_up'],
])('somebody whose keys are refused (%i %s) holds up nobody else', async (status, code) => {
  const box = mailbox([
    { ...item(1, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9)), class: 'control', message_uuid: null },
    item(2, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9)),
    item(3, 8, MessageType.MESSAGE, new Uint8Array(40)),
  ]);
  const { engine } = await browser({
    ...box,
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(status, code, code);
    },
  });
  const told: TextRow[] = [];
  await engine.receiver.drain(async (texts) => void told.push(...texts));

  expect(box.left()).toBe(0);
  expect(told.map(({ seq, failure }) => [seq, failure])).toEqual([
    [2, 'NO_SESSION'],
    [3, 'UNSUPPORTED_VERSION'],
  ]);
});

test.each([
  [0, 'network'],
  [503, 'overloaded'],
  [401, 'session_revoked'],
  [403, 'device_required'],
])('what may be read later stays where it is (%i %s)', async (status, code) => {
  const box = mailbox([item(1, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9))]);
  const { engine, s } = await browser({
    ...box,
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(status, code, code);
    },
  });

  await expect(engine.receiver.drain(async () => undefined)).rejects.toMatchObject({ code });

  expect(box.left()).toBe(1);
  expect(await s.db.texts.count()).toBe(0);
});
