import { ApiError } from '../api/error.ts';
import { type Bytes, equal } from '../crypto/ratchet/bytes.ts';
import type { Verification } from '../crypto/ratchet/content/backup.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import {
  encodeSignedCertificate,
  READS_GROUPS,
  type SignedDeviceCertificate,
  SPEAKS_K1,
  signByAccount,
  signByDevice,
} from '../crypto/ratchet/identity/device-certificate.ts';
import {
  type AccountKey,
  accountKeyOf,
  createDeviceKeys,
  type DeviceKeys,
} from '../crypto/ratchet/identity/device-keys.ts';
import {
  decodeSignedList,
  encodeSignedList,
  type SignedDeviceList,
} from '../crypto/ratchet/identity/device-list.ts';
import { type Beginnings, beginningsNow } from './beginnings.ts';
import type { DeviceRow, UserRow } from './database.ts';
import { accountSeed, leaveDevice, type Surroundings, tablesOfDevice, vaultKey } from './device.ts';
import { Directory, knownDevices } from './directory.ts';
import { newDeviceId, putList } from './set-up.ts';
import { Vault } from './vault.ts';

/** What makes this browser a further device of an account. */
export interface Membership {
  readonly keys: DeviceKeys;
  readonly began: Beginnings;
  readonly certificate: SignedDeviceCertificate;
  readonly accountKey: Bytes;
  readonly list: SignedDeviceList;
  readonly accountSeed: Bytes | null;
  readonly backupKey: Bytes | null;
  readonly verifications: readonly Verification[];
  /** Pieces of the backup with keys of old messages. */
  readonly pieces: readonly number[];
}

/** Keys of a new device of an account whose key is at hand, put on the account's list. */
export async function joinByKey(
  s: Surroundings,
  seed: Bytes,
  known: SignedDeviceList,
  more: Pick<Membership, 'backupKey' | 'verifications' | 'pieces'>,
): Promise<void> {
  const account = await accountKeyOf(s.p, seed);
  // What the server shows now must follow the list in the backup.
  await s.db.users.put(selfRow(s, account, known, []));
  const directory = new Directory(s, async () => undefined);
  await directory.refresh(s.user);
  const self = await s.db.users.get(s.user);
  if (!self) throw new ApiError(409, 'encryption_not_set_up', 'no account');
  const made = await newKeys(s, { user: s.user, device: newDeviceId(s) });
  const { keys } = made;
  const byDevice = await signByDevice(s.p.ed25519, keys.certificate, keys.signingKey);
  const certificate = await signByAccount(s.p.ed25519, keys.certificate, byDevice, seed);
  const list = await putList(s, self, seed, [...self.certificates, encodeSignedCertificate(certificate)]);
  await adopt(s, { ...more, ...made, certificate, accountKey: account.publicKey, list, accountSeed: seed });
}

/** Signs a further device on the old one; gives the list that names it. */
export async function admit(s: Surroundings, seed: Bytes, certificate: SignedDeviceCertificate) {
  const directory = new Directory(s, async () => undefined);
  await directory.refresh(s.user);
  const self = await s.db.users.get(s.user);
  if (!self) throw new ApiError(409, 'encryption_not_set_up', 'no account');
  const certificates = [...self.certificates, encodeSignedCertificate(certificate)];
  const list = await putList(s, self, seed, certificates);
  const { device } = certificate.certificate.address;
  // The user has just confirmed it: nothing to be told of.
  await s.db.users.update(s.user, { known: [...self.known, device] });
  return list;
}

