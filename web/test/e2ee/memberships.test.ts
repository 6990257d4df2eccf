import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import { type Member, Role } from '../../src/crypto/ratchet/group/membership.ts';
import { Desk } from '../../src/e2ee/desk.ts';
import type { Surroundings } from '../../src/e2ee/device.ts';
import { tipOf } from '../../src/e2ee/groups/chain.ts';
import { ChainSigner } from '../../src/e2ee/groups/chain-signer.ts';
import { nameOfEntry } from '../../src/e2ee/groups/memberships.ts';
import { NOW, type Person } from '../ratchet/people.ts';
import { anew, CHAT, led, ShownGroup, somebody } from './chain-kit.ts';
import { type Browser, browser } from './device-kit.ts';

const CHAIN = 'get /api/e2ee/chats/{chat}/membership';

/** A browser of somebody, and a group that Ada leads with Bob and Carol in it. */
async function began(more: (me: number) => readonly Member[] = () => []) {
  const group = new ShownGroup();
  const made = await browser(group.answers());
  const [ada, bob, carol] = [await somebody(11), await somebody(12), await somebody(13)] as const;
  group.show(ada, bob, carol, made.person);
  const members = [...led(11, 12, 13), ...more(made.s.user)].sort((a, b) => a.user - b.user);
  await group.begin(ada, members);
  return { ...made, group, ada, bob, carol };
}

const asMember = (me: number): Member[] => [{ user: me, role: Role.MEMBER }];
const asAdmin = (me: number): Member[] => [{ user: me, role: Role.ADMIN }];

const unconfirmed = { code: 'membership_unconfirmed', transient: true };

function epochOf(made: Browser): Promise<number> {
  return made.engine.memberships.known(CHAT).then((chain) => (chain ? tipOf(chain).epoch : 0));
}

test('who sees a group first believes the newest admin who is gone, or began anew, without a signature', async () => {
  for (const gone of [true, false]) {
    const { engine, group, ada, alarms } = await began();
    if (gone) group.hide(ada);
    else group.show(await anew(ada));
    expect((await engine.memberships.follow(CHAT))?.length).toBe(1);
    expect(alarms).toEqual([]);
  }
});

test('who sees a group first refuses what an admin has not signed who is there', async () => {
  const { engine, group, ada, bob, alarms } = await began();
  await group.sign(ada, { add: [20] }, bob);
  await expect(engine.memberships.follow(CHAT)).rejects.toMatchObject({ reason: 'BAD_SIGNATURE' });
  expect(alarms).toEqual(['membership']);
});

test('a lost line says nothing about anybody', async () => {
  const { engine, group, alarms } = await began();
  group.refusal = new ApiError(503, 'overloaded', 'overloaded');
  await expect(engine.memberships.follow(CHAT)).rejects.toMatchObject({ code: 'overloaded' });
  group.refusal = new ApiError(403, 'device_required', 'device_required');
  await expect(engine.memberships.follow(CHAT)).rejects.toMatchObject({ code: 'device_required' });
  expect([await engine.memberships.known(CHAT), alarms]).toEqual([null, []]);
});

test('whoever has gone may have left', async () => {
  const made = await began(asMember);
  const { engine, group, bob } = made;
  await engine.memberships.follow(CHAT);
  await group.sign(bob, { remove: [12] });
  group.hide(bob);
  await engine.memberships.follow(CHAT);
  expect(await epochOf(made)).toBe(2);
});

test('what a gone admin signed waits until an admin of before vouches for it', async () => {
  const made = await began(asMember);
  const { engine, group, ada, s, alarms } = made;
  await engine.memberships.follow(CHAT);
  // Her new device signs, and she is gone before anybody here looks.
  const again = await anew(ada);
  await group.sign(again, { add: [20] });
  group.hide(ada);
  const { memberships } = engine;
  await expect(memberships.follow(CHAT, 2)).rejects.toMatchObject(unconfirmed);
  expect([await epochOf(made), alarms]).toEqual([1, ['membership_unconfirmed']]);
  expect((await memberships.follow(CHAT, 1))?.length).toBe(1);
  // Back with that device.
  group.show(again);
  await group.sign(again, {});
  await s.db.alerts.put({
    ...{ id: `membership_unconfirmed ${s.user} ${CHAT}`, kind: 'membership_unconfirmed' },
    ...{ user: s.user, chat: CHAT, at: NOW },
  });
  expect((await memberships.follow(CHAT, 3))?.length).toBe(3);
  expect(await s.db.alerts.count()).toBe(0);
});

