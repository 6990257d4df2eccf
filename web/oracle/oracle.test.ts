import { writeFileSync } from 'node:fs';
import * as libsignalV3 from 'libsignal-v3';
import * as libsignalV4 from 'libsignal-v4';
import { describe, expect, test } from 'vitest';
import { type Bytes, toHex, utf8 } from '../src/crypto/ratchet/bytes.ts';
import type { Primitives } from '../src/crypto/ratchet/primitives/primitives.ts';
import type { Encrypted } from '../src/crypto/ratchet/session/session.ts';
import { primitivesOver, recordedRandom } from '../test/ratchet/fixed-random.ts';
import { report } from '../test/ratchet/report.ts';
import type { Event, Fixture } from '../test/ratchet/signal/fixture.ts';
import { OurSide, type SignalBundle, type SignalKeys } from '../test/ratchet/signal/our-side.ts';
import { SIGNAL_V3, SIGNAL_V4 } from '../test/ratchet/signal/suites.ts';
import { type Libsignal, TheirSide } from './libsignal.ts';

const RECORD = process.env.RECORD === 'true';
const STEPS = RECORD ? 40 : 600;
/** libsignal keeps five receiving chains; messages older than this many are not delivered any more. */
const WINDOW = 6;

const versions = [
  { name: 'v3' as const, lib: libsignalV3 as unknown as Libsignal, suite: SIGNAL_V3, hasKem: false },
  { name: 'v4' as const, lib: libsignalV4 as unknown as Libsignal, suite: SIGNAL_V4, hasKem: true },
];

const cases = versions.flatMap((version) =>
  [true, false].flatMap((oneTime) =>
    (['ours', 'theirs'] as const).map((initiator) => ({ ...version, oneTime, initiator })),
  ),
);

async function makeKeys(p: Primitives, oneTime: boolean, hasKem: boolean) {
  const key = async () => {
    const privateKey = p.random(32);
    return [privateKey, await p.x25519.publicKey(privateKey)] as const;
  };
  const [identity, signed, once] = [await key(), await key(), await key()];
  const kem = await p.kem1024.generate();
  const keys: SignalKeys = {
    identity: identity[0],
    signed: signed[0],
    ...(oneTime && { oneTime: once[0] }),
    ...(hasKem && { kem: kem.privateKey as Bytes }),
  };
  const bundle: SignalBundle = {
    identity: identity[1],
    signed: { id: 11, publicKey: signed[1] },
    ...(oneTime && { oneTime: { id: 12, publicKey: once[1] } }),
    ...(hasKem && { kem: { id: 13, publicKey: kem.publicKey } }),
  };
  return { keys, bundle };
}

interface InFlight {
  readonly from: 'ours' | 'theirs';
  readonly content: Bytes;
  readonly encrypted: Encrypted;
}

/** Random traffic between both, with everything that a network does; gives what our side saw. */
class Traffic {
  readonly events: Event[] = [];
  readonly counts = { delivered: 0, dropped: 0, duplicates: 0, flipped: 0 };
  readonly #ours: OurSide;
  readonly #theirs: TheirSide;
  readonly #flying: InFlight[] = [];
  #sent = 0;

  constructor(ours: OurSide, theirs: TheirSide) {
    this.#ours = ours;
    this.#theirs = theirs;
  }

  async send(from: 'ours' | 'theirs'): Promise<void> {
    const content = utf8(`${from} ${this.#sent++} ${'.'.repeat(Math.floor(Math.random() * 300))}`);
    const side = from === 'ours' ? this.#ours : this.#theirs;
    const encrypted = await side.encrypt(content);
    if (from === 'ours') {
      this.events.push({ send: toHex(content), type: encrypted.type, bytes: toHex(encrypted.bytes) });
    }
    this.#flying.push({ from, content, encrypted });
    while (this.#flying.length > WINDOW) {
      this.#flying.shift();
      this.counts.dropped++;
    }
  }

