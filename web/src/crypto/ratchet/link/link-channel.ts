import { BinaryWriter } from '../binary.ts';
import { type Bytes, concat, wipe } from '../bytes.ts';
import { Limits } from '../limits.ts';
import { pad, unpad } from '../padding.ts';
import type { AesGcm } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';

/** What a frame holds; numbers of the format. */
export const FrameKind = { WELCOME: 1, REQUEST: 2, CHALLENGE: 3, REVEAL: 4, GRANT: 5, DATA: 6 } as const;

/** Kind of a frame. */
export type Kind = (typeof FrameKind)[keyof typeof FrameKind];

interface Lane {
  readonly direction: 0 | 1;
  readonly key: Bytes;
  counter: number;
}

/**
 * One end of the encrypted channel between two devices while they are linked. Frames arrive in order; the first
 * failure closes the channel for good. Calls must not overlap.
 */
export class LinkChannel {
  /** Hash of all that made the channel; both ends have the same or none. */
  readonly transcript: Bytes;
  readonly #gcm: AesGcm;
  readonly #sending: Lane;
  readonly #receiving: Lane;
  #open = true;

  /** @param keys 64 bytes: the key from new to old device, then the other; wiped here */
  constructor(gcm: AesGcm, side: 'new' | 'old', transcript: Bytes, keys: Bytes) {
    const fromNew: Lane = { direction: 0, key: keys.slice(0, 32), counter: 0 };
    const fromOld: Lane = { direction: 1, key: keys.slice(32), counter: 0 };
    wipe(keys);
    this.transcript = transcript;
    this.#gcm = gcm;
    this.#sending = side === 'new' ? fromNew : fromOld;
    this.#receiving = side === 'new' ? fromOld : fromNew;
  }

  async send(kind: Kind, payload: Bytes): Promise<Bytes> {
    refuseUnless(this.#open, 'NO_SESSION', 'the channel is closed');
    const padded = pad(concat(Uint8Array.of(kind), payload));
    refuseUnless(padded.length <= Limits.linkFrameBytes, 'TOO_LARGE', 'frame');
    const { key } = this.#sending;
    const [nonce, aad] = advance(this.#sending);
    return this.#gcm.seal(key, nonce, padded, aad);
  }

  /** The payload of the next frame, which must be of this kind. */
  receive(kind: Kind, frame: Bytes): Promise<Bytes> {
    return this.closingOnFailure(async () => {
      refuseUnless(frame.length <= Limits.linkFrameBytes + 16, 'TOO_LARGE', 'frame');
      const { key } = this.#receiving;
      const [nonce, aad] = advance(this.#receiving);
      const padded = await this.#gcm.open(key, nonce, frame, aad).catch(() => {
        throw new RatchetError('UNDECRYPTABLE', 'frame');
      });
      const content = unpad(padded);
      refuseUnless(content[0] === kind, 'MALFORMED', 'a frame of another kind was expected');
      return content.slice(1);
    });
  }

  /** Does one step of the conversation. If it is refused, the channel is closed and the user starts over. */
  async closingOnFailure<T>(step: () => Promise<T>): Promise<T> {
    refuseUnless(this.#open, 'NO_SESSION', 'the channel is closed');
    try {
      return await step();
    } catch (failure) {
      this.close();
      throw failure;
    }
  }

  close(): void {
    this.#open = false;
    wipe(this.#sending.key, this.#receiving.key);
  }
}

function advance(lane: Lane): readonly [Bytes, Bytes] {
  const counter = lane.counter++;
  const nonce = new BinaryWriter().u32(0).u64(counter).finish();
  const aad = new BinaryWriter().label('kocmoc/link/1 frame').u8(lane.direction).u64(counter).finish();
  return [nonce, aad];
}
