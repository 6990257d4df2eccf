import { BinaryReader, BinaryWriter } from '../binary.ts';
import { type Bytes, concat, equal } from '../bytes.ts';
import { verify } from '../curve.ts';
import { sha256 } from '../hash.ts';
import { Limits } from '../limits.ts';
import type { Ed25519, Primitives, PrivateKey } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { type Address, sameAddress } from './address.ts';
import {
  certificateHash,
  type DeviceCertificate,
  type SignedDeviceCertificate,
  verifyCertificate,
} from './device-certificate.ts';

const LABEL = 'kocmoc/devlist/1';
const FIXED_BYTES = 67;

/** The devices of a user at one version: a link of a hash chain that only the account key extends. */
export interface DeviceList {
  readonly user: number;
  readonly version: number;
  /** Hash of the version before; 32 zero bytes in version 1. */
  readonly previousHash: Bytes;
  /** Hashes of the certificates, ascending and without repetition. */
  readonly certificateHashes: readonly Bytes[];
}

/** A list with the signature of the account. */
export interface SignedDeviceList {
  readonly list: DeviceList;
  readonly signature: Bytes;
}

/** What a client remembers of a user: the account key it trusts and the newest list it accepted. */
export interface KnownAccount {
  readonly accountKey: Bytes;
  readonly list: DeviceList;
}

/** A known account with the certificates of exactly the devices on its list, all accepted. */
export interface KnownDevices extends KnownAccount {
  readonly certificates: readonly DeviceCertificate[];
}

function encodeList(list: DeviceList): Bytes {
  return new BinaryWriter()
    .label(LABEL)
    .u64(list.user)
    .u64(list.version)
    .bytes(list.previousHash)
    .u16(list.certificateHashes.length)
    .bytes(concat(...list.certificateHashes))
    .finish();
}

function decodeList(bytes: Bytes): DeviceList {
  const reader = new BinaryReader(bytes);
  reader.label(LABEL);
  const [user, version, previousHash, count] = [reader.id(8), reader.id(8), reader.bytes(32), reader.u16()];
  refuseUnless(count <= Limits.devicesPerUser, 'TOO_MANY', 'devices');
  refuseUnless(count >= 1, 'MALFORMED', 'a list names a device');
  const certificateHashes = Array.from({ length: count }, () => reader.bytes(32));
  reader.end();
  refuseUnless(isAscending(certificateHashes), 'MALFORMED', 'devices out of order');
  refuseUnless(
    version > 1 || previousHash.every((byte) => byte === 0),
    'MALFORMED',
    'the first list has no former',
  );
  return { user, version, previousHash, certificateHashes };
}

export function encodeSignedList({ list, signature }: SignedDeviceList): Bytes {
  return concat(encodeList(list), signature);
}

export function decodeSignedList(bytes: Bytes): SignedDeviceList {
  refuseUnless(bytes.length > FIXED_BYTES + 64, 'MALFORMED', 'a device list is longer');
  const end = bytes.length - 64;
  return { list: decodeList(bytes.slice(0, end)), signature: bytes.slice(end) };
}

export function listHash(list: DeviceList): Bytes {
  return sha256(encodeList(list));
}

/** Makes and signs the list that follows `former`, or the first one of a user. */
export async function signList(
  ed25519: Ed25519,
  user: number,
  former: DeviceList | undefined,
  certificates: readonly DeviceCertificate[],
  accountKey: PrivateKey,
): Promise<SignedDeviceList> {
  refuseUnless(certificates.length <= Limits.devicesPerUser, 'TOO_MANY', 'devices');
  const certificateHashes = certificates.map(certificateHash).sort(compare);
  const version = (former?.version ?? 0) + 1;
  const previousHash = former === undefined ? new Uint8Array(32) : listHash(former);
  const list = decodeList(encodeList({ user, version, previousHash, certificateHashes }));
  return { list, signature: await ed25519.sign(accountKey, encodeList(list)) };
}

/**
 * Judges a list against what is known of the user. A server can withhold newer lists but neither add a device, nor
 * go back, nor show different lists to different people unnoticed.
 *
 * With only the account key known (`list` absent) any version is accepted: trust on first use.
 */
export async function acceptList(
  { ed25519 }: Pick<Primitives, 'ed25519'>,
  known: { readonly accountKey: Bytes; readonly user: number; readonly list?: DeviceList },
  received: SignedDeviceList,
): Promise<KnownAccount> {
  const { list, signature } = received;
  await verify(ed25519, known.accountKey, encodeList(list), signature, 'the device list');
  refuseUnless(list.user === known.user, 'IDENTITY_MISMATCH', 'the device list is of another user');
  if (known.list !== undefined) judge(known.list, list);
  return { accountKey: known.accountKey, list };
}

function judge(known: DeviceList, received: DeviceList): void {
  const knownHash = listHash(known);
  refuseUnless(received.version >= known.version, 'LIST_ROLLBACK', 'an older device list');
  refuseUnless(received.version <= known.version + 1, 'LIST_GAP', 'device lists between are missing');
  const same = received.version === known.version ? listHash(received) : received.previousHash;
  refuseUnless(equal(same, knownHash), 'LIST_FORK', 'a device list that does not follow the known one');
}

/**
 * Accepts the certificates of an account's devices: each on the list, rightly signed, of that user, no device id
 * twice. All of the list must be there, because one that is held back could have the id of another.
 */
export async function acceptDevices(
  primitives: Pick<Primitives, 'ed25519'>,
  account: KnownAccount,
  signed: readonly SignedDeviceCertificate[],
): Promise<KnownDevices> {
  const { accountKey, list } = account;
  for (const one of signed) {
    const hash = certificateHash(one.certificate);
    refuseUnless(
      list.certificateHashes.some((listed) => equal(listed, hash)),
      'GHOST_DEVICE',
      'not on the list',
    );
    refuseUnless(
      one.certificate.address.user === list.user,
      'IDENTITY_MISMATCH',
      'certificate of another user',
    );
    await verifyCertificate(primitives, one, accountKey);
  }
  const certificates = signed.map(({ certificate }) => certificate);
  const devices = new Set(certificates.map(({ address }) => address.device));
  refuseUnless(devices.size === certificates.length, 'GHOST_DEVICE', 'a device id is given twice');
  refuseUnless(
    certificates.length === list.certificateHashes.length,
    'MALFORMED',
    'certificates are missing',
  );
  return { accountKey, list, certificates };
}

/** The certificate of a device; refuses one that is not on the list. */
export function deviceOf({ certificates }: KnownDevices, address: Address): DeviceCertificate {
  const found = certificates.find((one) => sameAddress(one.address, address));
  if (found === undefined) throw new RatchetError('GHOST_DEVICE', 'the device is not on the list');
  return found;
}

function isAscending(hashes: readonly Bytes[]): boolean {
  return hashes.every((hash, i) => i === 0 || compare(hashes[i - 1] as Bytes, hash) < 0);
}

function compare(a: Bytes, b: Bytes): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
