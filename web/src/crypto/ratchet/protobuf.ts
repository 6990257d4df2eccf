import { type Bytes, concat, copy } from './bytes.ts';
import { RatchetError, refuseUnless } from './ratchet-error.ts';

const VARINT = 0;
const DELIMITED = 2;
const MAX_U31 = 2 ** 31 - 1;

/** Writes protobuf in its one canonical form: the caller writes fields in ascending order. */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];

  integer(field: number, value: number | undefined): this {
    if (value !== undefined) this.#parts.push(varint(field * 8 + VARINT), varint(value));
    return this;
  }

  bytes(field: number, value: Uint8Array | undefined): this {
    if (value !== undefined) this.#parts.push(varint(field * 8 + DELIMITED), varint(value.length), value);
    return this;
  }

  repeated(field: number, values: Iterable<Uint8Array>): this {
    for (const value of values) this.bytes(field, value);
    return this;
  }

  /** Fields that a newer version wrote, kept as they were. */
  raw(fields: Uint8Array): this {
    this.#parts.push(fields);
    return this;
  }

  finish(): Bytes {
    return concat(...this.#parts);
  }
}

/**
 * Reads protobuf strictly: fields in ascending order, each asked for in turn, shortest varints, nothing unknown.
 * So every structure has exactly one encoding and nothing unread can ride along. All else is `MALFORMED`.
 */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether the next field is this one. */
  has(field: number): boolean {
    if (this.#at >= this.#bytes.length) return false;
    const start = this.#at;
    const tag = this.#varint();
    this.#at = start;
    return Math.floor(tag / 8) === field;
  }

  /** An integer of at most 2^31 − 1: counters and the like. */
  u32(field: number): number {
    return this.#integer(field, 0, MAX_U31);
  }

  /** An integer from 1 to 2^31 − 1. */
  id(field: number): number {
    return this.#integer(field, 1, MAX_U31);
  }

  u64(field: number): number {
    return this.#integer(field, 0, Number.MAX_SAFE_INTEGER);
  }

  /** Bytes of exactly this length, or of any. */
  bytes(field: number, length?: number): Bytes {
    this.#expect(field, DELIMITED);
    const size = this.#varint();
    refuseUnless(size <= this.#bytes.length - this.#at, 'MALFORMED', 'length beyond the input');
    refuseUnless(length === undefined || size === length, 'MALFORMED', `field ${field} has a wrong length`);
    this.#at += size;
    return copy(this.#bytes.subarray(this.#at - size, this.#at));
  }

  repeated(field: number): Bytes[] {
    const values: Bytes[] = [];
    while (this.has(field)) values.push(this.bytes(field));
    return values;
  }

  end(): void {
    refuseUnless(this.#at === this.#bytes.length, 'MALFORMED', 'unknown field or trailing bytes');
  }

  /** All that follows, if it is well-formed fields of higher numbers: what a newer version wrote. */
  rest(lastKnown: number): Bytes {
    const start = this.#at;
    let last = lastKnown;
    while (this.#at < this.#bytes.length) {
      const tag = this.#varint();
      const field = Math.floor(tag / 8);
      refuseUnless(field > lastKnown && field >= last, 'MALFORMED', 'field out of order');
      last = field;
      if (tag % 8 === VARINT) this.#varint();
      else {
        refuseUnless(tag % 8 === DELIMITED, 'MALFORMED', 'unknown wire type');
        const size = this.#varint();
        refuseUnless(size <= this.#bytes.length - this.#at, 'MALFORMED', 'length beyond the input');
        this.#at += size;
      }
    }
    return copy(this.#bytes.subarray(start));
  }

  #integer(field: number, min: number, max: number): number {
    this.#expect(field, VARINT);
    const value = this.#varint();
    refuseUnless(value >= min && value <= max, 'MALFORMED', `field ${field} is out of range`);
    return value;
  }

  #expect(field: number, wireType: number): void {
    refuseUnless(this.#at < this.#bytes.length, 'MALFORMED', `field ${field} is missing`);
    refuseUnless(this.#varint() === field * 8 + wireType, 'MALFORMED', `field ${field} was expected`);
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1, i = 0; i < 8; factor *= 128, i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RatchetError('MALFORMED', 'input ends in an integer');
      value += (byte & 127) * factor;
      if (byte < 128) {
        refuseUnless(byte !== 0 || i === 0, 'MALFORMED', 'integer is longer than needed');
        refuseUnless(Number.isSafeInteger(value), 'MALFORMED', 'integer too large');
        return value;
      }
    }
    throw new RatchetError('MALFORMED', 'integer too large');
  }
}

function varint(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not an unsigned integer');
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