  async deliverAny(): Promise<void> {
    const at = Math.floor(Math.random() * this.#flying.length);
    const [message] = this.#flying.splice(at, 1);
    if (message === undefined) return;
    if (Math.random() < 0.1) {
      this.counts.dropped++;
      return;
    }
    if (Math.random() < 0.2) await this.#refuses(flip(message), 'flipped');
    expect(toHex(await this.#receive(message))).toBe(toHex(message.content));
    this.counts.delivered++;
    if (Math.random() < 0.2) await this.#refuses(message, 'duplicates');
  }

  async #refuses(message: InFlight, kind: 'flipped' | 'duplicates'): Promise<void> {
    this.counts[kind]++;
    await expect(this.#receive(message)).rejects.toThrow();
  }

  async #receive({ from, encrypted }: InFlight): Promise<Bytes> {
    if (from === 'ours') return this.#theirs.decrypt(encrypted);
    const { type, bytes } = encrypted;
    const seen = { receive: toHex(bytes), type };
    const content = await this.#ours.decrypt(encrypted).catch((failure: unknown) => {
      this.events.push({ ...seen, refused: true });
      throw failure;
    });
    this.events.push({ ...seen, content: toHex(content) });
    return content;
  }
}

/** Flips a bit near the end, which every kind of message authenticates: in the ciphertext or the tag. */
function flip(message: InFlight): InFlight {
  const inner = message.encrypted.bytes.slice();
  // The identity and ids of a pre-key message follow its inner message; a plain message ends in its tag.
  const at = message.encrypted.type === 2 ? inner.length - 1 - Math.floor(Math.random() * 20) : 120;
  inner[at] = (inner[at] as number) ^ (1 << Math.floor(Math.random() * 8));
  return { ...message, encrypted: { ...message.encrypted, bytes: inner } };
}

describe('libsignal', () => {
  test.for(cases)('$name, $initiator initiating, one-time key: $oneTime', async (setting) => {
    const { lib, suite, hasKem, oneTime, initiator, name } = setting;
    const setup = recordedRandom();
    const { keys, bundle } = await makeKeys(primitivesOver(setup.random), oneTime, hasKem);
    const recorded = recordedRandom();
    const ours = new OurSide(primitivesOver(recorded.random), suite, keys, bundle);
    const theirs = new TheirSide(lib);
    const theirBundle = theirs.bundle(oneTime, hasKem);
    if (initiator === 'ours') await ours.startWith(theirBundle);
    else await theirs.startWith(theirs.sign(keys.identity, bundle));
    const traffic = new Traffic(ours, theirs);
    const other = initiator === 'ours' ? 'theirs' : 'ours';

    await traffic.send(initiator);
    while (traffic.counts.delivered === 0) {
      await traffic.deliverAny();
      await traffic.send(initiator);
    }
    for (let i = 0; i < STEPS; i++) {
      if (Math.random() < 0.5) await traffic.send(Math.random() < 0.5 ? initiator : other);
      else await traffic.deliverAny();
    }

    expect(traffic.counts.delivered).toBeGreaterThan(STEPS / 5);
    const once = oneTime ? 'with' : 'without';
    report(`${name} ${initiator} ${once} one-time key ${JSON.stringify(traffic.counts)}`);
    if (!RECORD) return;
    record(`${name}-${initiator}-${once}.json`, {
      suite: name,
      initiator,
      random: toHex(recorded.drawn()),
      keys: hexed(keys),
      ours: hexed(bundle),
      theirs: hexed(theirBundle),
      events: traffic.events,
    });
  });
});

function record(name: string, fixture: Fixture): void {
  const file = new URL(`../test/ratchet/signal/fixtures/${name}`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(fixture, null, 1)}\n`);
}

function hexed<T>(value: T): never {
  const replacer = (_: string, inner: unknown) => (inner instanceof Uint8Array ? toHex(inner) : inner);
  return JSON.parse(JSON.stringify(value, replacer)) as never;
}
