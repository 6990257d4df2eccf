import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/api/http.ts';
import type { Change } from '../../src/store/changes.ts';
import { Chats } from '../../src/store/chats.ts';
import { Database, deleteDatabase } from '../../src/store/db.ts';
import type { Command } from '../../src/sync/line.ts';
import { ME, ModelServer } from '../sync/model-server.ts';

const ADA = 2;
const BOB = 3;

let db: Database;
let chats: Chats;
let watched: number[][];
let told: Change[];
/** Whom the user has a chat with. */
let peers: number[];

beforeEach(() => {
  db = new Database(ME);
  [watched, told, peers] = [[], [], [ADA]];
  const listed = () =>
    peers.map((peer_id) => ({ ...new ModelServer().list(), id: peer_id * 10, type: 'personal', peer_id }));
  const whole = (id: number) => ({ ...listed().find((chat) => chat.id === id), participants: [] });
  const http = {
    get: async (route: string, { path }: { path?: { id: number } }) =>
      route === '/api/chats'
        ? { chats: listed() }
        : route.endsWith('/pins')
          ? { pins: [] }
          : { chat: whole(path?.id ?? 0) },
  } as unknown as Http;
  const command = (async (_: string, { users }: { users: number[] }) => {
    watched.push(users);
    return { users: users.map((user) => ({ user, online: true, last_seen: null })) };
  }) as Command;
  chats = new Chats({
    ...{ db, http, command, me: ME, known: async () => undefined, inOrder: (work) => work() },
    publish: (changes) => void told.push(...changes),
  });
});

afterEach(async () => {
  db.close();
  await deleteDatabase(ME);
});

test('somebody with whom a chat begins is watched from then on, and nobody is asked for twice', async () => {
  await chats.loadList();
  expect(watched).toEqual([[ADA]]);
  await chats.loadList();
  await chats.load(ADA * 10);
  expect(watched).toHaveLength(1);

  peers = [ADA, BOB];
  await chats.load(BOB * 10);
  expect(watched).toEqual([[ADA], [ADA, BOB]]);
  expect(told).toContainEqual({ kind: 'presence', user: BOB, online: true, last_seen: null });
});
