import { expect, test } from 'vitest';
import { ApiError, networkError } from '../../src/api/error.ts';
import type { Outgoing } from '../../src/e2ee/sender.ts';
import { encryptedCarrier } from '../../src/store/encrypted-carrier.ts';
import type { Carrier } from '../../src/sync/outbox.ts';
import { NOW } from '../ratchet/people.ts';
import { type Browser, browser, encryptionOf, setUpOf } from './device-kit.ts';

const CHAT = 5;
const KEYS = 'get /api/e2ee/keys';
const SEND = 'post /api/e2ee/chats/{chat}/messages';
const CLAIM = 'post /api/e2ee/devices/{device}/session';

type Replies = Record<string, () => unknown>;

/** A browser in a chat of two whose other one has no device yet. */
async function writer(): Promise<{ made: Browser; answers: Replies }> {
  const answers: Replies = {
    'get /api/e2ee/chats/{chat}/devices': () => ({ version: 'v', membership_epoch: 0, members: [] }),
    [SEND]: () => ({ message: { id: 11, seq: 3, created_at: new Date(NOW).toISOString() } }),
  };
  const made = await browser(answers);
  Object.assign(answers, setUpOf(made.person));
  await made.s.db.chats.put({ chat: CHAT, peer: 7 });
  return { made, answers };
}

function said(text: string): Outgoing {
  return {
    ...{ key: '00000000-0000-4000-8000-000000000001', chat: CHAT },
    content: { kind: 'message', sentMs: NOW, text, files: [] },
  };
}

test.each([
  ['no answer', networkError(new Error('lost'))],
  ['a limit', new ApiError(429, 'too_many_requests', '', 1_000)],
])('what is sent while the device is set up waits where there is %s', async (_, error) => {
  const { made, answers } = await writer();
  const encryption = encryptionOf(made.s);
  const keys = answers[KEYS] ?? (() => ({}));
  answers[KEYS] = () => {
    throw error;
  };

  await expect(encryption.send(said('words'))).rejects.toBe(error);
  await expect(encryption.uploaded('a')).rejects.toBe(error);
  answers[KEYS] = keys;
  expect(await encryption.send(said('words'))).toMatchObject({ id: 11, seq: 3 });
  encryption.stop();
});

test('a browser that is no device says so', async () => {
  const { made } = await writer();
  await made.s.db.self.clear();
  const encryption = encryptionOf(made.s);
  await expect(encryption.send(said('words'))).rejects.toMatchObject({ code: 'device_required' });
  expect(await encryption.uploaded('a')).toBe(null);
  encryption.stop();
});

test('a server that was restored and has forgotten the sign-in is told of it, and then of what is sent', async () => {
  const { made, answers } = await writer();
  let knows = true;
  const forgetful = (route: string) => {
    const answer = answers[route];
    answers[route] = () => {
      if (!knows) throw new ApiError(403, 'device_required', 'device_required');
      return answer?.();
    };
  };
  forgetful(SEND);
  forgetful(KEYS);
  answers[CLAIM] = () => {
    knows = true;
  };
  const encryption = encryptionOf(made.s);
  await encryption.wake();
  knows = false;

  expect(await encryption.send(said('words'))).toMatchObject({ id: 11, seq: 3 });
  // One that was taken off the list is not tried for ever.
  answers[CLAIM] = () => {
    throw new ApiError(404, 'device_unknown', 'device_unknown');
  };
  knows = false;
  const another = { ...said('more'), key: '00000000-0000-4000-8000-000000000002' };
  await expect(encryption.send(another)).rejects.toMatchObject({ code: 'device_required' });
  encryption.stop();
});

test('a fault while the device is set up is tried again once it is over', async () => {
  const { made, answers } = await writer();
  const encryption = encryptionOf(made.s);
  const keys = answers[KEYS] ?? (() => ({}));
  answers[KEYS] = () => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  await expect(encryption.send(said('words'))).rejects.toThrow('no room');
  answers[KEYS] = keys;
  expect(await encryption.send(said('words'))).toMatchObject({ seq: 3 });
  encryption.stop();
});

test.each([
  ['a message', { text: 'words' }],
  ['a file', { file_url: '/uploads/a' }],
])('%s that was sent when the tab closed is not sent under another key', async (_, fields) => {
  const { made } = await writer();
  const op = { kind: 'send' as const, fields };
  const { key, chat, content } = said('words');
  const item = { key, chat, op, created: '', state: 'waiting' as const, order: 1 };
  await made.engine.sender.send({ key, chat, content });
  const [before] = await made.s.db.texts.toArray();

  const encryption = encryptionOf(made.s);
  const places: unknown[] = [];
  const carrier = encryptedCarrier({} as Carrier, {
    ...{ db: made.s.db, isEncrypted: async () => true, upload: () => Promise.reject(new Error('again')) },
    uploaded: (name) => encryption.uploaded(name),
    sent: (name) => encryption.sent(name),
    send: (outgoing) => encryption.send(outgoing),
    placed: async (_chat, place) => void places.push(place),
  });
  await carrier.carry(item);

  expect(places).toEqual([{ id: 11, seq: 3, created_at: new Date(NOW).toISOString() }]);
  expect(await made.s.db.texts.toArray()).toEqual([before]);
  expect(made.asked.filter((route) => route === SEND)).toHaveLength(1);
  encryption.stop();
});
