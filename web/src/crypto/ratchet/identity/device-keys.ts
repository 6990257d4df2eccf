import type { Bytes } from '../bytes.ts';
import type { Primitives, PrivateKey } from '../primitives/primitives.ts';
import type { Address } from './address.ts';
import { type DeviceCertificate, SPEAKS_K1 } from './device-certificate.ts';
import { randomId } from './random-id.ts';

/** A device's own keys, which never leave it, and the certificate that it asks the account to sign. */
export interface DeviceKeys {
  readonly certificate: DeviceCertificate;
  readonly signingKey: PrivateKey;
  readonly dhKey: PrivateKey;
}

/** Keys for a new installation. Private ones are handles where the platform can keep them to itself. */
export async function createDeviceKeys(
  p: Primitives,
  address: Address,
  nowMs: number,
  capabilities = SPEAKS_K1,
): Promise<DeviceKeys> {
  const registrationId = randomId(p.random);
  const signing = await p.ed25519.generate();
  const dh = await p.x25519.generate();
  const certificate = {
    address,
    registrationId,
    signingKey: signing.publicKey,
    dhKey: dh.publicKey,
    createdMs: nowMs,
    capabilities,
  };
  return { certificate, signingKey: signing.privateKey, dhKey: dh.privateKey };
}

/** The key that signs a user's devices. Its seed is held as bytes, because it goes to linked devices and backups. */
export interface AccountKey {
  readonly seed: Bytes;
  readonly publicKey: Bytes;
}

export async function createAccountKey(p: Primitives): Promise<AccountKey> {
  return accountKeyOf(p, p.random(32));
}

/** The key of a seed that came from a backup or a linked device. */
export async function accountKeyOf(
  { ed25519 }: Pick<Primitives, 'ed25519'>,
  seed: Bytes,
): Promise<AccountKey> {
  return { seed, publicKey: await ed25519.publicKey(seed) };
}
