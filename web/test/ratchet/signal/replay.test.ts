import { describe, expect, test } from 'vitest';
import { type Bytes, fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { RatchetError } from '../../../src/crypto/ratchet/ratchet-error.ts';
import { fixedRandom, primitivesOver } from '../fixed-random.ts';
import type { Event, Fixture } from './fixture.ts';
import { OurSide, type SignalBundle, type SignalKeys } from './our-side.ts';
import { SIGNAL_V3, SIGNAL_V4 } from './suites.ts';

const fixtures = import.meta.glob<Fixture>('./fixtures/*.json', { eager: true, import: 'default' });

/** The recorded hexadecimal texts as bytes, at any depth; what else stands there stays. */
function unhexed<T>(value: unknown): T {
  const revive = (inner: unknown): unknown => {
    if (typeof inner === 'string') return fromHex(inner);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, revive(one)]));
  };
  return revive(value) as T;
}

async function replay(ours: OurSide, event: Event): Promise<void> {
  if ('send' in event) {
    const { type, bytes } = await ours.encrypt(fromHex(event.send));
    expect([type, toHex(bytes)]).toEqual([event.type, event.bytes]);
    return;
  }
  const received = ours.decrypt({ type: event.type, bytes: fromHex(event.receive) });
  if (event.refused) await expect(received).rejects.toThrow(RatchetError);
  else expect(toHex(await received)).toBe(event.content);
}

describe('a conversation recorded with libsignal', () => {
  test('exists for both versions, both initiators, with and without one-time key', () => {
    expect(Object.keys(fixtures)).toHaveLength(8);
  });

  test.for(Object.entries(fixtures))('repeats byte for byte: %s', async ([, fixture]) => {
    const suite = fixture.suite === 'v3' ? SIGNAL_V3 : SIGNAL_V4;
    const { random, remaining } = fixedRandom(fromHex(fixture.random));
    const p = primitivesOver(random);
    const ours = new OurSide(
      p,
      suite,
      unhexed<SignalKeys>(fixture.keys),
      unhexed<SignalBundle>(fixture.ours),
    );

    if (fixture.initiator === 'ours') await ours.startWith(unhexed<SignalBundle>(fixture.theirs));
    for (const event of fixture.events) await replay(ours, event);

    expect(remaining()).toBe(0);
  });

  test('is noticed when one byte of it differs', async () => {
    const [fixture] = Object.values(fixtures).filter(({ initiator }) => initiator === 'ours');
    const altered = fromHex(fixture?.random ?? '');
    altered[0] = (altered[0] as number) ^ 0x08;
    const ours = new OurSide(
      primitivesOver(fixedRandom(altered as Bytes).random),
      fixture?.suite === 'v3' ? SIGNAL_V3 : SIGNAL_V4,
      unhexed<SignalKeys>(fixture?.keys),
      unhexed<SignalBundle>(fixture?.ours),
    );
    await ours.startWith(unhexed<SignalBundle>(fixture?.theirs));

    await expect(replay(ours, fixture?.events[0] as Event)).rejects.toThrow();
  });
});
