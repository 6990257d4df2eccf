import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../src/crypto/ratchet/bytes.ts';
import {
  acceptAnchor,
  acceptEntry,
  type Member,
  membershipHash,
  Role,
  signEntry,
} from '../../src/crypto/ratchet/group/membership.ts';
import type { Address } from '../../src/crypto/ratchet/identity/address.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import {
  type Chain,
  entryOf,
  firstEntry,
  groupIdOf,
  lastChange,
  nextEntry,
  standing,
  tipOf,
  type Wish,
  wished,
} from '../../src/e2ee/groups/chain.ts';

const people = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
const members = people.map((users): Member[] =>
  users.sort((a, b) => a - b).map((user, i) => ({ user, role: i === 0 ? Role.ADMIN : Role.MEMBER })),
);
const wish: fc.Arbitrary<Wish> = fc.record(
  { add: people, remove: people, roles: people.map((users) => Object.fromEntries(users.map((u) => [u, 1]))) },
  { requiredKeys: [] },
) as fc.Arbitrary<Wish>;

test('a wish gives members that an entry may name, or nothing, and repeating it changes nothing', () => {
  fc.assert(
    fc.property(members, wish, (before, what) => {
      const after = wished(before, what);
      if (!after) return;
      expect(after.map(({ user }) => user)).toEqual([...new Set(after.map(({ user }) => user))].sort());
      expect(after.some(({ role }) => role === Role.ADMIN)).toBe(true);
      for (const user of what.remove ?? []) expect(after.some((one) => one.user === user)).toBe(false);
      const stays = { ...what, add: (what.add ?? []).filter((user) => !what.remove?.includes(user)) };
      expect(wished(after, stays)).toBeNull();
    }),
  );
});

test('people are members, signed out or never signed, by what the entries say', () => {
  const actor = { user: 1, device: 1 };
  const one = firstEntry(7, actor, wished([], { add: [1, 2, 3] }) ?? [], 1);
  const two = nextEntry(one, actor, wished(one.members, { remove: [2] }) ?? [], 2);
  const chain: Chain = [one, two];
  expect(standing(chain, [1, 2, 3, 4])).toEqual({ unsigned: [4], signedOut: [2] });
  expect(tipOf(chain)).toBe(two);
  expect(entryOf(chain, membershipHash(one))).toBe(one);
  expect(entryOf(chain, new Uint8Array(32))).toBeUndefined();
  expect(toHex(groupIdOf(258))).toBe('00000000000000000000000000000102');
});

test('the last change is the newest entry by which somebody does more than leave', () => {
  const [actor, bob] = [1, 2].map((user) => ({ user, device: 1 })) as [Address, Address];
  const one = firstEntry(7, actor, wished([], { add: [1, 2, 3] }) ?? [], 1);
  const two = nextEntry(one, bob, wished(one.members, { remove: [2] }) ?? [], 2);
  expect(lastChange([one, two])).toBe(one);
  // The last admin makes another one of somebody by leaving.
  const three = nextEntry(two, actor, wished(two.members, { remove: [1] }) ?? [], 3);
  expect(lastChange([one, two, three])).toBe(three);
  const four = nextEntry(three, { user: 3, device: 1 }, three.members, 4);
  expect(lastChange([one, two, three, four])).toBe(four);
});

test('a chain is begun at any entry by an admin who signed it, and goes on from there', async () => {
  const p = await platformPrimitives();
  const key = await p.ed25519.generate();
  const actor = { user: 1, device: 1 };
  const one = firstEntry(7, actor, wished([], { add: [1, 2] }) ?? [], 1);
  const two = nextEntry(one, actor, wished(one.members, { add: [3] }) ?? [], 2);
  const three = nextEntry(two, { user: 3, device: 1 }, wished(two.members, { remove: [3] }) ?? [], 3);
  const [first, second, third] = await Promise.all(
    [one, two, three].map((entry) => signEntry(p.ed25519, entry, key.privateKey)),
  );
  if (!first || !second || !third) throw new Error('unsigned');
  const known = await acceptAnchor(p, second, key.publicKey);
  expect(await acceptEntry(p, known, third, key.publicKey)).toEqual(three);
  await expect(acceptAnchor(p, third, key.publicKey)).rejects.toMatchObject({ reason: 'NOT_A_MEMBER' });
  const other = (await p.ed25519.generate()).publicKey;
  await expect(acceptAnchor(p, second, other)).rejects.toMatchObject({ reason: 'BAD_SIGNATURE' });
  await expect(acceptEntry(p, known, first, key.publicKey)).rejects.toMatchObject({
    reason: 'LIST_ROLLBACK',
  });
});
