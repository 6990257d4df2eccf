import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database, deleteDatabase } from '../../src/store/db.ts';
import { Replica } from '../../src/sync/replica.ts';
import { rowFrom, withPage } from '../../src/sync/rows.ts';
import { CHAT, ME, ModelServer } from './model-server.ts';

const quiet = {
  changed: () => undefined,
  removed: () => undefined,
  restarted: () => undefined,
  event: () => undefined,
  reload: () => undefined,
  unknown: () => undefined,
  gap: () => undefined,
};

let db: Database;
let server: ModelServer;
let replica: Replica;

beforeEach(async () => {
  db = new Database(ME);
  server = new ModelServer();
  replica = new Replica(db, quiet, ME);
  for (let i = 0; i < 10; i++) server.send(2, false);
  await replica.resumed(server.resume(null).resumed);
  await db.chats.put(rowFrom(server.list(), { me: ME, epoch: 1 }, undefined));
});

afterEach(async () => {
  db.close();
  await deleteDatabase(ME);
});

/** Stores the newest page, as opening the chat does. */
async function open(): Promise<void> {
  const row = await db.chats.get(CHAT);
  if (!row) throw new Error('no row');
  const messages = server.page(Number.MAX_SAFE_INTEGER, 50);
  const page = withPage(row, { messages, end: true, asked: row.position.seq }, new Map());
  await db.transact(async (tx) => {
    await tx.putMessages(page.put);
    await tx.putChat(page.row);
  });
}

test('what was stored is there for the next visit, which goes on from it', async () => {
  await open();
  db.close();
  db = new Database(ME);
  const next = new Replica(db, quiet, ME);

  expect(await next.resume()).toEqual({
    user: { epoch: 1, seq: 0 },
    chats: { [CHAT]: { epoch: 1, seq: 10 } },
  });
  server.send(3, false);
  await next.apply([server.event(11)]);
  const texts = (await db.slice(CHAT, 0, 99, 3, 'last')).map(({ text }) => text);
  expect(texts).toEqual(['text 9', 'text 10', 'text 11']);
});

test('a chat that is taken away leaves nothing behind', async () => {
  await open();
  await replica.apply([{ type: 'chat:delete', seq: 1, epoch: 1, data: { chat: CHAT } }]);

  expect(await db.chats.count()).toBe(0);
  expect(await db.messages.count()).toBe(0);
});

test('after a restore of the server the history is forgotten and begins anew', async () => {
  await open();
  const head = { ...server.head(true), epoch: 2, seq: 3 };
  await replica.resumed({ user: { epoch: 2, seq: 0, reload: true }, chats: [head] });

  expect(await db.messages.count()).toBe(0);
  expect(await db.chats.get(CHAT)).toMatchObject({ position: { epoch: 2, seq: 3 }, parts: [], stale: true });
});
