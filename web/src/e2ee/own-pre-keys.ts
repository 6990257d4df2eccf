import { toBase64Url } from '../crypto/ratchet/base64url.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import { LAST_RESORT } from '../crypto/ratchet/identity/pre-key-bundle.ts';
import {
  expirePreKeys,
  needsRotation,
  needsTopUp,
  type PreKeys,
  rotate,
  type StoredKemKey,
  type StoredOneTimeKey,
  type StoredSignedKey,
  topUp,
} from '../crypto/ratchet/identity/pre-keys.ts';
import type { DeviceRow, PreKeyKind, PreKeyRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';

type AnyKey = StoredSignedKey | StoredKemKey | StoredOneTimeKey;

const KINDS: readonly PreKeyKind[] = ['signed', 'lastResort', 'oneTime', 'oneTimeKem'];
const MOST_AT_ONCE = 100;

/** Looks at what the server still has and brings what is missing or old. Under the lock. */
export async function tendPreKeys(s: Surroundings, device: OwnDevice): Promise<void> {
  const state = await s.http.get('/api/e2ee/keys');
  const row = await s.db.self.get('device');
  if (!row) return;
  const owner = { address: device.address, signingKey: device.signingKey };
  const before = await loadPreKeys(s, device, row);
  let keys = expirePreKeys(before, s.now());
  const newest = keys.signed.at(-1)?.id ?? 0;
  // A key that was made and did not arrive is followed by a new one: ids are never used again.
  const renew = state.signed_id === null || needsRotation(keys, s.now()) || state.signed_id !== newest;
  if (renew) keys = await rotate(s.p, owner, keys, s.now());
  const have = { oneTime: state.one_time, oneTimeKem: state.one_time_kem };
  if (needsTopUp(have)) keys = await topUp(s.p, owner, keys, s.now(), have);
  await storePreKeys(s, device, before, keys);
  const fresh = <K extends AnyKey>(list: readonly K[], old: readonly K[]) =>
    list.filter(({ id }) => !old.some((one) => one.id === id)).slice(0, MOST_AT_ONCE);
  const body = {
    ...(renew && { signed: signedJson(keys.signed.at(-1)), last_resort: signedJson(keys.lastResort.at(-1)) }),
    one_time: fresh(keys.oneTime, before.oneTime).map(({ id, publicKey }) => ({
      id,
      key: toBase64Url(publicKey),
    })),
    one_time_kem: fresh(keys.oneTimeKem, before.oneTimeKem).map((key) => signedJson(key)),
  };
  if (renew || body.one_time.length > 0 || body.one_time_kem.length > 0)
    await s.http.put('/api/e2ee/keys', { body });
}

function signedJson(key: StoredSignedKey | StoredKemKey | undefined) {
  if (!key) throw new TypeError('no key');
  const { id, createdMs, publicKey, signature } = key;
  return { id, created_ms: createdMs, key: toBase64Url(publicKey), signature: toBase64Url(signature) };
}

/** All pre-keys, or those that a first message names. */
export async function loadPreKeys(
  s: Surroundings,
  device: OwnDevice,
  row: DeviceRow,
  only?: ReadonlySet<string>,
): Promise<PreKeys> {
  const rows = (await s.db.preKeys.toArray()).filter(({ kind, id }) => !only || only.has(nameOf(kind, id)));
  rows.sort((a, b) => a.id - b.id);
  const of = async <K extends AnyKey>(wanted: PreKeyKind): Promise<K[]> => {
    const keys = rows.filter(({ kind }) => kind === wanted).map((one) => restored(device, one));
    return (await Promise.all(keys)) as unknown as K[];
  };
  return {
    signed: await of('signed'),
    lastResort: await of('lastResort'),
    oneTime: await of('oneTime'),
    oneTimeKem: await of('oneTimeKem'),
    used: row.used,
    nextId: row.nextId,
  };
}

/** The names of the keys that a header may mean: a KEM id is of either sort. */
export function named(ids: { readonly signed: number; readonly kem: number; readonly oneTime?: number }) {
  return new Set([
    nameOf('signed', ids.signed),
    nameOf('lastResort', ids.kem),
    nameOf('oneTimeKem', ids.kem),
    nameOf('oneTime', ids.oneTime ?? 0),
  ]);
}

function nameOf(kind: PreKeyKind, id: number): string {
  return `${kind} ${id}`;
}

async function restored(device: OwnDevice, row: PreKeyRow) {
  const { kind, id, publicKey, createdMs, signature, retiredMs } = row;
  return {
    ...{ id, publicKey, createdMs, signature: signature ?? (new Uint8Array() as Bytes) },
    flags: kind === 'lastResort' ? LAST_RESORT : 0,
    privateKey: await device.vault.restore(nameOf(kind, id), row.privateKey),
    ...(retiredMs !== null && { retiredMs }),
  };
}

/** Stores what has changed between two states; part of no other transaction, so keys lie here before they go out. */
async function storePreKeys(s: Surroundings, device: OwnDevice, before: PreKeys, after: PreKeys) {
  const put: PreKeyRow[] = [];
  for (const kind of KINDS) {
    for (const key of after[kind] as readonly AnyKey[]) {
      const old = (before[kind] as readonly AnyKey[]).find(({ id }) => id === key.id);
      if (!old || retiredOf(old) !== retiredOf(key)) put.push(await rowOf(device, kind, key));
    }
  }
  const gone = goneBetween(before, after);
  await s.db.transaction('rw', s.db.preKeys, s.db.self, async () => {
    await s.db.preKeys.bulkPut(put);
    await s.db.preKeys.bulkDelete(gone);
    await s.db.self.update('device', { nextId: after.nextId, used: after.used });
  });
}

/** The keys that a handshake used up. */
export function goneBetween(before: PreKeys, after: PreKeys): [PreKeyKind, number][] {
  return KINDS.flatMap((kind) =>
    (before[kind] as readonly AnyKey[])
      .filter(({ id }) => !(after[kind] as readonly AnyKey[]).some((one) => one.id === id))
      .map(({ id }): [PreKeyKind, number] => [kind, id]),
  );
}

function retiredOf(key: AnyKey): number | null {
  return 'retiredMs' in key ? (key.retiredMs ?? null) : null;
}

async function rowOf(device: OwnDevice, kind: PreKeyKind, key: AnyKey): Promise<PreKeyRow> {
  return {
    ...{ kind, id: key.id, publicKey: key.publicKey },
    privateKey: await device.vault.keep(nameOf(kind, key.id), key.privateKey),
    createdMs: 'createdMs' in key ? key.createdMs : 0,
    signature: 'signature' in key ? key.signature : null,
    retiredMs: retiredOf(key),
  };
}
