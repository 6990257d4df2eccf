import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toBase64Url } from '../../src/crypto/ratchet/base64url.ts';
import { sealBody } from '../../src/crypto/ratchet/content/message-body.ts';
import { Role } from '../../src/crypto/ratchet/group/membership.ts';
import { encryptToGroup } from '../../src/crypto/ratchet/group/sender-key.ts';
import { encodeDistribution } from '../../src/crypto/ratchet/group/sender-key-format.ts';
import { createSenderKey, distributionOf } from '../../src/crypto/ratchet/group/sender-ratchet.ts';
import { encodeContent, encodeEnvelope } from '../../src/e2ee/content.ts';
import { Desk } from '../../src/e2ee/desk.ts';
import { groupIdOf } from '../../src/e2ee/groups/chain.ts';
import { GroupKeys } from '../../src/e2ee/groups/group-keys.ts';
import { Reader } from '../../src/e2ee/reader.ts';
import { NOW, type Person } from '../ratchet/people.ts';
import { anew, CHAT, led, ShownGroup, somebody } from './chain-kit.ts';
import { type Browser, browser } from './device-kit.ts';

interface Said {
  readonly seq: number;
  readonly [more: string]: unknown;
}

/** A browser that has followed a group of Ada's, whose next entry nobody can check; what Bob says by it. */
async function waitingGroup() {
  const [group, said] = [new ShownGroup(), [] as Said[]];
  const made = await browser(
    group.answers({
      'get /api/e2ee/chats/{chat}/messages': ({ query }) => ({
        messages: said.filter(({ seq }) => seq > (query?.after ?? 0)).slice(0, query?.limit),
      }),
    }),
  );
  const [ada, bob] = [await somebody(21), await somebody(22)];
  group.show(ada, bob, made.person);
  await group.begin(ada, [...led(21, 22), { user: made.s.user, role: Role.MEMBER }]);
  await made.engine.memberships.follow(CHAT);
  const again = await anew(ada);
  await group.sign(again, { add: [23] });
  return { ...made, group, said, ada, again, bob };
}

/** What somebody says by the newest entry, and the key of it given to the browser. */
async function say({ s, device }: Browser, group: ShownGroup, by: Person, seq: number): Promise<Said> {
  const { p } = s;
  const uuid = p.random(16);
  const { address } = by.device;
  const content = encodeContent({ kind: 'message', sentMs: NOW, text: `said ${seq}`, files: [] });
  const sealed = await sealBody(p, { chatId: CHAT, messageUuid: uuid }, content);
  const { key, hash } = sealed;
  const chain = await createSenderKey(p, groupIdOf(CHAT), NOW);
  const given = encodeDistribution(distributionOf(chain));
  const envelope = encodeEnvelope({ class: 'content', chat: CHAT, uuid, key, hash });
  const { message } = await encryptToGroup(p, chain, address, group.tip, envelope);
  const keys = new GroupKeys({ s, device, envelopes: undefined as never });
  await s.db.chains.put(await keys.received(CHAT, address, given));
  return {
    ...{ id: seq, seq, created_at: new Date(NOW).toISOString(), class: 'content' },
    ...{ sender_id: address.user, sender_device: address.device },
    ...{ message_uuid: Buffer.from(uuid).toString('hex'), body: toBase64Url(sealed.body) },
    group_envelope: toBase64Url(message),
  };
}

async function texts({ s }: Browser): Promise<(string | null | undefined)[]> {
  const rows = (await s.db.texts.toArray()).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  const reader = new Reader(s.db, s.user);
  return Promise.all(
    rows.map(async ({ ref, failure }) => failure ?? (await reader.content(ref))?.text ?? null),
  );
}

const nobody = async () => undefined;

test('what is said by a list that nobody vouches for waits, holds up nothing, and is read once somebody does', async () => {
  const made = await waitingGroup();
  const { engine, group, said, again, bob, alarms } = made;
  said.push(await say(made, group, bob, 1), await say(made, group, bob, 2));
  await engine.groups.catchUp(CHAT, nobody, 2);
  expect([await texts(made), alarms]).toEqual([['UNCONFIRMED', 'UNCONFIRMED'], ['membership_unconfirmed']]);
  expect((await made.s.db.groups.get(CHAT))?.cursor).toBe(2);

  group.show(again);
  await group.sign(again, {});
  said.push(await say(made, group, bob, 3));
  await engine.groups.catchUp(CHAT, nobody, 3);
  // Bob's chain was another one for each message, and all three are known.
  expect(await texts(made)).toEqual(['said 1', 'said 2', 'said 3']);
  expect(await engine.groups.isBehind(CHAT, 3)).toBe(false);
});

test('it is read as well when the chain grows by something else than a message', async () => {
  const made = await waitingGroup();
  const { engine, group, said, again, bob } = made;
  said.push(await say(made, group, bob, 1));
  await engine.groups.catchUp(CHAT, nobody, 1);
  group.show(again);
  await group.sign(again, {});
  // As a send does that asks whom it is for.
  await engine.memberships.follow(CHAT, 3);
  expect(await engine.groups.isBehind(CHAT, 0)).toBe(true);
  await engine.groups.catchUp(CHAT, nobody, 0);
  expect(await texts(made)).toEqual(['said 1']);
  expect(await engine.groups.isBehind(CHAT, 0)).toBe(false);
});

test('it is read when the list is trusted anew in another tab', async () => {
  const made = await waitingGroup();
  const { engine, group, said, ada, bob, s } = made;
  said.push(await say(made, group, bob, 1));
  group.hide(ada);
  await engine.groups.catchUp(CHAT, nobody, 1);
  expect(await texts(made)).toEqual(['UNCONFIRMED']);
  const desk = new Desk(s);
  await desk.trustAnew(CHAT, (await desk.offeredMembers(CHAT))?.name ?? '');
  expect(await engine.groups.isBehind(CHAT, 1)).toBe(true);
  await engine.groups.catchUp(CHAT, nobody, 1);
  expect(await texts(made)).toEqual(['said 1']);
});

test('what waits costs one question, however much it is, while nobody vouches', async () => {
  const made = await waitingGroup();
  const { engine, group, said, bob, asked } = made;
  for (let seq = 1; seq <= 9; seq++) said.push(await say(made, group, bob, seq));
  await engine.groups.catchUp(CHAT, nobody, 9);
  Object.assign(made.s, { now: () => NOW + 20_000 });
  const before = asked.length;
  await engine.groups.catchUp(CHAT, nobody, 9);
  const membership = 'get /api/e2ee/chats/{chat}/membership';
  const devices = 'get /api/e2ee/users/{user}/devices';
  expect(asked.slice(before)).toEqual([membership, devices, 'get /api/e2ee/chats/{chat}/messages']);
});
