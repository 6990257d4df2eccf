import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { emptyGroup } from '../../src/e2ee/groups/memberships.ts';
import { Database } from '../../src/store/db.ts';
import { Protected } from '../../src/store/protected.ts';
import { Secure } from '../../src/store/secure.ts';
import type { ChatRow } from '../../src/sync/chat-row.ts';
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
