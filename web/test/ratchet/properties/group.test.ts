import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Bytes, toHex, utf8 } from '../../../src/crypto/ratchet/bytes.ts';
import { decodeSenderKeyMessage } from '../../../src/crypto/ratchet/group/sender-key-format.ts';
import {
  decodeReceivingKeys,
  encodeReceivingKeys,
} from '../../../src/crypto/ratchet/group/sender-key-state.ts';
import {
  chainOf,
  createSenderKey,
  decryptStep,
  distributionOf,
  encryptStep,
  type SendingSenderKey,
} from '../../../src/crypto/ratchet/group/sender-ratchet.ts';
import { platformPrimitives } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { NOW } from '../people.ts';
import { refuses } from '../refusals.ts';
import { report } from '../report.ts';
import { seed } from './seed.ts';

const COUNT = 24;
const SENDER = { user: 1, device: 1 };
const GROUP = new Uint8Array(16);

let p: Primitives;
let key: SendingSenderKey;
const messages: Bytes[] = [];

beforeAll(async () => {
  p = await platformPrimitives();
  key = await createSenderKey(p, GROUP, NOW);
  let sending = key;
  for (let i = 0; i < COUNT; i++) {
    const sent = await encryptStep(
      p,
      sending,
      SENDER,
      { epoch: 1, membershipHash: new Uint8Array(32) },
      utf8(`${i}`),
    );
    sending = sent.key;
    messages.push(sent.message);
  }
});

test('a group member reads in any order, with losses, repetitions and restarts, each message once', async () => {
  const deliveries = fc.array(fc.record({ at: fc.nat({ max: COUNT - 1 }), restart: fc.boolean() }), {
    minLength: 10,
    maxLength: 60,
  });
  const property = fc.asyncProperty(deliveries, async (history) => {
    let chain = chainOf(distributionOf(key));
    const seen = new Set<number>();
    for (const { at, restart } of history) {
      if (restart) {
        const [loaded = chain] = decodeReceivingKeys(
          encodeReceivingKeys({ groupId: GROUP, chains: [chain] }),
        ).chains;
        chain = loaded;
      }
      const step = decryptStep(p, chain, SENDER, decodeSenderKeyMessage(messages[at] as Bytes), NOW);
      if (seen.has(at)) {
        await refuses(step, 'DUPLICATE');
        continue;
      }
      const got = await step;
      expect(toHex(got.content)).toBe(toHex(utf8(`${at}`)));
      chain = got.chain;
      seen.add(at);
    }
  });
  await fc.assert(property, { seed, numRuns: 25 });
  report(`properties: 25 group histories, seed ${seed}`);
});
