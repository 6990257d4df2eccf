import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/crypto/ratchet/bytes.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import fromTwin from '../../../src/crypto/ratchet/vectors/from-twin.json';
import { fixedRandom, primitivesOver } from '../fixed-random.ts';
import { report } from '../report.ts';
import { KINDS } from './kinds.ts';
import type { Case, KindName } from './schema.ts';

const files = import.meta.glob<{ readonly cases: readonly Case[] }>(
  '../../../../ratchet/src/test/resources/vectors/*.json',
  { eager: true, import: 'default' },
);
const fromJava = Object.entries(files).map(
  ([path, { cases }]) => [path.replace(/^.*\/|\.json$/g, ''), cases] as const,
);
const ours = Object.entries(fromTwin as unknown as Readonly<Record<string, readonly Case[]>>);
const names = Object.keys(KINDS).sort();

/** Runs a case with its randomness and expects every byte, and that all the randomness was used. */
async function reproduce(kind: string, { random, in: given, out }: Case): Promise<void> {
  const source = fixedRandom(fromHex(random));
  const run = KINDS[kind as KindName] as (given: unknown, p: Primitives) => Promise<object>;
  expect(await run(given, primitivesOver(source.random))).toEqual(out);
  expect(source.remaining()).toBe(0);
}

describe('twin vectors', () => {
  test('of the Java library are there for every kind', () => {
    expect(fromJava.map(([kind]) => kind).sort()).toEqual(names);
    report(`twin vectors: ${fromJava.reduce((sum, [, cases]) => sum + cases.length, 0)} cases from Java`);
  });

  test.for(fromJava)('of the Java library come out byte for byte: %s', async ([kind, cases]) => {
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases) await reproduce(kind, one);
  });

  test('of our own are there for every kind', () => {
    expect(ours.map(([kind]) => kind).sort()).toEqual(names);
  });

  test.for(ours)('of our own come out byte for byte: %s', async ([kind, cases]) => {
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases) await reproduce(kind, one);
  });
});
