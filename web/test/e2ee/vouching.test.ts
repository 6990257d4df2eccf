import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Member,
  type MembershipEntry,
  Role,
  roleOf,
  signEntry,
} from '../../src/crypto/ratchet/group/membership.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { KeyPair } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { firstEntry, isAdmin, nextEntry, type Wish, wished } from '../../src/e2ee/groups/chain.ts';
import { countAccepted, type Keyed } from '../../src/e2ee/groups/vouching.ts';

const p = await platformPrimitives();
const USERS = [1, 2, 3, 4, 5, 6];
const keys = new Map<number, KeyPair>();
for (const user of USERS) keys.set(user, await p.ed25519.generate());

/** The members that a group begins with; the first one leads it at least. */
const members = fc.uniqueArray(fc.constantFrom(...USERS), { minLength: 3, maxLength: 6 }).chain((users) =>
  fc.array(fc.boolean(), { minLength: users.length, maxLength: users.length }).map((admins): Member[] => {
    const all = users.map((user, i) => ({ user, role: i === 0 || admins[i] ? Role.ADMIN : Role.MEMBER }));
    return all.sort((a, b) => a.user - b.user);
  }),
);
const user = fc.constantFrom(...USERS);
const step = fc.record({
  by: user,
  wish: fc.oneof(
    user.map((one): Wish => ({ add: [one] })),
    user.map((one): Wish => ({ remove: [one] })),
    fc
      .tuple(user, fc.boolean())
      .map(([one, up]): Wish => ({ roles: { [one]: up ? Role.ADMIN : Role.MEMBER } })),
    fc.constant<Wish>({}),
  ),
});
const steps = fc.array(step, { maxLength: 8 });

function begun(by: readonly Member[]): MembershipEntry {
  const founder = by.find(({ role }) => role === Role.ADMIN)?.user ?? 0;
  return firstEntry(7, { user: founder, device: 1 }, by, 1);
}

type Steps = readonly { readonly by: number; readonly wish: Wish }[];

/** What comes of steps after an entry, those left out that nobody may make; whoever is no admin leaves. */
async function run(tip: MembershipEntry, steps: Steps, gone: ReadonlySet<number>): Promise<Keyed[]> {
  const all: Keyed[] = [];
  let former = tip;
  for (const { by, wish } of steps) {
    const role = roleOf(former, by);
    const leave = former.members.filter(({ user }) => user !== by);
    const next = role === Role.ADMIN ? (wished(former.members, wish) ?? former.members) : leave;
    if (role === undefined) continue;
    const entry = nextEntry(former, { user: by, device: 1 }, next, 1);
    all.push(await keyed(entry, gone.has(by)));
    former = entry;
  }
  return all;
}

async function keyed(entry: MembershipEntry, gone: boolean): Promise<Keyed> {
  const pair = keys.get(entry.actor.user);
  if (!pair) throw new Error('nobody');
  const signed = await signEntry(p.ed25519, entry, pair.privateKey);
  return { signed, key: gone ? null : pair.publicKey };
}

const people = fc.uniqueArray(user).map((users) => new Set(users));

test('while everybody can be checked, all that follows is accepted', async () => {
  await fc.assert(
    fc.asyncProperty(members, steps, async (founding, history) => {
      const tip = begun(founding);
      const all = await run(tip, history, new Set());
      expect(await countAccepted(p, tip, all)).toBe(all.length);
    }),
  );
});

test('an admin of before who can be checked vouches for whatever happened', async () => {
  await fc.assert(
    fc.asyncProperty(members, steps, people, async (founding, history, gone) => {
      const tip = begun(founding);
      const all = await run(tip, history, gone);
      const last = all.at(-1)?.signed.entry ?? tip;
      const voucher = last.members.find(({ user, role }) => role === Role.ADMIN && isAdmin(tip, user))?.user;
      fc.pre(voucher !== undefined);
      const vouched = nextEntry(last, { user: voucher ?? 0, device: 1 }, last.members, 1);
      // Whatever was accepted on the way has the voucher as an admin, or it would have been judged by that.
      const stays = all.every(({ signed: { entry } }) => isAdmin(entry, voucher ?? 0));
      fc.pre(stays);
      const run_ = [...all, await keyed(vouched, false)];
      expect(await countAccepted(p, tip, run_)).toBe(run_.length);
    }),
  );
});

