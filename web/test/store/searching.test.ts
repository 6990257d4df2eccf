import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Http } from '../../src/api/http.ts';
import { refOf } from '../../src/e2ee/reader.ts';
import { Database, deleteDatabase } from '../../src/store/db.ts';
import { searched } from '../../src/store/searching.ts';
import { Secure } from '../../src/store/secure.ts';
import { rowFrom, withPage } from '../../src/sync/rows.ts';
import { vaulted } from '../e2ee/vaulted.ts';
import { CHAT, ME, ModelServer } from '../sync/model-server.ts';

const ADA = 2;

let db: Database;
let secure: Secure;
let device: Awaited<ReturnType<typeof vaulted>>;
let server: ModelServer;

/** Time goes on by a minute with each number. */
function at(seq: number) {
  const time = new Date(Date.UTC(2026, 10, 2, 12, seq)).toISOString();
  return { chat: CHAT, seq, sender: ADA, time };
}

beforeEach(async () => {
  db = new Database(ME);
  const session = { user: ME, token: 'token', device: 'd' };
  secure = new Secure(session, new Http(() => session), () => undefined);
  device = await vaulted(secure.db, ME);
  await secure.open();
  server = new ModelServer();
  await db.chats.put({ ...rowFrom(server.list(), { me: ME, epoch: 1 }, undefined), mode: 'e2ee' });
  await secure.pin(CHAT, ADA);
  await db.people.put({ id: ADA, name: 'Ada', avatar: null });
});

afterEach(async () => {
  await secure.forget();
  db.close();
  await deleteDatabase(ME);
});

const search = (words: string, chat: number | null = null) => searched(db, secure, words.split(' '), chat);

test('what was decrypted is found though its page was never opened here', async () => {
  const old = await device.read(at(1), { text: 'Where the treasure lies' });
  await device.read(at(2), { kind: 'edit', text: 'Where the gold lies', target: refOf(old) });
  await device.read(at(3), { text: 'gold again' });
  await device.read({ ...at(4), chat: CHAT + 1 }, { text: 'gold of a chat that is gone' });

  expect((await search('gold')).map(({ seq, text, sender_name }) => [seq, text, sender_name])).toEqual([
    [3, 'gold again', 'Ada'],
    [1, 'Where the gold lies', 'Ada'],
  ]);
  expect(await search('treasure')).toEqual([]);
  expect((await search('gold lies', CHAT)).map(({ seq }) => seq)).toEqual([1]);
  expect(await search('gold', CHAT + 1)).toEqual([]);
});

test('newer ones that are found too do not crowd out what is known, and at most fifty are given', async () => {
  for (let seq = 1; seq <= 60; seq++) await device.read(at(seq), { text: `gold ${seq}` });

  const found = (await search('gold')).map(({ seq }) => seq);
  expect(found).toEqual(Array.from({ length: 50 }, (_, i) => 60 - i));
});

test('what was deleted, and what the user has cleared, is not found', async () => {
  for (let seq = 1; seq <= 3; seq++) {
    server.send(ADA, false);
    await device.read(at(seq), { text: `gold ${seq}` });
  }
  server.change('message:delete', 2);
  const row = await db.chats.get(CHAT);
  if (!row) throw new Error('no row');
  const page = { messages: server.page(Number.MAX_SAFE_INTEGER, 50), end: true, asked: 4 };
  await db.messages.bulkPut(withPage(row, page, new Map()).put as never);
  await db.chats.put({ ...row, visible_from_seq: 2 });

  expect((await search('gold')).map(({ seq }) => seq)).toEqual([2]);
});
