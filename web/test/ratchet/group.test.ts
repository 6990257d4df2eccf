import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, concat, fromHex, toHex, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import {
  acceptEntry,
  decodeSignedEntry,
  encodeSignedEntry,
  type MembershipEntry,
  membershipHash,
  Role,
  signEntry,
} from '../../src/crypto/ratchet/group/membership.ts';
import {
  decryptFromGroup,
  encryptToGroup,
  type GroupContext,
  type ReceivingSenderKeys,
  withDistribution,
} from '../../src/crypto/ratchet/group/sender-key.ts';
import { decodeDistribution, encodeDistribution } from '../../src/crypto/ratchet/group/sender-key-format.ts';
import {
  createSenderKey,
  distributionOf,
  encryptStep,
  needsSenderRotation,
  type SendingSenderKey,
} from '../../src/crypto/ratchet/group/sender-ratchet.ts';
import { Limits } from '../../src/crypto/ratchet/limits.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { NOW, type Person, person } from './people.ts';
import { flipped, refuses } from './refusals.ts';

const GROUP = fromHex('0000000000000000000000000000002a');
const DAY = 24 * 60 * 60 * 1000;

describe('a group', () => {
  let p: Primitives;
  let ada: Person;
  let bob: Person;
  let founding: MembershipEntry;
  let context: GroupContext;
  let key: SendingSenderKey;
  let keys: ReceivingSenderKeys;
  beforeAll(async () => {
    p = await platformPrimitives();
    [ada, bob] = [await person(p, 1, 0), await person(p, 2, 0)];
    founding = {
      groupId: GROUP,
      epoch: 1,
      previousHash: new Uint8Array(32),
      actor: ada.device.address,
      createdMs: NOW,
      members: [
        { user: 1, role: Role.ADMIN },
        { user: 2, role: Role.MEMBER },
        { user: 3, role: Role.MEMBER },
      ],
    };
    context = { sender: ada.device.address, devices: ada.account.known, memberships: [founding] };
    key = await createSenderKey(p, GROUP, NOW);
    keys = withDistribution({ groupId: GROUP, chains: [] }, distributionOf(key));
  });

  const send = (from: SendingSenderKey, content: Bytes, membership = founding, sender = ada.device.address) =>
    encryptToGroup(p, from, sender, membership, content);
  const receive = (by: ReceivingSenderKeys, bytes: Bytes, change: Partial<GroupContext> = {}, nowMs = NOW) =>
    decryptFromGroup(p, by, { ...context, ...change }, bytes, nowMs);

  test('reads messages in any order, each once', async () => {
    let sending = key;
    const messages: Bytes[] = [];
    for (let i = 0; i < 20; i++) {
      const sent = await send(sending, utf8(`message ${i}`));
      sending = sent.key;
      messages.push(sent.message);
    }
    let receiving = keys;
    for (const i of [3, 0, 19, 7, 1, 2, 4, 18, 5, 6, 8, 17, 9, 16, 10, 15, 11, 14, 12, 13]) {
      const got = await receive(receiving, messages[i] as Bytes);
      expect(new TextDecoder().decode(got.content)).toBe(`message ${i}`);
      await refuses(receive(got.keys, messages[i] as Bytes), 'DUPLICATE');
      receiving = got.keys;
    }
    expect(receiving.chains[0]?.skipped).toEqual([]);
  });

  test('gives a newcomer nothing from before, and says so as a loss', async () => {
    const { key: later, message } = await send(key, utf8('before'));
    const newcomer = withDistribution({ groupId: GROUP, chains: [] }, distributionOf(later));
    await refuses(receive(newcomer, message), 'UNDECRYPTABLE');
    const after = await send(later, utf8('after'));
    expect(toHex((await receive(newcomer, after.message)).content)).toBe(toHex(utf8('after')));
  });

  test('refuses any changed bit and leaves the keys as they were', async () => {
    const { message } = await send(key, utf8('hello'));
    for (let at = 0; at < message.length; at += 2) {
      await expect(receive(keys, flipped(message, at, at % 8))).rejects.toThrow(/^[A-Z_]+:/);
    }
    expect(toHex((await receive(keys, message)).content)).toBe(toHex(utf8('hello')));
  });

  test('refuses a message that a member passes off as another member’s', async () => {
    const { message } = await send(key, utf8('hello'));
    const sender = bob.device.address;
    await refuses(receive(keys, message, { sender, devices: bob.account.known }), 'UNDECRYPTABLE');
  });

  test('refuses senders off the list, outside the membership, or with an unknown chain', async () => {
    const { message } = await send(key, utf8('hello'));
    await refuses(receive(keys, message, { devices: bob.account.known }), 'GHOST_DEVICE');
    await refuses(receive(keys, message, { memberships: [] }), 'IDENTITY_MISMATCH');
    const gone = { ...founding, members: [{ user: 2, role: Role.ADMIN }] };
    await refuses(receive(keys, message, { memberships: [gone] }), 'IDENTITY_MISMATCH');
    const outside = { epoch: 1, membershipHash: membershipHash(gone) };
    const intruding = await encryptStep(p, key, ada.device.address, outside, utf8('x'));
    await refuses(receive(keys, intruding.message, { memberships: [gone] }), 'NOT_A_MEMBER');
    await refuses(receive({ groupId: GROUP, chains: [] }, message), 'NO_SESSION');
    await refuses(send(key, utf8('x'), gone), 'NOT_A_MEMBER');
  });

  test('never lets a chain be replaced by an older state or another signing key', async () => {
    const { key: later } = await send(key, utf8('one'));
    const ahead = withDistribution({ groupId: GROUP, chains: [] }, distributionOf(later));
    expect(withDistribution(ahead, distributionOf(key))).toBe(ahead);
    const other = await createSenderKey(p, GROUP, NOW);
    const forged = { ...distributionOf(key), signingKey: other.signingKey };
    await refuses(() => withDistribution(keys, forged), 'IDENTITY_MISMATCH');
  });

  test('keeps five chains of a device and asks for a new one in time', async () => {
    let held = keys;
    for (let i = 0; i < 6; i++) {
      held = withDistribution(held, distributionOf(await createSenderKey(p, GROUP, NOW)));
    }
    expect(held.chains).toHaveLength(5);
    expect(held.chains.some(({ chainId }) => chainId === key.chainId)).toBe(false);
    expect(needsSenderRotation(key, NOW + 7 * DAY - 1)).toBe(false);
    expect(needsSenderRotation(key, NOW + 7 * DAY)).toBe(true);
    const used = { ...key, iteration: Limits.senderChainMessages };
    expect(needsSenderRotation(used, NOW)).toBe(true);
    await refuses(send(used, utf8('x')), 'SESSION_EXHAUSTED');
  });

  test('refuses a jump beyond the limit', async () => {
    const far = { ...key, iteration: 0 };
    const { message } = await send(far, utf8('x'));
    const [chain] = keys.chains;
    if (chain === undefined) throw new Error('no chain');
    // The message is genuine; only the receiver stands so that it lies too far ahead, or just near enough.
    const behind = (index: number) => ({ groupId: GROUP, chains: [{ ...chain, index }] });
    await refuses(receive(behind(-2001), message), 'UNDECRYPTABLE');
    await refuses(receive(behind(1), message), 'DUPLICATE');
  });

  test('distribution has one encoding and names its version', async () => {
    const bytes = encodeDistribution(distributionOf(key));
    expect(toHex(encodeDistribution(decodeDistribution(bytes)))).toBe(toHex(bytes));
    await refuses(() => decodeDistribution(flipped(bytes, 0)), 'UNSUPPORTED_VERSION');
    await refuses(() => decodeDistribution(concat(bytes, fromHex('3000'))), 'MALFORMED');
  });

  describe('membership', () => {
    const sign = (entry: MembershipEntry, by = ada) => signEntry(p.ed25519, entry, by.device.signingKey);
    const accept = async (
      former: MembershipEntry | undefined,
      entry: MembershipEntry,
      by = ada,
    ): Promise<MembershipEntry> =>
      acceptEntry(p, former, await sign(entry, by), by.device.certificate.signingKey);
    const next = (change: Partial<MembershipEntry>): MembershipEntry => ({
      ...founding,
      epoch: 2,
      previousHash: membershipHash(founding),
      ...change,
    });

    test('begins with an admin and grows by admins', async () => {
      await accept(undefined, founding);
      const members = [...founding.members, { user: 9, role: Role.MEMBER }];
      expect((await accept(founding, next({ members }))).members).toHaveLength(4);
    });

    test('lets a member leave and do nothing else', async () => {
      const actor = bob.device.address;
      const left = founding.members.filter(({ user }) => user !== 2);
      await accept(founding, next({ actor, members: left }), bob);
      const removal = founding.members.filter(({ user }) => user !== 3);
      await refuses(accept(founding, next({ actor, members: removal }), bob), 'NOT_A_MEMBER');
      const risen = left.map((member) => ({ ...member, role: Role.ADMIN }));
      await refuses(accept(founding, next({ actor, members: risen }), bob), 'NOT_A_MEMBER');
      const stranger = { user: 8, device: 1 };
      await refuses(accept(founding, next({ actor: stranger, members: left }), bob), 'NOT_A_MEMBER');
    });

    test('refuses rollback, gap, fork, another group and a bad signature', async () => {
      await refuses(accept(founding, founding), 'LIST_ROLLBACK');
      await refuses(accept(founding, next({ epoch: 3 })), 'LIST_GAP');
      await refuses(accept(undefined, next({})), 'LIST_GAP');
      await refuses(accept(founding, next({ previousHash: new Uint8Array(32) })), 'LIST_FORK');
      await refuses(accept(founding, next({ groupId: new Uint8Array(16) })), 'IDENTITY_MISMATCH');
      const signed = await sign(next({}));
      const key = bob.device.certificate.signingKey;
      await refuses(acceptEntry(p, founding, signed, key), 'BAD_SIGNATURE');
    });

    test('has an admin, ascending members, and one encoding', async () => {
      const noAdmin = [{ user: 1, role: Role.MEMBER }];
      await refuses(sign({ ...founding, members: noAdmin }), 'MALFORMED');
      await refuses(sign({ ...founding, members: [...founding.members].reverse() }), 'MALFORMED');
      const many = Array.from({ length: 257 }, (_, i) => ({ user: i + 1, role: Role.ADMIN }));
      await refuses(sign({ ...founding, members: many }), 'TOO_MANY');
      const bytes = encodeSignedEntry(await sign(founding));
      expect(toHex(encodeSignedEntry(decodeSignedEntry(bytes)))).toBe(toHex(bytes));
    });
  });
});
