import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { type Bytes, fromHex, toHex } from '../../src/crypto/ratchet/bytes.ts';
import { sealBody } from '../../src/crypto/ratchet/content/message-body.ts';
import { type Content, encodeContent, refKey } from '../../src/e2ee/content.ts';
import { sealSecret } from '../../src/e2ee/secret.ts';
import type { Secure } from '../../src/store/secure.ts';
import type { ChatRow } from '../../src/sync/chat-row.ts';
import { NOW } from '../ratchet/people.ts';
import { type Answers, type Browser, browser, type Call } from './device-kit.ts';
import { tab } from './tab-kit.ts';

const CHAT = 5;
const [PEER, STRANGER] = [7, 9];
const NONE = new Uint8Array(16) as Bytes;

let users = 3_000;

/** The chat as the server shows it. */
function shown(peer_id: number | null, changes: Partial<ChatRow> = {}): ChatRow {
  const type = peer_id === null ? 'group' : 'personal';
  return { id: CHAT, mode: 'e2ee', type, peer_id, last: null, ...changes } as ChatRow;
}

const alertsOf = async (secure: Secure) => (await secure.alerts()).map(({ kind }) => kind);

test('a group never becomes a chat of two, whatever the server shows', async () => {
  const secure = await tab(++users);
  await secure.row(shown(null));
  expect(await alertsOf(secure)).toEqual([]);

  expect(await secure.row(shown(STRANGER, { type: 'group' }))).toMatchObject({
    type: 'group',
    peer_id: null,
  });
  expect(await secure.db.chats.get(CHAT)).toEqual({ chat: CHAT, peer: null });
  expect(await alertsOf(secure)).toEqual(['other_people']);
});

test('a chat of two stays one with the same person', async () => {
  const me = ++users;
  const secure = await tab(me);
  await secure.row(shown(PEER));

  for (const lie of [shown(STRANGER), shown(null), shown(null, { type: 'saved', me })])
    expect(await secure.row(lie)).toMatchObject({ type: 'personal', peer_id: PEER });
  expect(await secure.db.chats.get(CHAT)).toEqual({ chat: CHAT, peer: PEER });
  expect(await alertsOf(secure)).toEqual(['other_people']);
});

test('what another tab has noted stands in this one as well', async () => {
  const user = ++users;
  const [one, other] = [await tab(user), await tab(user)];
  await one.row(shown(null));
  await other.row(shown(STRANGER));
  one.learn([{ kind: 'chat', row: shown(STRANGER), messages: [] }]);
  await one.row(shown(STRANGER));

  expect(await one.db.chats.get(CHAT)).toEqual({ chat: CHAT, peer: null });
});

test('a chat with others than it was begun with is refused', async () => {
  const secure = await tab(++users);
  await secure.row(shown(null));

  await expect(secure.pin(CHAT, STRANGER)).rejects.toMatchObject({ code: 'encryption_other_people' });
  await secure.pin(CHAT, null);
  await secure.pin(CHAT + 1, PEER);
  await secure.pin(CHAT + 1, PEER);
});

/** A browser in a chat of two, whose server would let anybody in. */
async function paired(answers: Answers): Promise<Browser> {
  const made = await browser(answers);
  await made.s.db.chats.put({ chat: CHAT, peer: PEER });
  return made;
}

test.each([
  [PEER, 1],
  [STRANGER, 0],
])('the key of what was said to two is not given to a third (%i)', async (user, given) => {
  const made = await paired({
    'get /api/e2ee/chats/{chat}/devices': () => ({
      ...{ version: 'v', membership_epoch: 0 },
      members: [{ user_id: user, list_version: 1, devices: [{ device_id: 1, registration_id: 1 }] }],
    }),
    'get /api/e2ee/users/{user}/devices': () => {
      throw new TypeError('the key would go out');
    },
  });
  const message = { ...made.device.address, uuid: NONE };
  const ref = refKey(message);
  const content: Content = { kind: 'message', sentMs: NOW, text: 'for two', files: [] };
  const key = new Uint8Array(32) as Bytes;
  await made.s.db.texts.put({
    ...{ ref, chat: CHAT, seq: 1, id: 1, sender: made.s.user, time: '', class: 'content', target: null },
    ...{ failure: null, secret: await sealSecret(made.device.vault, ref, { content, key, hash: key }) },
  });
  const asks = () => made.engine.repairs.repeat({ user, device: 1 }, CHAT, { kind: 'retry', message });

  if (given) await expect(asks()).rejects.toThrow('the key would go out');
  else await asks();
});

test('what a third one writes as to a group is not read in a chat of two', async () => {
  const page = [logged(STRANGER, { group_envelope: 'AAAA' })];
  const made = await paired({
    'get /api/e2ee/chats/{chat}/messages': ({ query }) => ({
      messages: page.filter(({ seq }) => seq > Number(query?.after ?? 0)),
    }),
  });
  const told: (string | null)[] = [];
  await made.engine.groups.catchUp(
    CHAT,
    async (texts) => void told.push(...texts.map(({ failure }) => failure)),
  );

  expect(told).toEqual(['NOT_A_MEMBER']);
  expect(made.alarms).toEqual(['NOT_A_MEMBER']);
});

test.each([
  [PEER, 'message', true],
  [PEER, 'reaction', false],
  [STRANGER, 'message', false],
] as const)(
  'a key that is given afterwards opens what may stand there (%i, a %s)',
  async (user, kind, reads) => {
    const content: Content = {
      kind,
      sentMs: NOW,
      text: 'later',
      files: [],
      ...(kind === 'reaction' && { target }),
    };
    const answers: Record<string, (call: Call) => unknown> = {};
    const made = await paired(answers);
    const { body, key, hash } = await sealBody(
      made.s.p,
      { chatId: CHAT, messageUuid: NONE },
      encodeContent(content),
    );
    answers['get /api/e2ee/chats/{chat}/messages'] = () => ({
      messages: [logged(user, { body: toBase64Url(body) })],
    });
    const ref = refKey({ user, device: 1, uuid: NONE });
    const text = {
      ...{ ref, chat: CHAT, seq: 1, id: 1, sender: user, time: '', class: 'content' as const, target: null },
      ...{ failure: 'NO_SESSION', secret: null },
    };
    await made.s.db.texts.put(text);

    const read = await made.engine.receiver.late(text, key, hash).catch(() => null);
    expect(read !== null).toBe(reads);
    expect((await made.s.db.texts.get(ref))?.secret !== null).toBe(reads);
  },
);

const target = { user: PEER, device: 1, uuid: fromHex('01'.repeat(16)) };

function logged(sender_id: number, changes: object) {
  return {
    ...{ id: 1, seq: 1, created_at: new Date(NOW).toISOString(), sender_id, sender_device: 1 },
    ...{ message_uuid: toHex(NONE), class: 'content', body: 'AAAA', group_envelope: null, ...changes },
  };
}
