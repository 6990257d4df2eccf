import { type Bytes, utf8 } from '../crypto/ratchet/bytes.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';

/** Bytes encrypted for this browser. */
export interface Sealed {
  readonly iv: Bytes;
  readonly data: Bytes;
}

/** A private key as it is stored: by a handle where the platform keeps the bytes to itself, else encrypted. */
export type StoredKey = CryptoKey | Sealed;

/**
 * Encrypts what lies in this browser under a key that the platform does not hand out. It protects a copied profile
 * as far as the platform protects its keys, and not against script that runs in the page.
 */
export class Vault {
  readonly #key: CryptoKey;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  static newKey(): Promise<CryptoKey> {
    return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  }

  /** `place` names where it belongs: it does not open anywhere else. */
  async seal(place: string, bytes: Bytes): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const parameters = { name: 'AES-GCM', iv, additionalData: utf8(place) };
    return { iv, data: new Uint8Array(await crypto.subtle.encrypt(parameters, this.#key, bytes)) };
  }

  /** What does not open is `CORRUPT_STATE`. */
  async open(place: string, { iv, data }: Sealed): Promise<Bytes> {
    const parameters = { name: 'AES-GCM', iv, additionalData: utf8(place) };
    try {
      return new Uint8Array(await crypto.subtle.decrypt(parameters, this.#key, data));
    } catch {
      throw new RatchetError('CORRUPT_STATE', `stored ${place}`);
    }
  }

  async keep(place: string, key: CryptoKey | Bytes): Promise<StoredKey> {
    return key instanceof CryptoKey ? key : this.seal(place, key);
  }

  async restore(place: string, key: StoredKey): Promise<CryptoKey | Bytes> {
    return key instanceof CryptoKey ? key : this.open(place, key);
  }
}
