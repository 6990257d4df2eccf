import type { Bytes } from '../../src/crypto/ratchet/bytes.ts';
import type { Address } from '../../src/crypto/ratchet/identity/address.ts';
import {
  type DeviceCertificate,
  type SignedDeviceCertificate,
  signByAccount,
  signByDevice,
} from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { createDeviceKeys } from '../../src/crypto/ratchet/identity/device-keys.ts';
import {
  type DeviceList,
  type KnownDevices,
  type SignedDeviceList,
  signList,
} from '../../src/crypto/ratchet/identity/device-list.ts';
import type { PreKeyBundle } from '../../src/crypto/ratchet/identity/pre-key-bundle.ts';
import { NO_PRE_KEYS, type PreKeys, rotate, topUp } from '../../src/crypto/ratchet/identity/pre-keys.ts';
import { Limits } from '../../src/crypto/ratchet/limits.ts';
import type { KeyPair, Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { type Encrypted, MessageType } from '../../src/crypto/ratchet/session/session.ts';
import {
  type LocalDevice,
  receivePreKeyMessage,
  startSession,
} from '../../src/crypto/ratchet/session/session-builder.ts';
import {
  decrypt,
  EMPTY_RECORD,
  encrypt,
  type SessionRecord,
  withCurrent,
} from '../../src/crypto/ratchet/session/session-record.ts';
import { K1 } from '../../src/crypto/ratchet/session/suite.ts';

/** The moment at which tests play; time passes only where a test says so. */
export const NOW = Date.UTC(2026, 10, 1);

export interface Account {
  readonly user: number;
  readonly key: KeyPair;
  readonly list: SignedDeviceList;
  readonly certificates: readonly SignedDeviceCertificate[];
  readonly known: KnownDevices;
}

/** A device with all that it holds, as a value: a test keeps old ones to compare and to attack. */
export interface Device extends LocalDevice {
  readonly address: Address;
  readonly signed: SignedDeviceCertificate;
  readonly signingKey: KeyPair['privateKey'];
  readonly preKeys: PreKeys;
}

export interface Person {
  readonly account: Account;
  readonly device: Device;
}

/** A device's own part: keys, certificate with its signature, and a few pre-keys. */
export async function makeDevice(p: Primitives, address: Address, oneTimeKeys = 3) {
  const keys = await createDeviceKeys(p, address, NOW);
  const deviceSignature = await signByDevice(p.ed25519, keys.certificate, keys.signingKey);
  const owner = { address, signingKey: keys.signingKey };
  const onServer = {
    oneTime: Limits.oneTimeKeys - oneTimeKeys,
    oneTimeKem: Limits.oneTimeKemKeys - oneTimeKeys,
  };
  const preKeys = await topUp(p, owner, await rotate(p, owner, NO_PRE_KEYS, NOW), NOW, onServer);
  return { ...keys, deviceSignature, preKeys };
}

export async function makeAccount(
  p: Primitives,
  user: number,
  devices: readonly { certificate: DeviceCertificate; deviceSignature: Bytes }[],
  former?: { readonly key: KeyPair; readonly list: DeviceList },
): Promise<Account> {
  const key = former?.key ?? (await p.ed25519.generate());
  const certificates = await Promise.all(
    devices.map((one) => signByAccount(p.ed25519, one.certificate, one.deviceSignature, key.privateKey)),
  );
  const listed = devices.map((one) => one.certificate);
  const list = await signList(p.ed25519, user, former?.list, listed, key.privateKey);
  const known = { accountKey: key.publicKey, list: list.list, certificates: listed };
  return { user, key, list, certificates, known };
}

/** A person with one device. */
export async function person(p: Primitives, user: number, oneTimeKeys = 3): Promise<Person> {
  const made = await makeDevice(p, { user, device: 1 }, oneTimeKeys);
  const account = await makeAccount(p, user, [made]);
  const [signed] = account.certificates;
  if (signed === undefined) throw new Error('no certificate');
  return { account, device: { ...made, address: { user, device: 1 }, signed, listVersion: 1 } };
}

/** What the directory hands out: the first one-time keys that the device still has, if wanted. */
export function bundleOf(device: Device, { oneTime = true, oneTimeKem = true } = {}): PreKeyBundle {
  const { preKeys } = device;
  const signedPreKey = preKeys.signed.at(-1);
  const kemPreKey = (oneTimeKem ? preKeys.oneTimeKem[0] : undefined) ?? preKeys.lastResort.at(-1);
  const oneTimePreKey = oneTime ? preKeys.oneTime[0] : undefined;
  if (signedPreKey === undefined || kemPreKey === undefined) throw new Error('no pre-keys');
  return { certificate: device.signed, signedPreKey, kemPreKey, ...(oneTimePreKey && { oneTimePreKey }) };
}

/** One end of a conversation: what one device holds for one peer. */
export interface End {
  readonly p: Primitives;
  readonly own: Device;
  readonly peer: Person;
  readonly record: SessionRecord;
}

export function end(p: Primitives, own: Person, peer: Person): End {
  return { p, own: own.device, peer, record: EMPTY_RECORD };
}

export async function start(from: End, choice = {}, nowMs = NOW): Promise<End> {
  const { p, own, peer, record } = from;
  const session = await startSession(p, own, bundleOf(peer.device, choice), peer.account.known, nowMs);
  return { ...from, record: withCurrent(record, session, nowMs) };
}

export async function send(from: End, content: Bytes, nowMs = NOW): Promise<[End, Encrypted]> {
  const { record, encrypted } = await encrypt(from.p, K1, from.record, content, nowMs);
  return [{ ...from, record }, encrypted];
}

export async function receive(to: End, { type, bytes }: Encrypted, nowMs = NOW): Promise<[End, Bytes]> {
  const { p, own, peer } = to;
  if (type === MessageType.MESSAGE) {
    const { record, content } = await decrypt(p, K1, to.record, bytes, nowMs);
    return [{ ...to, record }, content];
  }
  const state = { record: to.record, preKeys: own.preKeys };
  const sender = { address: peer.device.address, devices: peer.account.known };
  const { record, preKeys, content } = await receivePreKeyMessage(p, own, state, sender, bytes, nowMs);
  return [{ ...to, record, own: { ...own, preKeys } }, content];
}
