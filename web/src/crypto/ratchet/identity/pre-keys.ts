import { type Bytes, equal } from '../bytes.ts';
import { Limits } from '../limits.ts';
import type { KemKeyPair, KeyPair, Primitives, PrivateKey } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';
import type { Address } from './address.ts';
import {
  LAST_RESORT,
  type OneTimeKey,
  type SignedKemKey,
  type SignedKey,
  signKemPreKey,
  signPreKey,
} from './pre-key-bundle.ts';

/** Pre-keys with their private parts; retired ones say since when. */
export type StoredOneTimeKey = OneTimeKey & KeyPair;
export type StoredSignedKey = SignedKey & KeyPair & { readonly retiredMs?: number };
export type StoredKemKey = SignedKemKey & KemKeyPair & { readonly retiredMs?: number };

/** A first message that used a last-resort key. It must not be accepted again while that key lives. */
export interface UsedBaseKey {
  readonly kemId: number;
  readonly signedId: number;
  readonly baseKey: Bytes;
}

/**
 * A device's own pre-keys, private parts included. A plain value that IndexedDB stores as it is, key handles too;
 * it has no other serialised form, since the private parts never leave the device.
 */
export interface PreKeys {
  /** Newest last; the others are retired and wait for late first messages. */
  readonly signed: readonly StoredSignedKey[];
  readonly lastResort: readonly StoredKemKey[];
  readonly oneTime: readonly StoredOneTimeKey[];
  readonly oneTimeKem: readonly StoredKemKey[];
  readonly used: readonly UsedBaseKey[];
  /** Ids are never given twice. Both sorts of KEM keys share theirs. */
  readonly nextId: { readonly signed: number; readonly oneTime: number; readonly kem: number };
}

/** Who signs pre-keys: a device by its address and signing key. */
export interface PreKeyOwner {
  readonly address: Address;
  readonly signingKey: PrivateKey;
}

/** Before the first ones are made. */
export const NO_PRE_KEYS: PreKeys = {
  signed: [],
  lastResort: [],
  oneTime: [],
  oneTimeKem: [],
  used: [],
  nextId: { signed: 1, oneTime: 1, kem: 1 },
};

/** A new signed and a new last-resort key; the former ones are retired. */
export async function rotate(
  p: Primitives,
  owner: PreKeyOwner,
  keys: PreKeys,
  nowMs: number,
): Promise<PreKeys> {
  const { signed: signedId, kem: kemId } = keys.nextId;
  const retire = <K extends { readonly retiredMs?: number }>(key: K): K => ({ retiredMs: nowMs, ...key });
  return {
    ...keys,
    signed: [...keys.signed.map(retire), await makeSigned(p, owner, signedId, nowMs)],
    lastResort: [...keys.lastResort.map(retire), await makeKem(p, owner, kemId, LAST_RESORT, nowMs)],
    nextId: { ...keys.nextId, signed: following(signedId), kem: following(kemId) },
  };
}

/** Whether `rotate` is due. */
export function needsRotation(keys: PreKeys, nowMs: number): boolean {
  return nowMs - (keys.signed.at(-1)?.createdMs ?? 0) >= Limits.preKeyRotationMs;
}

/** Whether `topUp` is due, by what the server still has. */
export function needsTopUp(onServer: { readonly oneTime: number; readonly oneTimeKem: number }): boolean {
  return onServer.oneTime < Limits.oneTimeKeysLow || onServer.oneTimeKem < Limits.oneTimeKemKeysLow;
}

/** Fills up the one-time keys; what the server has of them is given, because only it knows. */
export async function topUp(
  p: Primitives,
  owner: PreKeyOwner,
  keys: PreKeys,
  nowMs: number,
  onServer = { oneTime: 0, oneTimeKem: 0 },
): Promise<PreKeys> {
  const oneTime = [...keys.oneTime];
  const oneTimeKem = [...keys.oneTimeKem];
  let { oneTime: oneTimeId, kem: kemId } = keys.nextId;
  for (let have = onServer.oneTime; have < Limits.oneTimeKeys; have++, oneTimeId = following(oneTimeId)) {
    oneTime.push({ id: oneTimeId, ...(await p.x25519.generate()) });
  }
  for (let have = onServer.oneTimeKem; have < Limits.oneTimeKemKeys; have++, kemId = following(kemId)) {
    oneTimeKem.push(await makeKem(p, owner, kemId, 0, nowMs));
  }
  return { ...keys, oneTime, oneTimeKem, nextId: { ...keys.nextId, oneTime: oneTimeId, kem: kemId } };
}

