import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { emptyGroup } from '../../src/e2ee/groups/memberships.ts';
import { Database } from '../../src/store/db.ts';
import { Protected } from '../../src/store/protected.ts';
import { Secure } from '../../src/store/secure.ts';
import type { ChatRow, HeldMessage } from '../../src/sync/chat-row.ts';
import { browser, setUpOf } from './device-kit.ts';

const CHAT = 5;
const PAGE = 'get /api/e2ee/chats/{chat}/messages';

afterEach(() => vi.unstubAllGlobals());

test('what changed in a group while this browser was away is asked for once the line stands, and once', async () => {
  // Node has no locks; there is one tab here.
  vi.stubGlobal('navigator', { locks: { request: (_: string, work: () => unknown) => work() } });
  const answers: Record<string, () => unknown> = { [PAGE]: () => ({ messages: [] }) };
  const { s, person, asked } = await browser(answers);
  Object.assign(answers, setUpOf(person));
  const [db, session] = [new Database(s.user), { user: s.user, token: s.token }];
  const secure = new Secure(session as never, s.http, () => undefined);
  // The newest message was read; after it came an edit, of which only the log's number is known.
  await s.db.groups.put({ ...emptyGroup(CHAT), cursor: 1, told: 1 });
  const position = { epoch: 1, seq: 2 };
  await db.chats.put({ id: CHAT, mode: 'e2ee', peer_id: null, last_msg_seq: 1, position } as ChatRow);
  const leader = new Protected({
    ...{ db, secure, http: s.http, session: () => session as never, inOrder: (work) => work() },
    ...{ publish: () => undefined, ready: () => undefined, stored: () => undefined },
  });

  await leader.wake();
  expect(asked.filter((name) => name === PAGE)).toHaveLength(1);
  await leader.wake();
  expect(asked.filter((name) => name === PAGE)).toHaveLength(1);

  leader.stop();
  db.close();
  secure.close();
});

test('what a reaction changes is told with the chat as it is by then', async () => {
  const { s } = await browser({});
  const [db, session] = [new Database(s.user), { user: s.user, token: s.token }];
  const secure = new Secure(session as never, s.http, () => undefined);
  const row = (seq: number) => ({ id: CHAT, mode: 'e2ee', position: { epoch: 1, seq } }) as ChatRow;
  const text = { chat: CHAT, sender: 7, time: '', failure: null, secret: null };
  await db.chats.put(row(2));
  await db.messages.put({ chat_id: CHAT, seq: 1, id: 1 } as HeldMessage);
  await s.db.texts.bulkPut([
    { ...text, ref: '7.1.a', seq: 1, id: 1, class: 'content', target: null },
    { ...text, ref: '7.1.b', seq: 2, id: 2, class: 'update', target: '7.1.a' },
  ]);
  const told: number[] = [];
  let newest = 2;
  const leader = new Protected({
    ...{ db, secure, http: s.http, session: () => session as never },
    ...{ publish: () => undefined, ready: () => undefined },
    stored: ({ position }) => told.push(position.seq),
    // What came before is applied first.
    inOrder: async (work) => {
      await db.chats.put(row(++newest));
      return work();
    },
  });

  await leader.placed(CHAT, { id: 2, seq: 2, created_at: '' });
  expect(told).toEqual([newest]);
  leader.stop();
  db.close();
  secure.close();
});

test('what was deleted while the log was not followed is neither preview nor found any more', async () => {
  const log = [1, 2].map((seq) => ({ seq, body: seq === 2 ? null : 'AAAA' }));
  const { s } = await browser({ [PAGE]: () => ({ messages: log }) });
  const [db, session] = [new Database(s.user), { user: s.user, token: s.token }];
  const secure = new Secure(session as never, s.http, () => undefined);
  const text = { chat: CHAT, sender: 7, time: '', failure: null, secret: null, class: 'content' as const };
  await secure.pin(CHAT, 7);
  await db.chats.put({ id: CHAT, mode: 'e2ee', peer_id: 7 } as ChatRow);
  await s.db.texts.bulkPut([
    { ...text, ref: '7.1.a', seq: 1, id: 1, target: null },
    { ...text, ref: '7.1.b', seq: 2, id: 2, target: null },
    { ...text, ref: '7.1.c', seq: 3, id: 3, class: 'update', target: '7.1.b' },
  ]);
  const told: string[] = [];
  const leader = new Protected({
    ...{ db, secure, http: s.http, session: () => session as never, inOrder: (work) => work() },
    ...{ ready: () => undefined, stored: () => undefined },
    publish: (changes) => void told.push(...changes.map(({ kind }) => kind)),
  });

  await leader.chatRestarted(CHAT);
  expect((await s.db.texts.toArray()).map(({ seq }) => seq)).toEqual([1]);
  await leader.chatRestarted(CHAT + 1);
  expect(told).toEqual(['chat-restarted', 'chat', 'chat-restarted']);
  leader.stop();
  db.close();
  secure.close();
});
