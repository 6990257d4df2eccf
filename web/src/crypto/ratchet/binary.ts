import { type Bytes, concat, copy, equal, utf8 } from './bytes.ts';
import { RatchetError, refuseUnless } from './ratchet-error.ts';

/** The largest integer that both a `u64` of the protocol and a JavaScript number hold. */
const MAX_U64 = Number.MAX_SAFE_INTEGER;

/** Writes the fixed layouts: big-endian integers, labels and plain bytes. */
export class BinaryWriter {
  readonly #parts: Uint8Array[] = [];

  /** The ASCII text and one zero byte, so that no label is the beginning of another. */
  label(text: string): this {
    return this.bytes(utf8(`${text}\0`));
  }

  u8(value: number): this {
    return this.bytes(Uint8Array.of(value));
  }

  u16(value: number): this {
    return this.#integer(2, value);
  }

  u32(value: number): this {
    return this.#integer(4, value);
  }

  u64(value: number): this {
    return this.#integer(8, value);
  }

  bytes(value: Uint8Array): this {
    this.#parts.push(value);
    return this;
  }

  /** A `u16` length and then the bytes. */
  prefixed(value: Uint8Array): this {
    return this.u16(value.length).bytes(value);
  }

  finish(): Bytes {
    return concat(...this.#parts);
  }

  #integer(width: number, value: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new RangeError(`not an unsigned integer of ${width} bytes`);
    }
    const bytes = new Uint8Array(width);
    for (let i = width - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    return this.bytes(bytes);
  }
}

/** Reads the fixed layouts; everything that does not fit is `MALFORMED`. */
export class BinaryReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  label(text: string): void {
    refuseUnless(equal(this.bytes(text.length + 1), utf8(`${text}\0`)), 'MALFORMED', 'wrong label');
  }

  u8(): number {
    return this.#integer(1);
  }

  u16(): number {
    return this.#integer(2);
  }

  u32(): number {
    return this.#integer(4);
  }

  u64(): number {
    const value = this.#integer(8);
    refuseUnless(value <= MAX_U64, 'MALFORMED', 'integer too large');
    return value;
  }

  /** A `u64` or `u32` that starts at one and is small enough for every platform: ids, versions. */
  id(width: 4 | 8): number {
    const value = width === 4 ? this.u32() : this.u64();
    refuseUnless(value >= 1 && (width === 8 || value < 2 ** 31), 'MALFORMED', 'id out of range');
    return value;
  }

  bytes(length: number): Bytes {
    if (length > this.remaining) throw new RatchetError('MALFORMED', 'input ends too early');
    this.#at += length;
    return copy(this.#bytes.subarray(this.#at - length, this.#at));
  }

  end(): void {
    refuseUnless(this.remaining === 0, 'MALFORMED', 'trailing bytes');
  }

  #integer(width: number): number {
    return this.bytes(width).reduce((value, byte) => value * 256 + byte, 0);
  }
}
