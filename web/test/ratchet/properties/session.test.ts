import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { platformPrimitives } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { makeAccount, makeDevice, type Person } from '../people.ts';
import { report } from '../report.ts';
import { seed } from './seed.ts';
import { type Step, World } from './world.ts';

let p: Primitives;
let adas: [Person, ...Person[]];
let bobs: [Person, ...Person[]];

/** The same account on three installations, one after the other. */
async function installations(user: number): Promise<[Person, ...Person[]]> {
  const people: Person[] = [];
  for (const device of [1, 2, 3]) {
    const made = await makeDevice(p, { user, device }, 4);
    const former = people.at(-1)?.account;
    const account = await makeAccount(p, user, [made], former && { key: former.key, list: former.list.list });
    const [signed] = account.certificates;
    if (signed === undefined) throw new Error('no certificate');
    people.push({ account, device: { ...made, address: { user, device }, signed, listVersion: device } });
  }
  return people as [Person, ...Person[]];
}

beforeAll(async () => {
  p = await platformPrimitives();
  [adas, bobs] = [await installations(1), await installations(2)];
});

const side = fc.constantFrom(0 as const, 1 as const);
const pick = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('send' as const), side }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('deliver' as const), side, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('duplicate' as const, 'drop' as const), side, pick }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('initiate' as const, 'restart' as const), side }),
  },
);
const rarely: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('reinstall' as const), side });

test('whatever the network does, messages arrive as sent and at most once, and both sides meet again', async () => {
  let steps = 0;
  const property = fc.asyncProperty(
    fc.array(fc.oneof({ weight: 40, arbitrary: step }, { weight: 1, arbitrary: rarely }), {
      minLength: 20,
      maxLength: 120,
    }),
    async (history) => {
      const world = new World(p, adas, bobs);
      for (const one of history) await world.run(one);
      await world.settle();
      steps += history.length;
    },
  );
  const numRuns = Number(process.env.PROPERTY_RUNS ?? 60);
  await fc.assert(property, { seed, numRuns });
  report(`properties: ${numRuns} histories, ${steps} steps, seed ${seed} (PROPERTY_SEED repeats it)`);
  expect(steps).toBeGreaterThan(numRuns * 20);
});
