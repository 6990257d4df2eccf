import { expect } from 'vitest';
import { type Bytes, toHex, utf8 } from '../../../src/crypto/ratchet/bytes.ts';
import type { PreKeyBundle } from '../../../src/crypto/ratchet/identity/pre-key-bundle.ts';
import { Limits } from '../../../src/crypto/ratchet/limits.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { RatchetError } from '../../../src/crypto/ratchet/ratchet-error.ts';
import type { Encrypted } from '../../../src/crypto/ratchet/session/session.ts';
import { startSession } from '../../../src/crypto/ratchet/session/session-builder.ts';
import { decodeRecord, encodeRecord } from '../../../src/crypto/ratchet/session/session-format.ts';
import { EMPTY_RECORD, withCurrent } from '../../../src/crypto/ratchet/session/session-record.ts';
import { bundleOf, type Device, type End, end, NOW, type Person, receive, send } from '../people.ts';

export type Side = 0 | 1;

/** What may happen between two people and a network that does as it likes. */
export type Step =
  | { readonly kind: 'send' | 'initiate' | 'restart' | 'reinstall'; readonly side: Side }
  | { readonly kind: 'deliver' | 'duplicate' | 'drop'; readonly side: Side; readonly pick: number };

interface Letter {
  readonly content: Bytes;
  readonly encrypted: Encrypted;
  /** Installations of sender and receiver when it was sent. */
  readonly installed: string;
}

/**
 * Later than this many younger messages of one sender nothing is delivered. Within it every message must decrypt,
 * because a session keeps five chains and a record ten former sessions.
 */
const WINDOW = 5;

/** Hands out each one-time key once, as a server does; then the last-resort key. */
class Directory {
  readonly #device: Device;
  #taken = 0;

  constructor(device: Device) {
    this.#device = device;
  }

