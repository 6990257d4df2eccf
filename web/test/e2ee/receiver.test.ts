import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { fromHex, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { sealBody } from '../../src/crypto/ratchet/content/message-body.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { type Encrypted, MessageType } from '../../src/crypto/ratchet/session/session.ts';
import { encodeRecord } from '../../src/crypto/ratchet/session/session-format.ts';
import { encodeContent, encodeEnvelope } from '../../src/e2ee/content.ts';
import type { TextRow } from '../../src/e2ee/database.ts';
import { engineOf } from '../../src/e2ee/engine.ts';
import type { MailboxItem } from '../../src/e2ee/receiver.ts';
import { type End, end, NOW, person, receive, send, start } from '../ratchet/people.ts';
import { type Browser, browser, type Call } from './device-kit.ts';

const CHAT = 5;

/** A mailbox that holds these until they are acknowledged. */
function mailbox(items: MailboxItem[]) {
  return {
    'get /api/e2ee/mailbox': () => ({ items: [...items], more: false }),
    'post /api/e2ee/mailbox/ack': ({ body }: Call) => {
      const { ids } = body as { ids: readonly number[] };
      items.splice(0, items.length, ...items.filter(({ id }) => !ids.includes(id)));
    },
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
  const box = [
    {
      ...item(1, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9)),
      class: 'control' as const,
      message_uuid: null,
    },
    item(2, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9)),
    item(3, 8, MessageType.MESSAGE, new Uint8Array(40)),
  ];
  const { engine } = await browser({
    ...mailbox(box),
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(status, code, code);
    },
  });
  const told: TextRow[] = [];
  await engine.receiver.drain(async (texts) => void told.push(...texts));

  expect(box).toEqual([]);
  expect(told.map(({ seq, failure }) => [seq, failure])).toEqual([
    [2, 'NO_SESSION'],
    [3, 'UNSUPPORTED_VERSION'],
  ]);
});

/** Somebody with whom this browser is in conversation, and what they can go on with. */
async function companion({ s, person: me, device }: Browser, user: number): Promise<End> {
  const { p, db } = s;
  const other = await person(p, user);
  let [theirs, mine] = [await start(end(p, other, me)), end(p, me, other)];
  let said: Encrypted;
  [theirs, said] = await send(theirs, utf8('hello'));
  [mine] = await receive(mine, said);
  [mine, said] = await send(mine, utf8('hello'));
  [theirs] = await receive(theirs, said);
  const record = await device.vault.seal(`session ${user}.1 1`, encodeRecord(mine.record));
  await db.sessions.put({ peer: `${user}.1`, generation: 1, record, repairedMs: 0 });
  return theirs;
}

/** What that one says, as it lies in the mailbox. */
async function says({ s: { p } }: Browser, from: End, id: number, text: string): Promise<MailboxItem> {
  const uuid = fromHex(id.toString(16).padStart(32, '0'));
  const content = { kind: 'message' as const, sentMs: NOW, text, files: [] };
  const { body, key, hash } = await sealBody(p, { chatId: CHAT, messageUuid: uuid }, encodeContent(content));
  const envelope = encodeEnvelope({ class: 'content', chat: CHAT, uuid, key, hash });
  const [, { type, bytes }] = await send(from, envelope);
  return { ...item(id, from.own.address.user, type, bytes), body: toBase64Url(body) };
}

test('what came before a lost line is told at once, and the rest when it is back', async () => {
  const box: MailboxItem[] = [];
  const lost = { isLost: true };
  const made = await browser({
    ...mailbox(box),
    'get /api/e2ee/users/{user}/devices': () => {
      throw lost.isLost
        ? new ApiError(503, 'overloaded', '')
        : new ApiError(404, 'encryption_not_set_up', '');
    },
  });
  box.push(await says(made, await companion(made, 7), 1, 'first'));
  box.push(item(2, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9)));
  const told: TextRow[] = [];
  const drain = () => made.engine.receiver.drain(async (texts) => void told.push(...texts));

  await expect(drain()).rejects.toMatchObject({ code: 'overloaded' });
  expect(told.map(({ seq, failure }) => [seq, failure])).toEqual([[1, null]]);

  lost.isLost = false;
  await drain();
  expect(told.at(-1)).toMatchObject({ seq: 2, failure: 'NO_SESSION' });
  expect(box).toEqual([]);
});

test('what a tab has stored and could not tell is told by the next one', async () => {
  const box: MailboxItem[] = [];
  const made = await browser(mailbox(box));
  box.push(await says(made, await companion(made, 7), 1, 'first'));
  const gone = made.engine.receiver.drain(async () => {
    throw new Error('the tab is closed');
  });
  await expect(gone).rejects.toThrow('the tab is closed');

  const told: TextRow[] = [];
  const next = engineOf(made.s, made.device, async () => undefined);
  await next.receiver.drain(async (texts) => void told.push(...texts));

  expect(told.map(({ seq, failure, secret }) => [seq, failure, secret !== null])).toEqual([[1, null, true]]);
  expect(box).toEqual([]);
});

test.each([
  [0, 'network'],
  [503, 'overloaded'],
  [401, 'session_revoked'],
  [403, 'device_required'],
])('what may be read later stays where it is (%i %s)', async (status, code) => {
  const box = [item(1, 9, MessageType.PRE_KEY_MESSAGE, await firstWords(9))];
  const { engine, s } = await browser({
    ...mailbox(box),
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(status, code, code);
    },
  });

  await expect(engine.receiver.drain(async () => undefined)).rejects.toMatchObject({ code });

  expect(box).toHaveLength(1);
  expect(await s.db.texts.count()).toBe(0);
});
