import { BinaryReader } from '../binary.ts';
import type { Random } from '../primitives/primitives.ts';

/** A random number from 1 to 2^31 − 1, for registrations and chains. */
export function randomId(random: Random): number {
  for (;;) {
    const id = new BinaryReader(random(4)).u32() & 0x7fffffff;
    if (id !== 0) return id;
  }
}