test('what nobody vouches for is asked for again only after a while, but at once where more is known to be', async () => {
  const made = await began(asMember);
  const { engine, group, ada, asked } = made;
  await engine.memberships.follow(CHAT);
  await group.sign(await anew(ada), { add: [20] });
  const looks = async (epoch?: number) => {
    const before = asked.length;
    await expect(engine.memberships.follow(CHAT, epoch)).rejects.toMatchObject(unconfirmed);
    return asked.slice(before).filter((route) => route === CHAIN).length;
  };
  expect([await looks(2), await looks(2), await looks(), await looks(3)]).toEqual([1, 0, 0, 1]);
  Object.assign(made.s, { now: () => NOW + 15_000 });
  expect(await looks(2)).toBe(1);
});

test('a forgery by somebody who is gone brings nobody in, whoever signs after it', async () => {
  const made = await began(asMember);
  const { engine, group, ada, bob, alarms } = made;
  await engine.memberships.follow(CHAT);
  // The server has made a key of its own for her, and Bob plays along.
  const forged = await anew(ada);
  await group.sign(forged, { add: [66], roles: { 12: Role.ADMIN } });
  await group.sign(bob, {});
  await expect(engine.memberships.follow(CHAT, 3)).rejects.toMatchObject(unconfirmed);
  expect([await epochOf(made), alarms]).toEqual([1, ['membership_unconfirmed']]);
});

test('a signature that a listed device did not make is a forgery', async () => {
  const made = await began(asMember);
  const { engine, group, ada, bob, alarms } = made;
  await engine.memberships.follow(CHAT);
  await group.sign(ada, { add: [66] }, bob);
  await expect(engine.memberships.follow(CHAT, 2)).rejects.toMatchObject({ reason: 'BAD_SIGNATURE' });
  expect([await epochOf(made), alarms]).toEqual([1, ['membership']]);
});

test('a device that was taken off its list is believed by its certificate, also when its owner has gone', async () => {
  const made = await began(asMember);
  const { engine, group, ada } = made;
  await engine.memberships.follow(CHAT);
  await group.sign(ada, { add: [20] });
  group.hide(ada);
  // What was known of her lists no device any more.
  await made.s.db.users.update(11, { certificates: [] });
  expect((await engine.memberships.follow(CHAT, 2))?.length).toBe(2);
});

/** What an admin's device signs by itself. */
function signerOf({ s, device, engine }: Browser): ChainSigner {
  const { directory, memberships } = engine;
  return new ChainSigner({ s, device, directory, memberships });
}

const everybody = (me: number) => new Set([11, 12, 13, me]);

test('an admin confirms once what nobody else can check any more, with the same members', async () => {
  const made = await began(asAdmin);
  const { engine, group, ada, s, device, asked } = made;
  const signer = signerOf(made);
  const tidy = async () => {
    const chain = await engine.memberships.follow(CHAT);
    if (!chain) throw new Error('no chain');
    const before = asked.length;
    const after = await signer.tidy(CHAT, chain, everybody(s.user));
    return [after !== chain, asked.length - before];
  };
  expect(await tidy()).toEqual([false, 0]);
  group.show(await anew(ada));
  await engine.directory.refresh(11);
  expect((await tidy())[0]).toBe(true);
  const [first, second] = group.entries.map(({ signed }) => signed.entry);
  expect(second).toMatchObject({ epoch: 2, actor: device.address, members: first?.members });
  expect(await tidy()).toEqual([false, 0]);
  // Whoever comes now can check it.
  const newcomer = await browser(group.answers());
  expect((await newcomer.engine.memberships.follow(CHAT))?.length).toBe(2);
});

test('whoever has left is asked about once, and confirmed only when gone', async () => {
  for (const gone of [false, true]) {
    const made = await began(asAdmin);
    const { engine, group, ada, s, asked } = made;
    await engine.memberships.follow(CHAT);
    if (gone) group.hide(ada);
    const signer = signerOf(made);
    const chain = await engine.memberships.known(CHAT);
    if (!chain) throw new Error('no chain');
    const present = new Set([12, 13, s.user]);
    await signer.tidy(CHAT, chain, present);
    expect(group.entries.length).toBe(gone ? 2 : 1);
    const before = asked.length;
    await signer.tidy(CHAT, (await engine.memberships.known(CHAT)) ?? chain, present);
    expect([group.entries.length, asked.length - before]).toEqual([gone ? 2 : 1, 0]);
  }
});

test('a confirmation that fails is not tried again, and stops nothing', async () => {
  const made = await began(asAdmin);
  const { engine, group, ada, s, asked } = made;
  const chain = await engine.memberships.follow(CHAT);
  if (!chain) throw new Error('no chain');
  group.show(await anew(ada));
  await engine.directory.refresh(11);
  group.hide(made.person);
  const signer = signerOf(made);
  const posts = () => asked.filter((route) => route.startsWith('post')).length;
  for (let tries = 0; tries < 2; tries++)
    expect((await signer.tidy(CHAT, chain, everybody(s.user))).length).toBe(1);
  expect(posts()).toBe(1);
});

