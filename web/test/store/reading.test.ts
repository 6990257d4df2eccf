import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import type { Http } from '../../src/api/http.ts';
import { Chats } from '../../src/store/chats.ts';
import { Database, deleteDatabase } from '../../src/store/db.ts';
import { Marks } from '../../src/store/marks.ts';
import { unreadOf } from '../../src/sync/chat-row.ts';
import { Replica } from '../../src/sync/replica.ts';
import { CHAT, ME, ModelServer } from '../sync/model-server.ts';

const ADA = 2;
const NOTHING = () => undefined;
const DEAF = {
  ...{ changed: NOTHING, removed: NOTHING, restarted: NOTHING, event: NOTHING },
  ...{ reload: NOTHING, unknown: NOTHING, gap: NOTHING },
};

let db: Database;
let server: ModelServer;
let replica: Replica;
let chats: Chats;
/** What the list of chats is answered with, and when. */
let list: () => Promise<unknown>;
let marks: Marks;
let asked: number[];
/** What becomes of the next read mark. */
let refused: ApiError | null;

beforeEach(async () => {
  db = new Database(ME);
  server = new ModelServer();
  replica = new Replica(db, DEAF, ME);
  [asked, refused] = [[], null];
  list = async () => ({ chats: [server.list()] });
  const http = {
    get: (route: string) =>
      route === '/api/chats'
        ? list()
        : Promise.resolve(
            route.endsWith('/pins') ? { pins: [] } : { chat: { ...server.list(), participants: [] } },
          ),
  } as unknown as Http;
  chats = new Chats({
    ...{ db, http, me: ME, publish: NOTHING, inOrder: (work) => work() },
    ...{ command: async <T>() => ({ users: [] }) as T, known: (chat) => replica.known(chat) },
  });
  marks = new Marks({
    db,
    command: async <T>(_: string, fields: object) => {
      const { seq } = fields as { seq: number };
      asked.push(seq);
      if (refused) throw refused;
      return {} as T;
    },
    mark: (chat, change) => replica.mark(chat, change),
  });
  for (let i = 0; i < 3; i++) server.send(ADA, false);
  await chats.loadList();
  await resume();
});

afterEach(async () => {
  marks.stop();
  db.close();
  await deleteDatabase(ME);
});

async function resume(): Promise<void> {
  const { events, resumed } = server.resume(await replica.resume());
  await replica.apply(events);
  chats.heads(resumed.chats);
  await replica.resumed(resumed);
}

async function row() {
  const found = await db.chats.get(CHAT);
  if (!found) throw new Error('no row');
  return found;
}

const unread = async () => unreadOf(await row()).unread;

async function see(seq: number): Promise<void> {
  const now = await row();
  await db.transact((tx) => tx.putChat({ ...now, seen: seq }));
}

test('what was seen stays seen until the log confirms it, and is told again until then', async () => {
  expect(await unread()).toBe(3);
  await see(3);
  await marks.wake();
  expect(await unread()).toBe(0);

  // The server was killed before it had stored the mark.
  await resume();
  await marks.wake();
  expect(asked).toEqual([3, 3]);
  server.read(3);
  await resume();
  expect(await row()).toMatchObject({ read_seq: 3 });
  expect(await unread()).toBe(0);
  await marks.wake();
  expect(asked).toHaveLength(2);
});

test('a mark that a busy server refuses is told again while the line stands', async () => {
  await see(3);
  refused = new ApiError(503, 'overloaded', '', 10);
  await marks.wake();
  refused = null;
  await expect.poll(() => asked).toEqual([3, 3]);
});

test('a chat that was read is not unread again once it is looked up', async () => {
  server.read(3);
  await replica.mark(CHAT, (now) => ({ ...now, read_seq: 3, counts: { ...now.counts, unread: 0 } }));
  await chats.load(CHAT);
  expect(await unread()).toBe(0);
});

test('a list that was asked for before the reading does not bring the counts of then back', async () => {
  const before = { chats: [server.list()] };
  let answer = NOTHING as () => void;
  list = () =>
    new Promise((go) => {
      answer = () => go(before);
    });
  const late = chats.loadList();
  server.read(3);
  await replica.mark(CHAT, (now) => ({ ...now, read_seq: 3, counts: { ...now.counts, unread: 0 } }));
  answer();
  await late;
  expect(await unread()).toBe(0);
});

test('what was seen without a line is told also where too much has happened to be followed', async () => {
  await see(3);
  for (let i = 0; i < 20; i++) server.send(ADA, false);
  await resume();
  await marks.wake();
  expect(asked).toEqual([3]);
});

test('settings that could not be fetched are fetched at the next connection', async () => {
  const at = (await db.meta.get('user'))?.position;
  const news = {
    type: 'chat:settings',
    data: { chat: CHAT },
    seq: (at?.seq ?? 0) + 1,
    epoch: at?.epoch ?? 1,
  };
  await replica.apply([news]);
  expect((await row()).stale).toBe(true);
});
