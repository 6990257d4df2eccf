import { beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../src/crypto/ratchet/bytes.ts';
import {
  checkUnused,
  choose,
  consume,
  expirePreKeys,
  NO_PRE_KEYS,
  needsRotation,
  needsTopUp,
  type PreKeyOwner,
  type PreKeys,
  rotate,
  topUp,
} from '../../src/crypto/ratchet/identity/pre-keys.ts';
import { Limits } from '../../src/crypto/ratchet/limits.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { end, NOW, person, receive, send, start } from './people.ts';
import { refuses } from './refusals.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('pre-keys', () => {
  let p: Primitives;
  let owner: PreKeyOwner;
  let first: PreKeys;
  beforeAll(async () => {
    p = await platformPrimitives();
    const { privateKey } = await p.ed25519.generate();
    owner = { address: { user: 2, device: 1 }, signingKey: privateKey };
    first = await topUp(p, owner, await rotate(p, owner, NO_PRE_KEYS, NOW), NOW);
  });
  const ids = (keys: readonly { readonly id: number }[]) => keys.map(({ id }) => id);

  test('of an installation are one signed, one last-resort, 100 one-time and 50 one-time KEM keys', () => {
    const { signed, lastResort, oneTime, oneTimeKem } = first;
    expect([signed, lastResort, oneTime, oneTimeKem].map((keys) => keys.length)).toEqual([1, 1, 100, 50]);
    expect([signed[0], lastResort[0]].map((key) => key?.retiredMs)).toEqual([undefined, undefined]);
  });

  test('are topped up below 20 and 10', () => {
    expect(needsTopUp({ oneTime: 20, oneTimeKem: 10 })).toBe(false);
    expect(needsTopUp({ oneTime: 19, oneTimeKem: 10 })).toBe(true);
    expect(needsTopUp({ oneTime: 20, oneTimeKem: 9 })).toBe(true);
  });

  test('never share an id within their kind, however often they are made', async () => {
    const used = { oneTime: 99, oneTimeKem: 48 };
    const more = await topUp(p, owner, await rotate(p, owner, first, NOW + DAY), NOW + DAY, used);
    expect(more.oneTime).toHaveLength(101);
    expect(more.oneTimeKem).toHaveLength(52);
    const kem = ids([...more.lastResort, ...more.oneTimeKem]);
    expect(new Set(kem).size).toBe(kem.length);
    expect(new Set(ids(more.oneTime)).size).toBe(101);
    const exhausted = { ...NO_PRE_KEYS, nextId: { signed: 2 ** 31 - 1, oneTime: 1, kem: 1 } };
    await refuses(rotate(p, owner, exhausted, NOW), 'TOO_MANY');
  });

  test('are rotated after seven days, and retired ones die thirty days later', async () => {
    expect(needsRotation(first, NOW + 7 * DAY - 1)).toBe(false);
    expect(needsRotation(first, NOW + 7 * DAY)).toBe(true);
    const turned = NOW + 7 * DAY;
    const second = await rotate(p, owner, first, turned);
    expect(second.signed.map(({ retiredMs }) => retiredMs)).toEqual([turned, undefined]);

    const third = await rotate(p, owner, second, turned + 7 * DAY);
    expect(third.signed[0]?.retiredMs).toBe(turned);
    const late = expirePreKeys(third, turned + 30 * DAY);
    expect(ids(late.signed)).toEqual(ids(third.signed).slice(1));
    expect(ids(late.lastResort)).toEqual(ids(third.lastResort).slice(1));
    expect(expirePreKeys(third, turned + 30 * DAY - 1)).toEqual(third);
  });

  test('forget base keys with the last-resort key that they were used on, not before', async () => {
    const [lastResort] = first.lastResort;
    const chosen = choose(first, { signed: 1, kem: lastResort?.id ?? 0 });
    const baseKey = p.random(32);
    const used = consume(first, chosen, baseKey);
    await refuses(() => checkUnused(used, chosen, baseKey), 'REUSED_BASE_KEY');
    checkUnused(used, chosen, p.random(32));

    const turned = await rotate(p, owner, used, NOW);
    expect(expirePreKeys(turned, NOW + 30 * DAY - 1).used).toHaveLength(1);
    expect(expirePreKeys(turned, NOW + 30 * DAY).used).toHaveLength(0);
  });

  test('stop a last-resort key after ten thousand first messages', async () => {
    const chosen = choose(first, { signed: 1, kem: first.lastResort[0]?.id ?? 0 });
    const use = { kemId: chosen.kem.id, signedId: 1, baseKey: new Uint8Array(32) };
    const used = Array.from({ length: Limits.rememberedBaseKeys }, () => use);
    await refuses(() => checkUnused({ ...first, used }, chosen, p.random(32)), 'TOO_MANY');
    checkUnused({ ...first, used: used.slice(1) }, chosen, p.random(32));
  });

  test('that were retired still accept a message that was under way', async () => {
    const [ada, bob] = [await person(p, 1), await person(p, 2)];
    const [, hello] = await send(await start(end(p, ada, bob)), utf8('hello'));
    const bobsKey = { address: bob.device.address, signingKey: bob.device.signingKey };
    const preKeys = await rotate(p, bobsKey, bob.device.preKeys, NOW + DAY);
    const turned = { ...end(p, bob, ada), own: { ...bob.device, preKeys } };
    await receive(turned, hello);
    const late = { ...turned, own: { ...turned.own, preKeys: expirePreKeys(preKeys, NOW + 31 * DAY) } };
    await refuses(receive(late, hello), 'UNKNOWN_PREKEY');
  });
});