test('a mere member confirms nothing', async () => {
  const made = await began(asMember);
  const { engine, group, ada, s } = made;
  group.show(await anew(ada));
  const chain = await engine.memberships.follow(CHAT);
  if (!chain) throw new Error('no chain');
  expect(await signerOf(made).tidy(CHAT, chain, everybody(s.user))).toBe(chain);
  expect(group.entries.length).toBe(1);
});

/** Somebody whose group nobody can vouch for any more. */
async function stranded(): Promise<Awaited<ReturnType<typeof began>> & { again: Person }> {
  const made = await began(asMember);
  await made.engine.memberships.follow(CHAT);
  const again = await anew(made.ada);
  await made.group.sign(again, { add: [20] });
  made.group.hide(made.ada);
  await expect(made.engine.memberships.follow(CHAT, 2)).rejects.toMatchObject(unconfirmed);
  return { ...made, again };
}

function alertsOf({ db, user }: Surroundings): Promise<unknown> {
  const kinds = ['membership', 'membership_unconfirmed', 'security'];
  return db.alerts.bulkPut(
    kinds.map((kind) => ({ id: `${kind} ${user} ${CHAT}`, kind, user, chat: CHAT, at: NOW })),
  );
}

test('a list is trusted anew as it was shown, and what was said stays', async () => {
  const made = await stranded();
  const { engine, s, group } = made;
  await alertsOf(s);
  await s.db.groups.update(CHAT, { cursor: 7, told: 7, epochs: [{ seq: 3, epoch: 9 }] });
  const desk = new Desk(s);
  const offered = await desk.offeredMembers(CHAT);
  expect(offered?.members.map(({ user }) => user)).toEqual([11, 12, 13, 20, s.user]);
  expect(await epochOf(made)).toBe(1);
  await desk.trustAnew(CHAT, offered?.name ?? '');
  expect((await engine.memberships.follow(CHAT, 2))?.length).toBe(2);
  expect(await s.db.groups.get(CHAT)).toMatchObject({ cursor: 7, told: 7, epochs: [] });
  expect((await s.db.alerts.toArray()).map(({ kind }) => kind)).toEqual(['security']);
  expect(nameOfEntry(group.tip)).toBe(offered?.name);
});

test('another list than the one that was shown is not trusted', async () => {
  const made = await stranded();
  const { s, group, again } = made;
  const desk = new Desk(s);
  const offered = await desk.offeredMembers(CHAT);
  await group.sign(again, { add: [66] });
  const trusting = desk.trustAnew(CHAT, offered?.name ?? '');
  await expect(trusting).rejects.toMatchObject({ code: 'membership_changed' });
  expect(await epochOf(made)).toBe(1);
});

test('trusting anew takes no forgery of somebody who is there', async () => {
  const { s, group, ada, bob } = await began(asMember);
  await group.sign(ada, { add: [66] }, bob);
  await expect(new Desk(s).offeredMembers(CHAT)).rejects.toMatchObject({ reason: 'BAD_SIGNATURE' });
});

test('where the server shows no list there is none to trust', async () => {
  const { s } = await browser(new ShownGroup().answers());
  expect(await new Desk(s).offeredMembers(CHAT)).toBeNull();
});

test('the last admin who left and is gone is followed by whoever trusts anew', async () => {
  const made = await began(asMember);
  const { engine, s, group, ada } = made;
  const again = await anew(ada);
  await engine.memberships.follow(CHAT);
  await group.sign(again, { remove: [11] });
  group.hide(ada);
  await expect(engine.memberships.follow(CHAT, 2)).rejects.toMatchObject(unconfirmed);
  const desk = new Desk(s);
  const offered = await desk.offeredMembers(CHAT);
  expect(offered?.members).toEqual([...led(12, 13), ...asMember(s.user)]);
  await desk.trustAnew(CHAT, offered?.name ?? '');
  expect(await epochOf(made)).toBe(2);
});

test('the lists of people are asked for once for a run', async () => {
  const made = await began(asMember);
  const { engine, group, ada, asked } = made;
  await engine.memberships.follow(CHAT);
  const again = await anew(ada);
  for (let i = 0; i < 5; i++) await group.sign(again, { add: [20 + i] });
  group.hide(ada);
  const before = asked.length;
  await expect(engine.memberships.follow(CHAT, 6)).rejects.toMatchObject(unconfirmed);
  expect(asked.slice(before)).toEqual([CHAIN, 'get /api/e2ee/users/{user}/devices']);
});
