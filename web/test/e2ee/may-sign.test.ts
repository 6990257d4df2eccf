import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { Role } from '../../src/crypto/ratchet/group/membership.ts';
import { Desk } from '../../src/e2ee/desk.ts';
import { tipOf } from '../../src/e2ee/groups/chain.ts';
import { ChainSigner } from '../../src/e2ee/groups/chain-signer.ts';
import type { Person } from '../ratchet/people.ts';
import { anew, CHAT, led, ShownGroup, somebody } from './chain-kit.ts';
import { type Browser, browser } from './device-kit.ts';

// What a device signs, others take for a word about all that lies before. These are devices that know nothing of a
// group at first; their user is an admin of it.

interface Made extends Browser {
  readonly group: ShownGroup;
  readonly ada: Person;
  readonly bob: Person;
}

/** A group that Ada leads, in which the user of this browser is an admin, too. */
async function fresh(): Promise<Made> {
  const group = new ShownGroup();
  const made = await browser(group.answers());
  const [ada, bob] = [await somebody(31), await somebody(32)];
  group.show(ada, bob, made.person);
  await group.begin(ada, [...led(31, 32), { user: made.s.user, role: Role.MEMBER }]);
  await group.sign(ada, { roles: { [made.s.user]: Role.ADMIN } });
  return { ...made, group, ada, bob };
}

async function tidied({ s, device, engine, group }: Made): Promise<number> {
  const { directory, memberships } = engine;
  const signer = new ChainSigner({ s, device, directory, memberships });
  const chain = await memberships.follow(CHAT);
  if (!chain) throw new Error('no chain');
  await signer.tidy(CHAT, chain, new Set([32, s.user]));
  return group.entries.length;
}

const add = { add: [40] };

test('a device that was shown a forgery first does not make others believe it', async () => {
  const made = await fresh();
  const { group, ada, bob, engine, s, alarms } = made;
  const other = await browser(group.answers());
  await other.engine.memberships.follow(CHAT);
  // The server makes up what Ada said, and says that she is gone.
  await group.sign(await anew(ada), { add: [66] }, bob);
  group.hide(ada);
  expect((await engine.memberships.follow(CHAT))?.length).toBe(3);
  expect([await tidied(made), alarms]).toEqual([3, ['membership_unjudged']]);
  const signing = new Desk(s).signMembers(CHAT, add);
  await expect(signing).rejects.toMatchObject({ code: 'membership_unjudged', transient: false });
  expect(await tidied(made)).toBe(3);
  expect(alarms).toEqual(['membership_unjudged']);
  const waiting = { code: 'membership_unconfirmed' };
  await expect(other.engine.memberships.follow(CHAT, 3)).rejects.toMatchObject(waiting);
});

test('what can be judged from the first entry on may be continued', async () => {
  const made = await fresh();
  expect((await made.engine.memberships.follow(CHAT))?.length).toBe(2);
  expect((await made.s.db.groups.get(CHAT))?.doubtful).toBe(false);
  // Whether she is there is looked at while she is.
  made.group.hide(made.ada);
  expect(await tidied(made)).toBe(3);
});

test('also where those who cannot be checked were vouched for since', async () => {
  const made = await fresh();
  const { group, ada, s } = made;
  const again = await anew(ada);
  group.show(again);
  await group.sign(again, {});
  await new Desk(s).signMembers(CHAT, add);
  expect(group.tip).toMatchObject({ epoch: 4, actor: { user: s.user } });
});

test('what only the server says may be continued once its user has looked at it', async () => {
  const made = await fresh();
  const { group, ada, s } = made;
  group.hide(ada);
  const desk = new Desk(s);
  await expect(desk.signMembers(CHAT, add)).rejects.toMatchObject({ code: 'membership_unjudged' });
  expect((await s.db.alerts.toArray()).map(({ kind }) => kind)).toEqual(['membership_unjudged']);
  await desk.trustAnew(CHAT, (await desk.offeredMembers(CHAT))?.name ?? '');
  expect(await s.db.alerts.count()).toBe(0);
  await desk.signMembers(CHAT, add);
  expect(group.tip.members.map(({ user }) => user)).toContain(40);
  // Another device of an admin follows that, and may go on by itself.
  const chain = await made.engine.memberships.known(CHAT);
  expect(chain && tipOf(chain).epoch).toBe(3);
});

test('a mere member looks at the beginning only when there is something to sign', async () => {
  const group = new ShownGroup();
  const made = await browser(group.answers());
  const [ada, bob] = [await somebody(33), await somebody(34)];
  group.show(ada, bob, made.person);
  await group.begin(ada, led(33, 34));
  await group.sign(ada, { add: [made.s.user] });
  await made.engine.memberships.follow(CHAT);
  expect((await made.s.db.groups.get(CHAT))?.doubtful).toBe(true);
  await new Desk(made.s).signMembers(CHAT, { remove: [made.s.user] });
  expect(group.tip.members.map(({ user }) => user)).toEqual([33, 34]);
  expect((await made.s.db.groups.get(CHAT))?.doubtful).toBe(false);
});

test('a server that shows another beginning is not vouched for', async () => {
  const made = await fresh();
  const { group, engine, s } = made;
  group.entries.splice(0, 1);
  await engine.memberships.follow(CHAT);
  expect(await engine.memberships.maySign(CHAT)).toBe(false);
  expect((await s.db.groups.get(CHAT))?.doubtful).toBe(true);
});