  take(): PreKeyBundle {
    const { preKeys } = this.#device;
    const skip = this.#taken++;
    const left = { oneTime: preKeys.oneTime.slice(skip), oneTimeKem: preKeys.oneTimeKem.slice(skip) };
    return bundleOf({ ...this.#device, preKeys: { ...preKeys, ...left } });
  }
}

/** Two people, the letters between them, and what must always be true. */
export class World {
  readonly #p: Primitives;
  /** For each side its successive installations, and the one in use. */
  readonly #installations: readonly [readonly Person[], readonly Person[]];
  readonly #used = [0, 0];
  readonly #ends: [End, End];
  readonly #directories: [Directory, Directory];
  readonly #post: [Letter[], Letter[]] = [[], []];
  readonly #delivered = new Set<string>();
  #sent = 0;
  #initiated = 0;

  constructor(p: Primitives, adas: readonly [Person, ...Person[]], bobs: readonly [Person, ...Person[]]) {
    this.#p = p;
    this.#installations = [adas, bobs];
    this.#ends = [end(p, adas[0], bobs[0]), end(p, bobs[0], adas[0])];
    this.#directories = [new Directory(adas[0].device), new Directory(bobs[0].device)];
  }

  async run(step: Step): Promise<void> {
    const { side } = step;
    if ('pick' in step) await this.#carry(step.kind, side, step.pick);
    else if (step.kind === 'send') await this.#send(side);
    else if (step.kind === 'initiate') await this.#initiate(side);
    else if (step.kind === 'restart') this.#restart(side);
    else this.#reinstall(side);
    this.#checkLimits();
  }

  /** Lets everything arrive, then a few messages each way: both must end on one session and need no header. */
  async settle(): Promise<void> {
    for (const side of [0, 1] as const)
      while (this.#post[side].length > 0) await this.#carry('deliver', side, 0);
    for (const side of [0, 1, 0, 1] as const) {
      await this.#send(side);
      await this.#carry('deliver', side, this.#post[side].length - 1);
    }
    const [a, b] = this.#ends.map(({ record }) => record.sessions[0]);
    expect(toHex(a?.baseKey ?? new Uint8Array())).toBe(toHex(b?.baseKey ?? new Uint8Array(1)));
    expect([a?.pending, b?.pending]).toEqual([undefined, undefined]);
  }

  async #initiate(side: Side): Promise<void> {
    // Ten former sessions are kept; more handshakes at once than that do lose messages, which is as designed.
    if (++this.#initiated > Limits.archivedSessions) return;
    const from = this.#ends[side];
    const bundle = this.#directories[other(side)].take();
    const session = await startSession(this.#p, from.own, bundle, from.peer.account.known, NOW);
    this.#ends[side] = { ...from, record: withCurrent(from.record, session, NOW) };
  }

  async #send(side: Side): Promise<void> {
    if (this.#ends[side].record.sessions.length === 0) {
      this.#initiated = 0;
      await this.#initiate(side);
    }
    const content = utf8(`${side}:${this.#sent++}`);
    const [next, encrypted] = await send(this.#ends[side], content);
    this.#ends[side] = next;
    this.#post[side].push({ content, encrypted, installed: this.#installed() });
    if (this.#post[side].length > WINDOW) this.#post[side].shift();
  }

  async #carry(kind: 'deliver' | 'duplicate' | 'drop', side: Side, pick: number): Promise<void> {
    const post = this.#post[side];
    if (post.length === 0) return;
    const at = pick % post.length;
    const letter = post[at] as Letter;
    if (kind !== 'duplicate') post.splice(at, 1);
    if (kind === 'drop') return;
    await this.#deliver(other(side), letter);
  }

  async #deliver(to: Side, { content, encrypted, installed }: Letter): Promise<void> {
    const before = this.#ends[to];
    const image = toHex(encodeRecord(before.record));
    const name = toHex(content);
    const outcome = await receive(before, encrypted).catch((failure: unknown) => failure);
    if (outcome instanceof RatchetError) {
      const excused = this.#delivered.has(name) || installed !== this.#installed();
      if (!excused) throw new Error(`a first delivery failed: ${outcome.message}`);
      expect(toHex(encodeRecord(before.record))).toBe(image);
      return;
    }
    if (!Array.isArray(outcome)) throw outcome;
    const [next, got] = outcome as [End, Bytes];
    expect(toHex(got)).toBe(name);
    expect(this.#delivered.has(name)).toBe(false);
    this.#delivered.add(name);
    this.#ends[to] = next;
  }

  /** The device stops and loads what it had stored. */
  #restart(side: Side): void {
    const { record, own } = this.#ends[side];
    const bytes = encodeRecord(record);
    const loaded = decodeRecord(bytes);
    expect(toHex(encodeRecord(loaded))).toBe(toHex(bytes));
    this.#ends[side] = {
      ...this.#ends[side],
      record: loaded,
      own: { ...own, preKeys: structuredClone(own.preKeys) },
    };
  }

  /** The device is replaced: new keys, new list; the peer learns it at once and drops its sessions. */
  #reinstall(side: Side): void {
    const next = this.#installations[side][(this.#used[side] as number) + 1];
    if (next === undefined) return;
    this.#used[side] = (this.#used[side] as number) + 1;
    const peer = this.#ends[other(side)];
    const peerPerson = { ...this.#ends[side].peer, device: peer.own };
    this.#ends[side] = end(this.#p, next, peerPerson);
    this.#ends[other(side)] = { ...peer, peer: next, record: EMPTY_RECORD };
    this.#directories[side] = new Directory(next.device);
  }

  #installed(): string {
    return this.#used.join();
  }

  #checkLimits(): void {
    for (const { record } of this.#ends) {
      expect(record.sessions.length).toBeLessThanOrEqual(1 + Limits.archivedSessions);
      for (const { ratchet } of record.sessions) {
        expect(ratchet.receiving.length).toBeLessThanOrEqual(Limits.receivingChains);
      }
    }
  }
}

function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}
