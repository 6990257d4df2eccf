import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, equal, fromHex, toHex, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { type MembershipEntry, Role } from '../../src/crypto/ratchet/group/membership.ts';
import {
  decryptFromGroup,
  encryptToGroup,
  type ReceivingSenderKeys,
  withDistribution,
} from '../../src/crypto/ratchet/group/sender-key.ts';
import { decodeSenderKeyMessage, tagInput } from '../../src/crypto/ratchet/group/sender-key-format.ts';
import { createSenderKey, distributionOf } from '../../src/crypto/ratchet/group/sender-ratchet.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { MessageKeys, step } from '../../src/crypto/ratchet/session/chain.ts';
import { decodeMessage } from '../../src/crypto/ratchet/session/message-format.ts';
import type { Encrypted } from '../../src/crypto/ratchet/session/session.ts';
import { encodeRecord } from '../../src/crypto/ratchet/session/session-format.ts';
import { K1 } from '../../src/crypto/ratchet/session/suite.ts';
import { type End, end, NOW, type Person, person, receive, send, start } from './people.ts';

let p: Primitives;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  p = await platformPrimitives();
  [ada, bob] = [await person(p, 1), await person(p, 2)];
});

/** Whether some 32 bytes of a dump, as message seed or as chain key up to `steps` before it, open a message. */
function opens(dump: Bytes, steps: number, info: Bytes, tag: Bytes, ...tagged: readonly Bytes[]): boolean {
  for (let at = 0; at + 32 <= dump.length; at++) {
    let chainKey = dump.slice(at, at + 32);
    const seeds = [chainKey];
    for (let i = 0; i <= steps; i++) {
      const { seed, next } = step(chainKey);
      seeds.push(seed);
      chainKey = next;
    }
    if (seeds.some((seed) => equal(new MessageKeys(seed, info).tag(tag.length, ...tagged), tag))) return true;
  }
  return false;
}

function dumpOpens(holder: End, encrypted: Encrypted): boolean {
  const { tagged, tag } = decodeMessage(K1, encrypted.bytes);
  const { associatedData, direction } = holder.record.sessions[0]?.ratchet ?? never();
  const prefix = K1.tagPrefix(associatedData, direction === 0 ? 1 : 0);
  return opens(encodeRecord(holder.record), 3, K1.messageInfo, tag, prefix, tagged);
}

async function roundTrip(a: End, b: End): Promise<[End, End]> {
  const [a1, hello] = await send(a, utf8('hello'));
  const [b1] = await receive(b, hello);
  const [b2, reply] = await send(b1, utf8('reply'));
  const [a2] = await receive(a1, reply);
  return [a2, b2];
}

describe('forward secrecy', () => {
  test('a stolen state opens no message that was received before, but does open one still missing', async () => {
    let [a, b] = await roundTrip(await start(end(p, ada, bob)), end(p, bob, ada));
    const [began, beginning] = await send(a, utf8('the chain begins'));
    [a, [b]] = [began, await receive(b, beginning)];
    const sent: Encrypted[] = [];
    for (let i = 0; i < 4; i++) {
      const [next, encrypted] = await send(a, utf8(`secret ${i}`));
      a = next;
      sent.push(encrypted);
    }
    const [first, skipped, third, ahead] = sent as [Encrypted, Encrypted, Encrypted, Encrypted];
    expect(dumpOpens(b, first)).toBe(true);
    [b] = await receive(b, first);
    [b] = await receive(b, third);

    expect([first, third].map((one) => dumpOpens(b, one))).toEqual([false, false]);
    expect([skipped, ahead].map((one) => dumpOpens(b, one))).toEqual([true, true]);
  });

  test('a stolen state of the sender opens nothing that it sent', async () => {
    const [a] = await roundTrip(await start(end(p, ada, bob)), end(p, bob, ada));
    const [sent, encrypted] = await send(a, utf8('secret'));
    const { tagged, tag } = decodeMessage(K1, encrypted.bytes);
    const { associatedData, direction } = sent.record.sessions[0]?.ratchet ?? never();
    const covered = [K1.tagPrefix(associatedData, direction), tagged] as const;
    expect(opens(encodeRecord(a.record), 1, K1.messageInfo, tag, ...covered)).toBe(true);
    expect(opens(encodeRecord(sent.record), 1, K1.messageInfo, tag, ...covered)).toBe(false);
  });

  test('one-time private keys are gone from the store once they were used', async () => {
    const [, hello] = await send(await start(end(p, ada, bob)), utf8('hello'));
    const [opened] = await receive(end(p, bob, ada), hello);
    expect(opened.own.preKeys.oneTime.length).toBe(bob.device.preKeys.oneTime.length - 1);
    expect(opened.own.preKeys.oneTimeKem.length).toBe(bob.device.preKeys.oneTimeKem.length - 1);
  });
});

describe('post-compromise security', () => {
  test('a stolen state reads on until both sides have turned the ratchet, and nothing afterwards', async () => {
    const [a, b] = await roundTrip(await start(end(p, ada, bob)), end(p, bob, ada));
    const stolen = b;
    const [a1, before] = await send(a, utf8('before'));
    expect(toHex((await receive(stolen, before))[1])).toBe(toHex(utf8('before')));

    const [b1] = await receive(b, before);
    const [healedA] = await roundTrip(a1, b1);
    const [, after] = await send(healedA, utf8('after'));
    await expect(receive(stolen, after)).rejects.toThrow('UNDECRYPTABLE');
  });
});

describe('groups', () => {
  const groupId = fromHex('0f0e0d0c0b0a09080706050403020100');
  const info = utf8('kocmoc-e2ee/1 group');
  const membership = (): MembershipEntry => ({
    groupId,
    epoch: 1,
    previousHash: new Uint8Array(32),
    actor: ada.device.address,
    createdMs: NOW,
    members: [{ user: 1, role: Role.ADMIN }],
  });

  test('a stolen sender chain opens nothing received before, and nothing after a rotation', async () => {
    const sender = ada.device.address;
    const context = { sender, devices: ada.account.known, memberships: [membership()] };
    const key = await createSenderKey(p, groupId, NOW);
    const empty: ReceivingSenderKeys = { groupId, chains: [] };
    const held = withDistribution(empty, distributionOf(key));
    const first = await encryptToGroup(p, key, sender, membership(), utf8('first'));
    const second = await encryptToGroup(p, first.key, sender, membership(), utf8('second'));
    const { keys: stolen } = await decryptFromGroup(p, held, context, first.message, NOW);

    const dump = stolen.chains[0]?.chainKey ?? never();
    const opensMessage = (bytes: Bytes) => {
      const { header, ciphertext, tag } = decodeSenderKeyMessage(bytes);
      return opens(dump, 3, info, tag, tagInput(sender, header, ciphertext));
    };
    expect([opensMessage(first.message), opensMessage(second.message)]).toEqual([false, true]);

    const rotated = await createSenderKey(p, groupId, NOW);
    const after = await encryptToGroup(p, rotated, sender, membership(), utf8('after'));
    await expect(decryptFromGroup(p, stolen, context, after.message, NOW)).rejects.toThrow('NO_SESSION');
    expect(opensMessage(after.message)).toBe(false);
  });
});

function never(): never {
  throw new Error('nothing there');
}
