import { type Bytes, concat } from '../../../src/crypto/ratchet/bytes.ts';

/** Random numbers that a seed repeats (mulberry32). For fuzzing only. */
export function seeded(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Mutation = (bytes: Bytes, below: (n: number) => number) => Bytes;

const INTERESTING = [0x00, 0x01, 0x7f, 0x80, 0xff, 0xe1, 0x44, 0x0a, 0x2a, 0x12];

const MUTATIONS: readonly Mutation[] = [
  (bytes, below) => {
    const at = below(bytes.length);
    return bytes.with(at, (bytes[at] as number) ^ (1 << below(8))) as Bytes;
  },
  (bytes, below) =>
    bytes.with(below(bytes.length), INTERESTING[below(INTERESTING.length)] as number) as Bytes,
  (bytes, below) => bytes.slice(0, below(bytes.length)),
  (bytes, below) => bytes.slice(below(bytes.length)),
  (bytes, below) => {
    const at = below(bytes.length);
    return concat(bytes.subarray(0, at), Uint8Array.of(below(256)), bytes.subarray(at));
  },
  (bytes, below) => {
    const [from, length, at] = [below(bytes.length), below(64), below(bytes.length)];
    return concat(bytes.subarray(0, at), bytes.subarray(from, from + length), bytes.subarray(at));
  },
  (bytes, below) => {
    const [at, length] = [below(bytes.length), below(64)];
    return concat(bytes.subarray(0, at), bytes.subarray(at + length));
  },
  (bytes) => concat(bytes, bytes),
];

/** One to four random changes to a valid input. */
export function mutate(bytes: Bytes, below: (n: number) => number): Bytes {
  let changed = bytes;
  for (let left = 1 + below(4); left > 0 && changed.length > 0; left--) {
    changed = (MUTATIONS[below(MUTATIONS.length)] as Mutation)(changed, below);
  }
  return changed;
}
