import { ApiError } from '../api/error.ts';
import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import { type Bytes, equal, toHex, utf8 } from '../crypto/ratchet/bytes.ts';
import { sha256 } from '../crypto/ratchet/hash.ts';
import {
  decodeSignedCertificate,
  encodeSignedCertificate,
  READS_GROUPS,
  SPEAKS_K1,
  signByAccount,
  signByDevice,
  signSession,
} from '../crypto/ratchet/identity/device-certificate.ts';
import { createAccountKey, createDeviceKeys } from '../crypto/ratchet/identity/device-keys.ts';
import {
  decodeSignedList,
  encodeSignedList,
  type SignedDeviceList,
  signList,
} from '../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { beginningsNow } from './beginnings.ts';
import type { DeviceRow, UserRow } from './database.ts';
import { leaveDevice, OwnDevice, type Surroundings, tablesOfDevice, vaultKey } from './device.ts';
import { Directory } from './directory.ts';
import { versionOf, withNewer } from './own-lists.ts';
import { tendPreKeys } from './own-pre-keys.ts';
import { Vault } from './vault.ts';

/**
 * How encryption stands in this browser. `unlinked`: the account has it, on other devices. `removed`: this device was
 * taken off the account's list.
 */
export type DeviceState = 'unknown' | 'ready' | 'unlinked' | 'removed';

/** Makes this browser a device if the account has none yet, and tends what a device must. Repeats safely. */
export async function setUp(s: Surroundings): Promise<DeviceState> {
  return s.exclusive(async () => {
    const held = await s.db.self.get('device');
    const published = await s.http
      .get('/api/e2ee/users/{user}/devices', { path: { user: s.user } })
      .catch(absent);
    if (!held && published) return 'unlinked';
    const row = held ?? (await install(s, 1));
    const known = await s.db.users.get(s.user);
    if (published && known && toBase64Url(known.accountKey) !== published.account_key) return 'removed';
    // A server that was restored from a backup gets back what it has forgotten; the lists for that are fetched once.
    if (published && known && (!known.lists || published.list_version < versionOf(known.list)))
      await new Directory(s, async () => undefined).refresh(s.user).catch(refusedQuietly);
    if (!row.registered && !(await register(s, row, published !== null))) return 'unlinked';
    return maintain(s);
  });
}

/** Ties the sign-in to the device and tops the pre-keys up. */
export async function maintain(s: Surroundings): Promise<DeviceState> {
  const row = await s.db.self.get('device');
  if (!row) return 'unlinked';
  const device = await OwnDevice.from(row);
  if (!(await claim(s, row, device))) return 'removed';
  try {
    await tendPreKeys(s, device);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'device_required') throw error;
    await s.db.self.update('device', { claimed: '' });
    // A restored server may have forgotten whose sign-in it is, one that took the device off refuses.
    if (row.claimed === '' || !(await claim(s, { ...row, claimed: '' }, device))) return 'removed';
    await tendPreKeys(s, device);
  }
  return 'ready';
}

/**
 * Begins anew with another account key, as somebody must who has lost all devices and has no backup. All devices go,
 * and every contact is shown another safety number.
 */
export async function startOver(s: Surroundings, password: string): Promise<void> {
  await s.exclusive(async () => {
    const before = { device: await s.db.self.get('device'), self: await s.db.users.get(s.user) };
    const row = await install(s, newDeviceId(s));
    try {
      await register(s, row, false, { start_over: true, password });
    } catch (error) {
      // Where no answer came the server may have taken it: the next `setUp` sees whether this device is one.
      if (!(error instanceof ApiError && error.transient)) await putBack(s, before);
      throw error;
    }
  });
}

/** As it was before the server has refused. */
async function putBack(
  s: Surroundings,
  { device, self }: { device: DeviceRow | undefined; self: UserRow | undefined },
): Promise<void> {
  await s.db.transaction('rw', s.db.self, s.db.users, async () => {
    await forget(s);
    if (device) await s.db.self.put(device);
    if (self) await s.db.users.put(self);
  });
}

