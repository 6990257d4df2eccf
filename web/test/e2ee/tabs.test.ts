import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import type { Message } from '../../src/api/models.ts';
import type { Call, Change } from '../../src/store/changes.ts';
import { Database } from '../../src/store/db.ts';
import { Drafts } from '../../src/store/drafts.ts';
import { encryptedCarrier } from '../../src/store/encrypted-carrier.ts';
import { Engine } from '../../src/store/engine.ts';
import type { ChatRow, HeldMessage } from '../../src/sync/chat-row.ts';
import type { Carrier } from '../../src/sync/outbox.ts';
import { browser, lineTo } from './device-kit.ts';
import { open, tab } from './tab-kit.ts';

const CHAT = 5;
const SECRET = 'for one pair of eyes';

let users = 2_000;

function drafted(chat: number, text: string) {
  return { chat, text, reply_to: null, version: 0, dirty: true, other: null, changed: 1 };
}

test('an encrypted chat that begins in one tab is encrypted in the other, and goes out encrypted', async () => {
  const user = ++users;
  const [one, other] = [await tab(user), await tab(user)];
  await one.pin(CHAT, 7);
  const sent: string[] = [];
  const carry = (way: string) => async () => {
    sent.push(way);
    return null;
  };
  const plain = { carry: carry('plain'), upload: carry('plain') } as unknown as Carrier;
  const carrier = encryptedCarrier(plain, {
    ...{
      db: other.db,
      isEncrypted: (chat) => other.isEncrypted(chat),
      uploaded: async () => null,
      sent: async () => null,
    },
    ...{ upload: carry('encrypted') as never, placed: async () => undefined },
    send: carry('encrypted') as never,
  });
  const op = { kind: 'send' as const, fields: { text: SECRET } };
  const item = { key: 'a', chat: CHAT, op, created: '', state: 'waiting' as const, order: 1 };

  await carrier.upload(item, new AbortController().signal);
  await carrier.carry(item);
  expect(sent).toEqual(['encrypted', 'encrypted']);
});

test('what is said in an encrypted chat of another tab lies encrypted in the outbox', async () => {
  const { user } = (await browser({})).s;
  const [one, other] = [await tab(user), await tab(user)];
  await one.pin(CHAT, 7);
  const op = { kind: 'send' as const, fields: { text: SECRET } };
  const item = { key: 'a', chat: CHAT, op, created: '', state: 'waiting' as const, order: 1 };
  const stored = await other.sealed(item);

  expect(stored.op).toEqual({ kind: 'send', fields: {} });
  expect(await one.unsealed(stored)).toEqual(item);
});

test('what a server shows as readable in an encrypted chat of another tab is not shown', async () => {
  const user = ++users;
  const [one, other] = [await tab(user), await tab(user)];
  await one.pin(CHAT, 7);
  const message = { id: 1, seq: 1, at: 1, deleted: false, message_type: 'text', text: SECRET } as never;

  expect(await other.messages(CHAT, [message])).toMatchObject([{ sealed: 'PLAINTEXT', text: null }]);
});

test('a draft of an encrypted chat that another tab has told of stays in memory', async () => {
  const user = ++users;
  const told: Change[] = [];
  const engine = new Engine({ user, token: 'token' } as never, (changes) => void told.push(...changes));
  const [db, channel] = [new Database(user), new BroadcastChannel(`kocmoc-${user}`)];
  open.push({ close: () => engine.stop() }, db, channel);
  const row = { id: CHAT, mode: 'e2ee', peer_id: 7 } as ChatRow;
  const changes: Change[] = [{ kind: 'chat', row, messages: [] as Message[] as never }];
  channel.postMessage({ to: 'pages', changes } satisfies Call);
  await vi.waitFor(() => expect(told).toHaveLength(1));

  await engine.draft({ chat: CHAT, text: SECRET, reply_to: null });

  expect(await db.drafts.count()).toBe(0);
});

test('a draft that was stored for an encrypted chat is not told to the server, and forgotten', async () => {
  const db = new Database(++users);
  open.push(db);
  const { http, asked } = lineTo({
    'put /api/chats/{id}/draft': () => ({ draft: { version: 1 } }),
    'get /api/drafts': () => ({ drafts: [{ chat_id: CHAT, version: 9, text: 'old', reply_to: null }] }),
  });
  const isEncrypted = async (chat: number) => chat === CHAT;
  const drafts = new Drafts({ db, http, isEncrypted, publish: () => undefined });
  await db.drafts.bulkPut([drafted(CHAT, SECRET), drafted(6, 'readable')]);

  await drafts.wake();
  await drafts.loadAll();

  expect(asked.filter((name) => name.startsWith('put'))).toHaveLength(1);
  expect((await db.drafts.toArray()).map(({ chat, dirty }) => [chat, dirty])).toEqual([[6, false]]);
});

test('an encrypted chat that cannot be opened now silences no other, and is not shown as it came', async () => {
  const secure = await tab(++users);
  await secure.pin(CHAT, 7);
  const row = (id: number, mode: ChatRow['mode']) =>
    ({ id, mode, type: 'personal', peer_id: 7, last: { text: 'readable' } }) as ChatRow;
  const of = (id: number, mode: ChatRow['mode']): Change => ({
    ...{ kind: 'chat', row: row(id, mode) },
    messages: [{ chat_id: id, text: 'readable' } as HeldMessage],
  });
  const plain = of(6, 'server');
  secure.close();

  expect(await secure.changes([of(CHAT, 'e2ee'), plain])).toEqual([plain]);
  // The list of chats stands, without a word of what came.
  expect(await secure.row(row(CHAT, 'e2ee'))).toMatchObject({ id: CHAT, last: { text: null } });
});
