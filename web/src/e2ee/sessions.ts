import { fromBase64Url } from '../crypto/ratchet/base64url.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { deviceOf, type KnownDevices } from '../crypto/ratchet/identity/device-list.ts';
import { decodeBundle } from '../crypto/ratchet/identity/pre-key-bundle.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { decodePreKeyMessage } from '../crypto/ratchet/session/message-format.ts';
import { type Encrypted, MessageType, needsRefresh } from '../crypto/ratchet/session/session.ts';
import { receivePreKeyMessage, startSession } from '../crypto/ratchet/session/session-builder.ts';
import { decodeRecord, encodeRecord } from '../crypto/ratchet/session/session-format.ts';
import {
  decrypt,
  EMPTY_RECORD,
  encrypt,
  type SessionRecord,
  withCurrent,
} from '../crypto/ratchet/session/session-record.ts';
import { K1 } from '../crypto/ratchet/session/suite.ts';
import type { DeviceRow, PreKeyKind, SessionRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import type { Directory } from './directory.ts';
import { goneBetween, loadPreKeys, named } from './own-pre-keys.ts';

/** A device as one installation of it: what is for another one is not for this. */
export interface Target extends Address {
  readonly registration: number;
}

/** A state that is to be stored together with what it was used for. */
export interface Advanced {
  readonly session: SessionRow;
  readonly usedPreKeys?: readonly [PreKeyKind, number][];
  readonly used?: DeviceRow['used'];
}

/** Sessions with other devices. Gives new states back; the caller stores them with what they were used for. Under the lock. */
export class Sessions {
  readonly #s: Surroundings;
  readonly #device: OwnDevice;
  readonly #directory: Directory;

  constructor(s: Surroundings, device: OwnDevice, directory: Directory) {
    this.#s = s;
    this.#device = device;
    this.#directory = directory;
  }

  /** Encrypts for one device by the session that is held, from `bundles` if there is none that should be used. */
  async encryptFor(
    peer: Address,
    devices: KnownDevices,
    content: Bytes,
    bundle: Bytes | undefined,
  ): Promise<{ encrypted: Encrypted; session: SessionRow }> {
    const { row, record } = await this.#load(peer);
    const ready = bundle ? await this.#started(record, devices, bundle) : record;
    const result = await encrypt(this.#s.p, K1, ready, content, this.#s.now());
    return { encrypted: result.encrypted, session: await this.#row(peer, row, result.record) };
  }

  /** Those of the devices with which a session must be begun before they can be written to. */
  async without(peers: readonly Address[]): Promise<Address[]> {
    const wanted: Address[] = [];
    for (const peer of peers) {
      const current = (await this.#load(peer)).record.sessions[0];
      const now = this.#s.now();
      const stale = current?.pending !== undefined && now - current.createdMs > 25 * 24 * 3_600_000;
      if (!current || stale || needsRefresh(current, now)) wanted.push(peer);
    }
    return wanted;
  }

  /** Bundles of a user's devices, by device. */
  async take(user: number, devices: readonly number[]): Promise<Map<number, Bytes>> {
    const body = { user_id: user, device_ids: [...devices] };
    const answer = await this.#s.http.post('/api/e2ee/bundles/take', { body });
    return new Map(answer.bundles.map(({ device_id, bundle }) => [device_id, fromBase64Url(bundle)]));
  }

  async #started(record: SessionRecord, devices: KnownDevices, bundle: Bytes): Promise<SessionRecord> {
    const now = this.#s.now();
    const session = await startSession(this.#s.p, await this.#local(), decodeBundle(bundle), devices, now);
    return withCurrent(record, session, now);
  }

  /** Decrypts what one device sent. Refusals are `RatchetError`s; nothing is stored. */
  async decryptFrom(peer: Address, type: number, bytes: Bytes): Promise<Advanced & { content: Bytes }> {
    const { row, record } = await this.#load(peer);
    const { p } = this.#s;
    if (type === MessageType.MESSAGE) {
      const result = await decrypt(p, K1, record, bytes, this.#s.now());
      return { content: result.content, session: await this.#row(peer, row, result.record) };
    }
    if (type !== MessageType.PRE_KEY_MESSAGE) throw new RatchetError('MALFORMED', 'type of an envelope');
    const { header } = decodePreKeyMessage(K1, bytes);
    const devices = await this.#directory.devices(peer.user, header.deviceListVersion);
    const self = await this.#s.db.self.get('device');
    if (!self) throw new RatchetError('NO_SESSION', 'no device');
    const ids = {
      ...{ signed: header.signedPreKeyId, kem: header.kemPreKeyId ?? 0 },
      ...(header.oneTimePreKeyId !== undefined && { oneTime: header.oneTimePreKeyId }),
    };
    const preKeys = await loadPreKeys(this.#s, this.#device, self, named(ids));
    const sender = { address: peer, devices };
    const state = { record, preKeys };
    const result = await receivePreKeyMessage(p, await this.#local(), state, sender, bytes, this.#s.now());
    return {
      content: result.content,
      session: await this.#row(peer, row, result.record),
      usedPreKeys: goneBetween(preKeys, result.preKeys),
      used: result.preKeys.used,
    };
  }

  async #local() {
    const own = await this.#s.db.users.get(this.#s.user);
    const { certificate, dhKey } = this.#device;
    const listVersion = own ? (await this.#directory.devices(this.#s.user)).list.version : 0;
    return { certificate, dhKey, listVersion };
  }

  async #load(peer: Address): Promise<{ row: SessionRow | undefined; record: SessionRecord }> {
    const row = await this.#s.db.sessions.get(nameOf(peer));
    if (!row) return { row, record: EMPTY_RECORD };
    try {
      const bytes = await this.#device.vault.open(placeOf(row.peer, row.generation), row.record);
      return { row, record: decodeRecord(bytes) };
    } catch (error) {
      // A damaged record is as good as none: what comes is asked for anew over a fresh session.
      if (error instanceof RatchetError) return { row, record: EMPTY_RECORD };
      throw error;
    }
  }

  async #row(peer: Address, before: SessionRow | undefined, record: SessionRecord): Promise<SessionRow> {
    const [name, generation] = [nameOf(peer), (before?.generation ?? 0) + 1];
    const sealed = await this.#device.vault.seal(placeOf(name, generation), encodeRecord(record));
    return { peer: name, generation, record: sealed, repairedMs: before?.repairedMs ?? 0 };
  }
}

/** Refuses a roster that names a device which its owner has not signed for, or as another installation. */
export function requireListed(devices: KnownDevices, peer: Address, registration: number): void {
  const certificate = deviceOf(devices, peer);
  if (certificate.registrationId !== registration)
    throw new RatchetError('IDENTITY_MISMATCH', 'another installation of the device');
}

export function nameOf({ user, device }: Address): string {
  return `${user}.${device}`;
}

function placeOf(name: string, generation: number): string {
  return `session ${name} ${generation}`;
}
