import { ApiError } from '../../api/error.ts';
import type { Bytes } from '../../crypto/ratchet/bytes.ts';
import { sameAddress } from '../../crypto/ratchet/identity/address.ts';
import {
  type DeviceCertificate,
  decodeSignedCertificate,
  verifyCertificate,
} from '../../crypto/ratchet/identity/device-certificate.ts';
import type { KnownDevices } from '../../crypto/ratchet/identity/device-list.ts';
import { RatchetError } from '../../crypto/ratchet/ratchet-error.ts';
import type { Surroundings } from '../device.ts';
import type { Directory } from '../directory.ts';
import type { ShownEntry } from './shown-entries.ts';
import type { Keyed } from './vouching.ts';

/** So a server says that somebody has no keys, or no account; of an account that is gone it is the second. */
const NO_KEYS: readonly string[] = ['encryption_not_set_up', 'keys_refused', 'user_not_found'];

/** The keys of those who made membership entries, for one look at a chain: nobody is looked up anew twice. */
export class ActorKeys {
  readonly #s: Surroundings;
  readonly #directory: Directory;
  readonly #renewed = new Map<number, KnownDevices | null>();

  constructor(s: Surroundings, directory: Directory) {
    this.#s = s;
    this.#directory = directory;
  }

  async keyed(shown: readonly ShownEntry[]): Promise<Keyed[]> {
    const all: Keyed[] = [];
    for (const one of shown) all.push({ signed: one.signed, key: await this.find(one) });
    return all;
  }

  /**
   * The key of the device that signed an entry: listed by its owner, or once certified by the owner's account, as it is
   * known here or shown now. None if neither: the owner has no devices any more, began anew, or the server shows another
   * certificate.
   */
  async find(shown: ShownEntry): Promise<Bytes | null> {
    const { user } = shown.signed.entry.actor;
    const known = await absentAsNull(this.#directory.devices(user));
    return (await this.#among(known, shown)) ?? (known && this.#among(await this.#renew(user), shown));
  }

  /** The same for whoever knows nothing of the owner yet: what this browser remembers of somebody gone is left out. */
  async findNow(shown: ShownEntry): Promise<Bytes | null> {
    return this.#among(await this.#renew(shown.signed.entry.actor.user), shown);
  }

  async #among(
    devices: KnownDevices | null,
    { signed: { entry }, certificate }: ShownEntry,
  ): Promise<Bytes | null> {
    const isActor = ({ address }: DeviceCertificate) => sameAddress(address, entry.actor);
    const listed = devices?.certificates.find(isActor);
    if (listed || !devices) return listed?.signingKey ?? null;
    const former = await this.#certified(certificate, devices.accountKey);
    return former && isActor(former) ? former.signingKey : null;
  }

  async #renew(user: number): Promise<KnownDevices | null> {
    const held = this.#renewed.get(user);
    if (held !== undefined) return held;
    const now = await absentAsNull(this.#directory.refresh(user));
    this.#renewed.set(user, now);
    return now;
  }

  async #certified(certificate: Bytes, accountKey: Bytes) {
    try {
      const signed = decodeSignedCertificate(certificate);
      await verifyCertificate(this.#s.p, signed, accountKey);
      return signed.certificate;
    } catch (error) {
      if (error instanceof RatchetError) return null;
      throw error;
    }
  }
}

async function absentAsNull(devices: Promise<KnownDevices>): Promise<KnownDevices | null> {
  try {
    return await devices;
  } catch (error) {
    if (error instanceof ApiError && NO_KEYS.includes(error.code)) return null;
    throw error;
  }
}
