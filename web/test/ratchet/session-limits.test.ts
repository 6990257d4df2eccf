import { beforeAll, describe, expect, test } from 'vitest';
import { toHex, utf8 } from '../../src/crypto/ratchet/bytes.ts';
import { Limits } from '../../src/crypto/ratchet/limits.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { step } from '../../src/crypto/ratchet/session/chain.ts';
import { bound, expire, startChain, take } from '../../src/crypto/ratchet/session/receiving-chain.ts';
import { type Encrypted, needsRefresh, type Session } from '../../src/crypto/ratchet/session/session.ts';
import { decodeRecord, encodeRecord } from '../../src/crypto/ratchet/session/session-format.ts';
import { EMPTY_RECORD, withCurrent } from '../../src/crypto/ratchet/session/session-record.ts';
import { type End, end, NOW, type Person, person, receive, send, start } from './people.ts';
import { flipped, refuses } from './refusals.ts';

const DAY = 24 * 60 * 60 * 1000;

let p: Primitives;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  p = await platformPrimitives();
  [ada, bob] = [await person(p, 1), await person(p, 2)];
});

async function roundTrip(a: End, b: End): Promise<[End, End]> {
  const [a1, hello] = await send(a, utf8('hello'));
  const [b1] = await receive(b, hello);
  const [b2, reply] = await send(b1, utf8('reply'));
  const [a2] = await receive(a1, reply);
  return [a2, b2];
}

describe('a receiving chain', () => {
  const chain = startChain(new Uint8Array(32));

  test('keeps 2,000 skipped keys; what is pushed out is lost, what was used is a duplicate', async () => {
    const { chain: far } = take(chain, 2000, NOW);
    const { chain: further } = take(far, 2011, NOW);
    const [kept = further] = bound([further]);
    expect(kept.skipped).toHaveLength(2000);
    expect([kept.skipped[0]?.counter, kept.lost]).toEqual([10, 10]);
    await refuses(() => take(kept, 9, NOW), 'UNDECRYPTABLE');
    await refuses(() => take(kept, 2000, NOW), 'DUPLICATE');
    const { chain: used } = take(kept, 10, NOW);
    await refuses(() => take(used, 10, NOW), 'DUPLICATE');
  });

  test('shares that bound with the others of its session, oldest first', () => {
    const [old, young] = [take(chain, 1500, NOW).chain, take(chain, 1000, NOW).chain];
    const [first, second] = bound([old, young]);
    expect([first?.skipped.length, first?.lost, second?.skipped.length]).toEqual([1000, 500, 1000]);
  });

  test('drops keys by age, and only those', () => {
    const { chain: early } = take(chain, 2, NOW);
    const { chain: both } = take(early, 5, NOW + DAY);
    expect(expire(both, NOW + 30 * DAY).skipped).toHaveLength(4);
    const later = expire(both, NOW + 30 * DAY + 1);
    expect(later.skipped.map(({ counter }) => counter)).toEqual([3, 4]);
    expect(later.lost).toBe(2);
  });

  test('gives each counter its own seed, in or out of order', () => {
    const inOrder = [0, 1, 2].reduce(
      ({ seeds, chainKey }, _) => ({
        seeds: [...seeds, toHex(step(chainKey).seed)],
        chainKey: step(chainKey).next,
      }),
      { seeds: [] as string[], chainKey: chain.chainKey },
    ).seeds;
    const third = take(chain, 2, NOW);
    const first = take(third.chain, 0, NOW);
    const second = take(first.chain, 1, NOW);
    expect([first, second, third].map(({ seed }) => toHex(seed))).toEqual(inOrder);
  });
});

describe('a session', () => {
  test('keeps five receiving chains; a message of the sixth-last is beyond it', async () => {
    let [a, b] = await roundTrip(await start(end(p, ada, bob)), end(p, bob, ada));
    const late: Encrypted[] = [];
    for (let i = 0; i < 6; i++) {
      const [held, early] = await send(a, utf8(`early ${i}`));
      late.push(early);
      [a, b] = await roundTrip(held, b);
    }
    expect(b.record.sessions[0]?.ratchet.receiving).toHaveLength(5);
    await refuses(receive(b, late[0] as Encrypted), 'UNDECRYPTABLE');
    for (const early of late.slice(1)) [b] = await receive(b, early);
  });

  test('advises a fresh handshake after seven days or a thousand messages', async () => {
    const [session] = (await start(end(p, ada, bob))).record.sessions as [Session];
    expect(needsRefresh(session, NOW + 7 * DAY - 1)).toBe(false);
    expect(needsRefresh(session, NOW + 7 * DAY)).toBe(true);
    expect(needsRefresh({ ...session, sent: 999 }, NOW)).toBe(false);
    expect(needsRefresh({ ...session, sent: 1000 }, NOW)).toBe(true);
  });

  test('that both began at once ends as one on both sides, with nothing lost', async () => {
    const [a, b] = [await start(end(p, ada, bob)), await start(end(p, bob, ada))];
    const [a1, fromAda] = await send(a, utf8('from Ada'));
    const [b1, fromBob] = await send(b, utf8('from Bob'));
    const [a2] = await receive(a1, fromBob);
    const [b2] = await receive(b1, fromAda);
    expect([a2, b2].map(({ record }) => record.sessions.length)).toEqual([2, 2]);

    const [a3, b3] = await roundTrip(a2, b2);
    const current = [a3, b3].map(({ record }) => toHex(record.sessions[0]?.baseKey ?? new Uint8Array()));
    expect(current[0]).toBe(current[1]);
  });
});

describe('a record', () => {
  const session = async (usedMs: number): Promise<Session> => {
    const [made] = (await start(end(p, ada, bob))).record.sessions as [Session];
    return { ...made, usedMs };
  };

  test('keeps ten former sessions, for thirty days after their last use', async () => {
    let record = EMPTY_RECORD;
    for (let i = 0; i < 13; i++) record = withCurrent(record, await session(NOW + i), NOW + i);
    expect(record.sessions).toHaveLength(1 + Limits.archivedSessions);
    expect(record.sessions.map(({ usedMs }) => usedMs - NOW)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);

    const later = withCurrent(record, await session(NOW), NOW + 10 + 30 * DAY);
    expect(later.sessions.map(({ usedMs }) => usedMs - NOW)).toEqual([0, 12, 11, 10]);
  });

  test('loads as it was stored, and keeps what a newer version added', async () => {
    const [a] = await roundTrip(await start(end(p, ada, bob)), end(p, bob, ada));
    const bytes = encodeRecord({ ...a.record, unknown: Uint8Array.of(0x1a, 1, 7, 0x20, 5) });
    expect(toHex(encodeRecord(decodeRecord(bytes)))).toBe(toHex(bytes));
  });

  test('that was damaged or is of another schema is refused', async () => {
    const bytes = encodeRecord((await start(end(p, ada, bob))).record);
    await refuses(() => decodeRecord(flipped(bytes, 1, 1)), 'CORRUPT_STATE');
    await refuses(() => decodeRecord(bytes.slice(0, -1)), 'CORRUPT_STATE');
    await refuses(() => decodeRecord(new Uint8Array()), 'CORRUPT_STATE');
  });
});