/** Begins life as this device. What this browser has read as another one stays. */
export async function adopt(s: Surroundings, membership: Membership): Promise<void> {
  const { keys, certificate, accountKey, list, verifications } = membership;
  const key = await vaultKey(s);
  const vault = new Vault(key);
  const row: DeviceRow = {
    ...{ name: 'device', device: certificate.certificate.address.device, vault: key },
    ...{ certificate: encodeSignedCertificate(certificate) },
    signingKey: await vault.keep('device signing', keys.signingKey),
    dhKey: await vault.keep('device dh', keys.dhKey),
    account: membership.accountSeed && (await vault.seal('account seed', membership.accountSeed)),
    backup: membership.backupKey && (await vault.seal('backup key', membership.backupKey)),
    ...{ registered: true, claimed: '', used: [], nextId: { signed: 1, oneTime: 1, kem: 1 } },
    began: membership.began,
  };
  const held = await s.db.users.get(s.user);
  const certificates = held?.certificates.length ? held.certificates : [row.certificate];
  const self = {
    ...selfRow(s, { publicKey: accountKey }, list, certificates),
    ...(held?.lists && { lists: held.lists }),
  };
  const { users, handedOn, old } = s.db;
  await s.db.transaction('rw', [s.db.self, users, handedOn, old, ...tablesOfDevice(s)], async () => {
    await leaveDevice(s);
    for (const one of verifications) if (one.user !== s.user) await handOn(s, one);
    await s.db.old.filter(({ keys }) => keys === null).delete();
    await s.db.old.bulkAdd(membership.pieces.map((piece) => ({ piece, keys: null })));
    await s.db.self.put(row);
    await s.db.users.put(self);
  });
  // The certificates of all the others, which stand on the list as well.
  await new Directory(s, async () => undefined).refresh(s.user);
  await s.db.users.update(s.user, { known: await devicesOf(s) });
}

/** All present devices; on a new one none of them is news. */
async function devicesOf(s: Surroundings): Promise<number[]> {
  const row = await s.db.users.get(s.user);
  return row ? knownDevices(row).certificates.map(({ address }) => address.device) : [];
}

/**
 * Somebody whose key another device has seen, or compared in person: it is what their devices are judged by when they
 * are first looked up, also if this browser has seen another one before.
 */
async function handOn(
  { db }: Surroundings,
  { user, accountKey, verified, atMs }: Verification,
): Promise<void> {
  const held = await db.users.get(user);
  if (held && equal(held.accountKey, accountKey)) {
    await db.users.update(user, { verified, changed: 'no' });
    return;
  }
  // What was compared here is not given up for what only was seen elsewhere.
  if (held?.verified && !verified) return;
  await db.users.delete(user);
  await db.handedOn.put({ user, accountKey, verified, seenMs: atMs });
}

/** All people whose keys this device has seen or was handed on, as a backup or a new device takes them. */
export async function verificationsOf(s: Surroundings): Promise<Verification[]> {
  const rows = [...(await s.db.handedOn.toArray()), ...(await s.db.users.toArray())];
  return rows
    .filter(({ user }) => user !== s.user)
    .sort((a, b) => a.user - b.user)
    .map(({ user, accountKey, verified, seenMs }) => ({ user, accountKey, verified, atMs: seenMs }));
}

/** The account's key, where this device has it. */
export async function requireSeed(s: Surroundings): Promise<{ row: DeviceRow; seed: Bytes }> {
  const row = await s.db.self.get('device');
  const seed = row && (await accountSeed(row));
  if (!row || !seed) throw new ApiError(403, 'device_required', 'no account key here');
  return { row, seed };
}

/** The highest version that is known of the own list. */
export async function ownList(s: Surroundings): Promise<SignedDeviceList> {
  const self = await s.db.users.get(s.user);
  if (!self) throw new ApiError(409, 'encryption_not_set_up', 'no account');
  return decodeSignedList(self.list);
}

function selfRow(
  s: Surroundings,
  { publicKey }: Pick<AccountKey, 'publicKey'>,
  list: SignedDeviceList,
  certificates: readonly Bytes[],
): UserRow {
  return {
    ...{ user: s.user, accountKey: publicKey, list: encodeSignedList(list), certificates },
    ...{ verified: true, changed: 'no', seenMs: s.now(), known: [] },
  };
}

/** Keys for a further device, and what is older than it. */
export async function newKeys(
  s: Surroundings,
  address: Address,
): Promise<Pick<Membership, 'keys' | 'began'>> {
  const began = await beginningsNow(s.http);
  return { keys: await createDeviceKeys(s.p, address, s.now(), SPEAKS_K1 | READS_GROUPS), began };
}
