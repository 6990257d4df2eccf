import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { toHex } from '../../../src/crypto/ratchet/bytes.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { primitivesOver, recordedRandom } from '../fixed-random.ts';
import { inputs } from './inputs.ts';
import { KINDS } from './kinds.ts';
import type { Case, Inputs, KindName } from './schema.ts';

test('writes vectors for the Java library', async () => {
  const all = await inputs();
  const vectors: Record<string, Case[]> = {};
  for (const kind of Object.keys(KINDS) as KindName[]) {
    const run = KINDS[kind] as (given: Inputs[KindName], p: Primitives) => Promise<object>;
    vectors[kind] = [];
    for (const given of all[kind]) {
      const source = recordedRandom();
      const out = await run(given, primitivesOver(source.random));
      vectors[kind].push({ random: toHex(source.drawn()), in: given, out });
    }
  }
  const file = new URL('../../../src/crypto/ratchet/vectors/from-twin.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(vectors, null, 1)}\n`);
});
