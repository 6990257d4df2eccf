import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { type Bytes, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { Role } from '../../src/crypto/ratchet/group/membership.ts';
import { encryptToGroup } from '../../src/crypto/ratchet/group/sender-key.ts';
import { createSenderKey } from '../../src/crypto/ratchet/group/sender-ratchet.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { TextRow } from '../../src/e2ee/database.ts';
import { engineOf } from '../../src/e2ee/engine.ts';
import { firstEntry, groupIdOf } from '../../src/e2ee/groups/chain.ts';
import { NOW } from '../ratchet/people.ts';
import { browser } from './device-kit.ts';

const CHAT = 5;

/** What a device that nobody here has seen says to the group. */
async function said(user: number): Promise<Bytes> {
  const p = await platformPrimitives();
  const key = await createSenderKey(p, groupIdOf(CHAT), NOW);
  const address = { user, device: 1 };
  const entry = firstEntry(CHAT, address, [{ user, role: Role.ADMIN }], NOW);
  return (await encryptToGroup(p, key, address, entry, utf8('words'))).message;
}

function message(seq: number, sender: number, envelope: Bytes) {
  return {
    ...{ id: seq, seq, created_at: new Date(NOW).toISOString(), sender_id: sender, sender_device: 1 },
    ...{ message_uuid: seq.toString(16).padStart(32, '0'), class: 'content' as const, body: '' },
    group_envelope: toBase64Url(envelope),
  };
}

/** A group with these messages. */
function group(messages: readonly ReturnType<typeof message>[]) {
  return {
    'get /api/e2ee/chats/{chat}/messages': ({ query }: { query?: Readonly<Record<string, unknown>> }) => ({
      messages: messages.filter(({ seq }) => seq > Number(query?.after ?? 0)),
    }),
  };
}

test('somebody in a group whose keys are refused holds up nobody else', async () => {
  const { engine, s } = await browser({
    ...group([message(1, 9, await said(9)), message(2, 8, new Uint8Array(40))]),
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(403, 'keys_refused', 'keys_refused');
    },
  });
  const told: TextRow[] = [];
  await engine.groups.catchUp(CHAT, async (texts) => void told.push(...texts));

  expect(told.map(({ seq, failure }) => [seq, failure])).toEqual([
    [1, 'NO_SESSION'],
    [2, 'MALFORMED'],
  ]);
  expect((await s.db.groups.get(CHAT))?.cursor).toBe(2);
});

test('what came before a lost line is told at once', async () => {
  const { engine } = await browser({
    ...group([message(1, 8, new Uint8Array(40)), message(2, 9, await said(9))]),
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(503, 'overloaded', 'overloaded');
    },
  });
  const told: TextRow[] = [];
  const read = engine.groups.catchUp(CHAT, async (texts) => void told.push(...texts));

  await expect(read).rejects.toMatchObject({ code: 'overloaded' });
  expect(told.map(({ seq }) => seq)).toEqual([1]);
});

test('what a tab has stored and could not tell is told by the next one, once', async () => {
  const made = await browser(group([message(1, 8, new Uint8Array(40)), message(2, 8, new Uint8Array(40))]));
  const gone = made.engine.groups.catchUp(CHAT, async () => {
    throw new Error('the tab is closed');
  });
  await expect(gone).rejects.toThrow('the tab is closed');
  expect((await made.s.db.groups.get(CHAT))?.cursor).toBe(2);

  const told: TextRow[] = [];
  const { groups } = engineOf(made.s, made.device, async () => undefined);
  expect(await groups.isBehind(CHAT, 2)).toBe(true);
  for (let visit = 0; visit < 2; visit++)
    await groups.catchUp(CHAT, async (texts) => void told.push(...texts));

  expect(told.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(await groups.isBehind(CHAT, 2)).toBe(false);
});

test('a group is asked for what is new once, whatever its log tells of besides messages', async () => {
  const messages = [message(3, 8, new Uint8Array(40))];
  const { engine, asked } = await browser(group(messages));
  const told: TextRow[] = [];
  const wake = async (head: number) => {
    const before = asked.length;
    if (await engine.groups.isBehind(CHAT, head))
      await engine.groups.catchUp(CHAT, async (texts) => void told.push(...texts), head);
    return asked.length > before;
  };

  // After the message there were things that are none.
  expect(await wake(7)).toBe(true);
  expect(await wake(7)).toBe(false);
  messages.push(message(8, 8, new Uint8Array(40)));
  expect(await wake(8)).toBe(true);
  expect(await wake(8)).toBe(false);
  expect(told.map(({ seq }) => seq)).toEqual([3, 8]);
});

test('a group in which nobody has said anything is asked once', async () => {
  const { engine } = await browser(group([]));
  await engine.groups.catchUp(CHAT, async () => undefined, 4);

  expect(await engine.groups.isBehind(CHAT, 4)).toBe(false);
  expect(await engine.groups.isBehind(CHAT, 5)).toBe(true);
});

test('what is not there any more after leaving and coming back is not waited for', async () => {
  const messages = [message(1, 9, await said(9)), message(2, 9, await said(9))];
  const { engine, s, device } = await browser({
    ...group(messages),
    'get /api/e2ee/users/{user}/devices': () => {
      throw new ApiError(403, 'keys_refused', 'keys_refused');
    },
  });
  const failures = async () => (await s.db.texts.orderBy('ref').toArray()).map(({ failure }) => failure);
  const nobody = async () => undefined;
  await engine.groups.catchUp(CHAT, nobody);
  expect(await failures()).toEqual(['NO_SESSION', 'NO_SESSION']);
  messages.splice(0, 1);
  await engineOf(s, device, nobody).groups.catchUp(CHAT, nobody);
  expect(await failures()).toEqual(['NO_SESSION']);
});

test('a group that was left meanwhile holds up no other, a lost line does', async () => {
  const gone = { code: 'not_a_member', status: 403 };
  const asked: (number | undefined)[] = [];
  const { engine, s } = await browser({
    'get /api/e2ee/chats/{chat}/messages': ({ path }) => {
      asked.push(path?.chat);
      if (path?.chat === CHAT) throw new ApiError(gone.status, gone.code, '');
      return { messages: [] };
    },
  });
  const text = { id: 1, seq: 1, time: '', class: 'content' as const, target: null, secret: null, sender: 9 };
  for (const chat of [CHAT, CHAT + 1]) {
    await s.db.texts.put({ ...text, ref: `9.1.${chat}`, chat, failure: 'NO_SESSION' });
    engine.groups.due(chat);
  }
  await engine.groups.settle(async () => undefined);
  expect(asked).toEqual([CHAT, CHAT + 1]);
  await engine.groups.settle(async () => undefined);
  expect(asked).toHaveLength(2);

  Object.assign(gone, { code: 'overloaded', status: 503 });
  engine.groups.due(CHAT);
  for (let tries = 0; tries < 2; tries++)
    await expect(engine.groups.settle(async () => undefined)).rejects.toMatchObject({ code: 'overloaded' });
  expect(asked).toEqual([CHAT, CHAT + 1, CHAT, CHAT]);
});