/** Makes the first device of an account with fresh keys; nothing of it has been told the server yet. */
async function install(s: Surroundings, id: number): Promise<DeviceRow> {
  const account = await createAccountKey(s.p);
  const key = await vaultKey(s);
  const vault = new Vault(key);
  const address = { user: s.user, device: id };
  const began = await beginningsNow(s.http);
  const keys = await createDeviceKeys(s.p, address, s.now(), SPEAKS_K1 | READS_GROUPS);
  const { ed25519 } = s.p;
  const byDevice = await signByDevice(ed25519, keys.certificate, keys.signingKey);
  const signed = await signByAccount(ed25519, keys.certificate, byDevice, account.seed);
  const row: DeviceRow = {
    ...{ name: 'device', device: id, vault: key, certificate: encodeSignedCertificate(signed) },
    signingKey: await vault.keep('device signing', keys.signingKey),
    dhKey: await vault.keep('device dh', keys.dhKey),
    account: await vault.seal('account seed', account.seed),
    ...{ backup: null, registered: false, claimed: '', used: [] },
    ...{ nextId: { signed: 1, oneTime: 1, kem: 1 }, began },
  };
  const list = await signList(ed25519, s.user, undefined, [keys.certificate], account.seed);
  const self: UserRow = {
    ...{ user: s.user, accountKey: account.publicKey, list: encodeSignedList(list) },
    ...{ certificates: [row.certificate], verified: true, changed: 'no', seenMs: s.now() },
    known: [address.device],
  };
  await s.db.transaction('rw', s.db.self, s.db.users, async () => {
    await s.db.self.put(row);
    await s.db.users.put(self);
  });
  return row;
}

/** Ids of devices are never used again; a random one needs nobody who remembers them. */
export function newDeviceId(s: Surroundings): number {
  const [a = 0, b = 0, c = 0, d = 0] = s.p.random(4);
  return ((a & 127) << 24) | (b << 16) | (c << 8) | d || 1;
}

/** Tells the server of the account's first device. False if another browser was quicker. */
async function register(
  s: Surroundings,
  row: DeviceRow,
  exists: boolean,
  more: { start_over?: boolean; password?: string } = {},
): Promise<boolean> {
  const self = await s.db.users.get(s.user);
  if (!self) return false;
  if (!exists) {
    const body = {
      account_key: toBase64Url(self.accountKey),
      device_lists: [toBase64Url(self.list)],
      certificates: [toBase64Url(row.certificate)],
      ...more,
    };
    try {
      await s.http.post('/api/e2ee/account', { body });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'encryption_already_set_up') throw error;
      return forget(s);
    }
  }
  await s.db.transaction('rw', [s.db.self, ...tablesOfDevice(s)], async () => {
    await leaveDevice(s);
    await s.db.self.update('device', { registered: true });
  });
  return true;
}

async function forget(s: Surroundings): Promise<false> {
  await s.db.transaction('rw', s.db.self, s.db.users, async () => {
    await s.db.self.clear();
    await s.db.users.delete(s.user);
  });
  return false;
}

async function claim(s: Surroundings, row: DeviceRow, device: OwnDevice): Promise<boolean> {
  const hash = sha256(utf8(s.token));
  if (row.claimed === toHex(hash)) return true;
  const signature = await signSession(s.p.ed25519, device.address, hash, device.signingKey);
  try {
    await s.http.post('/api/e2ee/devices/{device}/session', {
      path: { device: device.address.device },
      body: { signature: toBase64Url(signature) },
    });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'device_unknown') return false;
    throw error;
  }
  await s.db.self.update('device', { claimed: toHex(hash) });
  return true;
}

/** Signs a list without some of the own devices and puts it in force. */
export async function removeDevice(s: Surroundings, account: Bytes, device: number): Promise<void> {
  const self = await s.db.users.get(s.user);
  if (!self) throw new ApiError(409, 'encryption_not_set_up', 'no device');
  const kept = self.certificates.filter(
    (bytes) => decodeSignedCertificate(bytes).certificate.address.device !== device,
  );
  await putList(s, self, account, kept);
}

/** Signs the list that follows with these certificates and puts it in force. */
export async function putList(
  s: Surroundings,
  self: UserRow,
  account: Bytes,
  certificates: readonly Bytes[],
): Promise<SignedDeviceList> {
  const former = decodeSignedList(self.list).list;
  const decoded = certificates.map((bytes) => decodeSignedCertificate(bytes).certificate);
  const list = await signList(s.p.ed25519, s.user, former, decoded, account);
  const news = certificates.filter((bytes) => !self.certificates.some((old) => equal(old, bytes)));
  await s.http.put('/api/e2ee/devices', {
    body: { device_lists: [toBase64Url(encodeSignedList(list))], certificates: news.map(toBase64Url) },
  });
  const lists = withNewer(self, [list]);
  await s.db.users.update(s.user, { list: encodeSignedList(list), lists, certificates });
  return list;
}

/** What is wrong with the own list is told when it is needed. */
function refusedQuietly(error: unknown): null {
  if (error instanceof RatchetError) return null;
  throw error;
}

function absent(error: unknown): null {
  if (error instanceof ApiError && error.code === 'encryption_not_set_up') return null;
  throw error;
}