/** Without the private parts that were retired long ago, and without the base keys remembered for them. */
export function expirePreKeys(keys: PreKeys, nowMs: number): PreKeys {
  const alive = ({ retiredMs }: { readonly retiredMs?: number }) =>
    retiredMs === undefined || nowMs - retiredMs < Limits.retiredPreKeyMs;
  const lastResort = keys.lastResort.filter(alive);
  const used = keys.used.filter(({ kemId }) => lastResort.some(({ id }) => id === kemId));
  return { ...keys, signed: keys.signed.filter(alive), lastResort, used };
}

/** The pre-keys that a first message names. */
export interface ChosenPreKeys {
  readonly signed: StoredSignedKey;
  readonly kem: StoredKemKey;
  readonly oneTime?: StoredOneTimeKey;
}

/** Finds the keys that a first message names; one that is gone is `UNKNOWN_PREKEY`. */
export function choose(
  keys: PreKeys,
  ids: { readonly signed: number; readonly kem: number; readonly oneTime?: number },
): ChosenPreKeys {
  const signed = keys.signed.find(({ id }) => id === ids.signed);
  const kem = [...keys.oneTimeKem, ...keys.lastResort].find(({ id }) => id === ids.kem);
  const oneTime = keys.oneTime.find(({ id }) => id === ids.oneTime);
  refuseUnless(signed !== undefined, 'UNKNOWN_PREKEY', 'signed pre-key');
  refuseUnless(kem !== undefined, 'UNKNOWN_PREKEY', 'KEM pre-key');
  refuseUnless((oneTime === undefined) === (ids.oneTime === undefined), 'UNKNOWN_PREKEY', 'one-time pre-key');
  return { signed, kem, ...(oneTime && { oneTime }) };
}

/** Refuses a first message that was seen before, or one more than can be remembered, on a last-resort key. */
export function checkUnused(keys: PreKeys, { signed, kem }: ChosenPreKeys, baseKey: Bytes): void {
  if (kem.flags !== LAST_RESORT) return;
  const used = keys.used.filter(({ kemId }) => kemId === kem.id);
  const again = used.some((one) => one.signedId === signed.id && equal(one.baseKey, baseKey));
  refuseUnless(!again, 'REUSED_BASE_KEY', 'the first message was used before');
  refuseUnless(used.length < Limits.rememberedBaseKeys, 'TOO_MANY', 'first messages on one last-resort key');
}

/** After a handshake succeeded: without the one-time keys it used, or remembering that it used none. */
export function consume(keys: PreKeys, { signed, kem, oneTime }: ChosenPreKeys, baseKey: Bytes): PreKeys {
  const use = { kemId: kem.id, signedId: signed.id, baseKey };
  return {
    ...keys,
    oneTime: keys.oneTime.filter(({ id }) => id !== oneTime?.id),
    oneTimeKem: keys.oneTimeKem.filter(({ id }) => id !== kem.id),
    used: kem.flags === LAST_RESORT ? [...keys.used, use] : keys.used,
  };
}

async function makeSigned(
  p: Primitives,
  { address, signingKey }: PreKeyOwner,
  id: number,
  createdMs: number,
): Promise<StoredSignedKey> {
  const pair = await p.x25519.generate();
  const key = { id, createdMs, publicKey: pair.publicKey };
  return { ...key, ...pair, signature: await signPreKey(p.ed25519, address, key, signingKey) };
}

async function makeKem(
  p: Primitives,
  { address, signingKey }: PreKeyOwner,
  id: number,
  flags: number,
  createdMs: number,
): Promise<StoredKemKey> {
  const pair = await p.kem1024.generate();
  const key = { id, flags, createdMs, publicKey: pair.publicKey };
  return { ...key, ...pair, signature: await signKemPreKey(p.ed25519, address, key, signingKey) };
}

function following(id: number): number {
  refuseUnless(id < 2 ** 31 - 1, 'TOO_MANY', 'pre-keys were made; the device must be installed anew');
  return id + 1;
}
