import type { Bytes } from '../../crypto/ratchet/bytes.ts';
import {
  decryptFromGroup,
  encryptToGroup,
  type GroupContext,
  type ReceivingSenderKeys,
  withDistribution,
} from '../../crypto/ratchet/group/sender-key.ts';
import { decodeDistribution, encodeDistribution } from '../../crypto/ratchet/group/sender-key-format.ts';
import {
  decodeReceivingKeys,
  decodeSendingKey,
  encodeReceivingKeys,
  encodeSendingKey,
} from '../../crypto/ratchet/group/sender-key-state.ts';
import {
  createSenderKey,
  distributionOf,
  needsSenderRotation,
  type SendingSenderKey,
} from '../../crypto/ratchet/group/sender-ratchet.ts';
import type { Address } from '../../crypto/ratchet/identity/address.ts';
import { RatchetError } from '../../crypto/ratchet/ratchet-error.ts';
import { encodeEnvelope } from '../content.ts';
import type { ChainRow, OwnChainRow } from '../database.ts';
import type { OwnDevice, Surroundings } from '../device.ts';
import type { DevicesByUser, Envelopes } from '../envelopes.ts';
import { nameOf, type Target } from '../sessions.ts';
import { type Chain, groupIdOf, tipOf } from './chain.ts';

interface Parts {
  readonly s: Surroundings;
  readonly device: OwnDevice;
  readonly envelopes: Envelopes;
}

interface Held {
  readonly key: SendingSenderKey;
  readonly shared: readonly string[];
  readonly generation: number;
}

/** Whom a group message is for. */
export interface Audience {
  readonly targets: readonly Target[];
  readonly devices: DevicesByUser;
  readonly chain: Chain;
}

/** Sender keys of groups: the own ones and those of others. Under the lock. */
export class GroupKeys {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Encrypts once for a group, whose devices all have the chain afterwards. A chain that anybody has who is not to
   * read any more, or that is due, is replaced before.
   *
   * @returns also the new state, to be stored with what it was used for
   */
  async seal(chat: number, to: Audience, content: Bytes): Promise<{ message: Bytes; own: OwnChainRow }> {
    const { s, device } = this.#parts;
    const held = await this.#shared(chat, to);
    const { address } = device;
    const { key, message } = await encryptToGroup(s.p, held.key, address, tipOf(to.chain), content);
    return { message, own: await this.#row(chat, { ...held, key }) };
  }

  async #shared(chat: number, { targets, devices }: Audience): Promise<Held> {
    const { s } = this.#parts;
    const names = new Set(targets.map(installation));
    let held = await this.#held(chat);
    const outdated =
      !held || needsSenderRotation(held.key, s.now()) || held.shared.some((name) => !names.has(name));
    if (!held || outdated) {
      const key = await createSenderKey(s.p, groupIdOf(chat), s.now());
      held = { key, shared: [], generation: held?.generation ?? 0 };
    }
    const has = new Set(held.shared);
    const missing = targets.filter((target) => !has.has(installation(target)));
    if (missing.length === 0) return held;
    await this.#distribute(chat, held.key, devices, missing);
    const shared = { ...held, shared: [...names] };
    const row = await this.#row(chat, shared);
    await s.db.ownChains.put(row);
    return { ...shared, generation: row.generation };
  }

  async #distribute(
    chat: number,
    key: SendingSenderKey,
    devices: DevicesByUser,
    to: readonly Target[],
  ): Promise<void> {
    const distribution = encodeDistribution(distributionOf(key));
    const control = { kind: 'sender-key' as const, distribution };
    const uuid = this.#parts.s.p.random(16);
    await this.#parts.envelopes.control(
      devices,
      to,
      encodeEnvelope({ class: 'control', chat, uuid, control }),
    );
  }

  /** Gives a device the chain anew, as it is now, if it is one of those that have it. */
  async again(chat: number, to: Target, devices: DevicesByUser): Promise<void> {
    const held = await this.#held(chat);
    if (held?.shared.includes(installation(to))) await this.#distribute(chat, held.key, devices, [to]);
  }

  async #held(chat: number): Promise<Held | null> {
    const { s, device } = this.#parts;
    const row = await s.db.ownChains.get(chat);
    if (!row) return null;
    const { shared, generation } = row;
    try {
      const bytes = await device.vault.open(ownPlace(chat, generation), row.key);
      return { key: decodeSendingKey(bytes), shared, generation };
    } catch (error) {
      // A damaged chain is replaced by a fresh one.
      if (error instanceof RatchetError) return null;
      throw error;
    }
  }

  async #row(chat: number, { key, shared, generation }: Held): Promise<OwnChainRow> {
    const next = generation + 1;
    const sealed = await this.#parts.device.vault.seal(ownPlace(chat, next), encodeSendingKey(key));
    return { chat, generation: next, key: sealed, shared };
  }

  /** Takes in a chain that a device gave; the caller stores the new state. */
  async received(chat: number, from: Address, distribution: Bytes): Promise<ChainRow> {
    const { row, keys } = await this.#keysOf(chat, from);
    return this.#chainRow(chat, from, row, withDistribution(keys, decodeDistribution(distribution)));
  }

  /** Decrypts a group message; the caller stores the new state. */
  async open(
    chat: number,
    context: GroupContext,
    message: Bytes,
  ): Promise<{ content: Bytes; epoch: number; chain: ChainRow }> {
    const { row, keys } = await this.#keysOf(chat, context.sender);
    const now = this.#parts.s.now();
    const opened = await decryptFromGroup(this.#parts.s.p, keys, context, message, now);
    const chain = await this.#chainRow(chat, context.sender, row, opened.keys);
    return { content: opened.content, epoch: opened.epoch, chain };
  }

  /** Whether a device ever gave its chain. */
  async knows(chat: number, from: Address): Promise<boolean> {
    return (await this.#parts.s.db.chains.get([chat, nameOf(from)])) !== undefined;
  }

  async #keysOf(
    chat: number,
    from: Address,
  ): Promise<{ row: ChainRow | undefined; keys: ReceivingSenderKeys }> {
    const { s, device } = this.#parts;
    const row = await s.db.chains.get([chat, nameOf(from)]);
    const none = { groupId: groupIdOf(chat), chains: [] };
    if (!row) return { row, keys: none };
    try {
      const bytes = await device.vault.open(placeOf(chat, from, row.generation), row.keys);
      return { row, keys: decodeReceivingKeys(bytes) };
    } catch (error) {
      if (error instanceof RatchetError) return { row, keys: none };
      throw error;
    }
  }

  async #chainRow(
    chat: number,
    from: Address,
    before: ChainRow | undefined,
    keys: ReceivingSenderKeys,
  ): Promise<ChainRow> {
    const generation = (before?.generation ?? 0) + 1;
    const place = placeOf(chat, from, generation);
    const sealed = await this.#parts.device.vault.seal(place, encodeReceivingKeys(keys));
    return { chat, peer: nameOf(from), generation, keys: sealed };
  }
}

function installation(target: Target): string {
  return `${nameOf(target)}.${target.registration}`;
}

function ownPlace(chat: number, generation: number): string {
  return `own chain ${chat} ${generation}`;
}

function placeOf(chat: number, from: Address, generation: number): string {
  return `chain ${chat} ${nameOf(from)} ${generation}`;
}
