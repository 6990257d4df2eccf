import type { Http } from '../api/http.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import {
  type DeviceCertificate,
  decodeSignedCertificate,
} from '../crypto/ratchet/identity/device-certificate.ts';
import type { Primitives, PrivateKey } from '../crypto/ratchet/primitives/primitives.ts';
import { type Beginnings, isBefore } from './beginnings.ts';
import type { DeviceRow, EncryptionDatabase } from './database.ts';
import { Vault } from './vault.ts';

/** What everything here works with. */
export interface Surroundings {
  readonly user: number;
  readonly token: string;
  readonly http: Http;
  readonly db: EncryptionDatabase;
  readonly p: Primitives;
  readonly now: () => number;
  /** One at a time in all tabs and workers of the account: two holders of one session would use a key twice. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  /** So is each saving of the backup: an older one that came last would take out of it what is noted as saved. */
  readonly saving: <T>(work: () => Promise<T>) => Promise<T>;
}

/** This installation with its keys at hand. */
export class OwnDevice {
  readonly vault: Vault;
  readonly certificate: DeviceCertificate;
  readonly signingKey: PrivateKey;
  readonly dhKey: PrivateKey;
  readonly #began: Beginnings | null;

  constructor(
    vault: Vault,
    certificate: DeviceCertificate,
    keys: { readonly signingKey: PrivateKey; readonly dhKey: PrivateKey },
    began: Beginnings | null = null,
  ) {
    this.vault = vault;
    this.certificate = certificate;
    this.signingKey = keys.signingKey;
    this.dhKey = keys.dhKey;
    this.#began = began;
  }

  static async from(row: DeviceRow): Promise<OwnDevice> {
    const vault = new Vault(row.vault);
    const keys = {
      signingKey: await vault.restore('device signing', row.signingKey),
      dhKey: await vault.restore('device dh', row.dhKey),
    };
    return new OwnDevice(
      vault,
      decodeSignedCertificate(row.certificate).certificate,
      keys,
      row.began ?? null,
    );
  }

  get address(): Address {
    return this.certificate.address;
  }

  /** Whether a message is older than this device, which cannot read it then. */
  isOlder(message: { readonly chat: number; readonly time: string }): boolean {
    return isBefore({ began: this.#began, createdMs: this.certificate.createdMs }, message);
  }
}

/** The key of this browser's vault: what was read as one device stays readable as the next one. */
export async function vaultKey({ db }: Surroundings): Promise<CryptoKey> {
  return (await db.self.get('device'))?.vault ?? Vault.newKey();
}

/** Where things lie that only the keys of one device fit; see {@link leaveDevice}. */
export function tablesOfDevice({ db }: Surroundings) {
  return [db.preKeys, db.sessions, db.sending, db.ownChains];
}

/** Removes what fits no other device. Part of the caller's transaction, in which another device begins. */
export async function leaveDevice(s: Surroundings): Promise<void> {
  for (const table of tablesOfDevice(s)) await table.clear();
}

/** The seed of the account key, where this device has it. */
export async function accountSeed(row: DeviceRow): Promise<Bytes | null> {
  return row.account && new Vault(row.vault).open('account seed', row.account);
}