test('who holds no key of an admin brings nobody in and raises nobody, whatever is made up', async () => {
  let forged = 0;
  await fc.assert(
    fc.asyncProperty(members, steps, async (founding, history) => {
      const tip = begun(founding);
      // Admins cannot be checked, so anybody may have signed for them; everybody else signs what the server wants.
      const admins = new Set(tip.members.filter(({ role }) => role === Role.ADMIN).map(({ user }) => user));
      const all = await run(tip, history, admins);
      const count = await countAccepted(p, tip, all);
      const after = all[count - 1]?.signed.entry ?? tip;
      if (count < all.length) forged++;
      for (const { user, role } of after.members) expect(roleOf(tip, user)).toBe(role);
    }),
    { numRuns: 300 },
  );
  expect(forged).toBeGreaterThan(50);
});

test('it is the same whether entries come one after the other or at once', async () => {
  await fc.assert(
    fc.asyncProperty(members, steps, people, fc.nat(8), async (founding, history, gone, cut) => {
      const tip = begun(founding);
      const all = await run(tip, history, gone);
      const first = await countAccepted(p, tip, all.slice(0, cut));
      const then = await countAccepted(p, all[first - 1]?.signed.entry ?? tip, all.slice(first));
      expect(first + then).toBe(await countAccepted(p, tip, all));
    }),
  );
});

test('a signature that does not fit is refused wherever it stands', async () => {
  await fc.assert(
    fc.asyncProperty(members, steps, people, fc.nat(7), async (founding, history, gone, at) => {
      const tip = begun(founding);
      const all = await run(tip, history, gone);
      const one = all[at];
      fc.pre(one?.key != null);
      const signature = Uint8Array.from(one?.signed.signature ?? [], (byte, i) =>
        i === 9 ? byte ^ 1 : byte,
      );
      const bad = all.map((each, i) =>
        i === at ? { ...each, signed: { ...each.signed, signature } } : each,
      );
      await expect(countAccepted(p, tip, bad)).rejects.toMatchObject({ reason: 'BAD_SIGNATURE' });
    }),
  );
});

/** Ada leads, Bob and Carol are members; Ada cannot be checked any more unless `there`. */
const ada = { user: 1, device: 1 };
const bob = { user: 2, device: 1 };
const start = begun([
  { user: 1, role: Role.ADMIN },
  { user: 2, role: Role.MEMBER },
  { user: 3, role: Role.MEMBER },
]);

test('nobody is made an admin by what waits and then vouches for it', async () => {
  const raised = nextEntry(start, ada, wished(start.members, { roles: { 2: 1 } }) ?? [], 1);
  const vouched = nextEntry(raised, bob, raised.members, 1);
  expect(await countAccepted(p, start, [await keyed(raised, true), await keyed(vouched, false)])).toBe(0);
  expect(await countAccepted(p, start, [await keyed(raised, false), await keyed(vouched, false)])).toBe(2);
});

test('a run that takes the voucher out is refused', async () => {
  const both = begun([
    { user: 1, role: Role.ADMIN },
    { user: 2, role: Role.ADMIN },
  ]);
  const removed = nextEntry(both, ada, wished(both.members, { remove: [2] }) ?? [], 1);
  const vouched = nextEntry(removed, bob, removed.members, 1);
  const all = [await keyed(removed, true), await keyed(vouched, false)];
  await expect(countAccepted(p, both, all)).rejects.toMatchObject({ reason: 'NOT_A_MEMBER' });
});

test('leaving needs no key, anything with it does', async () => {
  const left = nextEntry(start, bob, wished(start.members, { remove: [2] }) ?? [], 1);
  const more = nextEntry(start, ada, wished(start.members, { remove: [1] }) ?? [], 1);
  expect(await countAccepted(p, start, [await keyed(left, true)])).toBe(1);
  // The last admin's leaving makes somebody else an admin.
  expect(await countAccepted(p, start, [await keyed(more, true)])).toBe(0);
  expect(await countAccepted(p, start, [await keyed(more, false)])).toBe(1);
});

test('what waits is refused as well where it does not follow, or is not for its signer to make', async () => {
  const added = wished(start.members, { add: [6] }) ?? [];
  const byMember = nextEntry(start, bob, added, 1);
  const forked = { ...nextEntry(start, ada, added, 1), previousHash: new Uint8Array(32).fill(1) };
  for (const [entry, reason] of [
    [byMember, 'NOT_A_MEMBER'],
    [forked, 'LIST_FORK'],
  ] as const)
    await expect(countAccepted(p, start, [await keyed(entry, true)])).rejects.toMatchObject({ reason });
});
