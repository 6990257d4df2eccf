import { BinaryWriter } from '../binary.ts';
import { type Bytes, equal } from '../bytes.ts';
import { checkX25519Key, KeyType, verify } from '../curve.ts';
import { checkKemKey, ML_KEM_1024 } from '../kem.ts';
import type { Ed25519, Primitives, PrivateKey } from '../primitives/primitives.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';
import { refuseUnless } from '../ratchet-error.ts';
import { type Address, sameAddress } from './address.ts';
import {
  certificateHash,
  decodeSignedCertificate,
  encodeSignedCertificate,
  type SignedDeviceCertificate,
  SPEAKS_K1,
} from './device-certificate.ts';
import { deviceOf, type KnownDevices } from './device-list.ts';

/** Flag of a KEM pre-key that is served again and again when no one-time key is left. */
export const LAST_RESORT = 1;

/** A public key that starts one session. Unsigned: the handshake is safe without it, and stronger with it. */
export interface OneTimeKey {
  readonly id: number;
  readonly publicKey: Bytes;
}

/** A public key that its device vouches for. */
export interface SignedKey extends OneTimeKey {
  readonly createdMs: number;
  readonly signature: Bytes;
}

/** A public ML-KEM key that its device vouches for, one-time or of last resort. */
export interface SignedKemKey extends SignedKey {
  readonly flags: number;
}

/** What the directory hands out to start a session with one device. */
export interface PreKeyBundle {
  readonly certificate: SignedDeviceCertificate;
  readonly signedPreKey: SignedKey;
  readonly kemPreKey: SignedKemKey;
  readonly oneTimePreKey?: OneTimeKey;
}

function signedPreKeyInput(owner: Address, key: Omit<SignedKey, 'signature'>): Bytes {
  return new BinaryWriter()
    .label('kocmoc/spk/1')
    .u64(owner.user)
    .u32(owner.device)
    .u32(key.id)
    .u64(key.createdMs)
    .u8(KeyType.X25519)
    .bytes(key.publicKey)
    .finish();
}

function kemPreKeyInput(owner: Address, key: Omit<SignedKemKey, 'signature'>): Bytes {
  return new BinaryWriter()
    .label('kocmoc/kem/1')
    .u64(owner.user)
    .u32(owner.device)
    .u32(key.id)
    .u8(key.flags)
    .u64(key.createdMs)
    .u8(KeyType.ML_KEM_1024)
    .bytes(key.publicKey)
    .finish();
}

export function signPreKey(
  ed25519: Ed25519,
  owner: Address,
  key: Omit<SignedKey, 'signature'>,
  signingKey: PrivateKey,
): Promise<Bytes> {
  return ed25519.sign(signingKey, signedPreKeyInput(owner, key));
}

export function signKemPreKey(
  ed25519: Ed25519,
  owner: Address,
  key: Omit<SignedKemKey, 'signature'>,
  signingKey: PrivateKey,
): Promise<Bytes> {
  return ed25519.sign(signingKey, kemPreKeyInput(owner, key));
}

export function encodeBundle(bundle: PreKeyBundle): Bytes {
  const { signedPreKey, kemPreKey, oneTimePreKey } = bundle;
  return new ProtobufWriter()
    .bytes(1, encodeSignedCertificate(bundle.certificate))
    .integer(2, signedPreKey.id)
    .integer(3, signedPreKey.createdMs)
    .bytes(4, signedPreKey.publicKey)
    .bytes(5, signedPreKey.signature)
    .integer(6, kemPreKey.id)
    .integer(7, kemPreKey.flags)
    .integer(8, kemPreKey.createdMs)
    .bytes(9, kemPreKey.publicKey)
    .bytes(10, kemPreKey.signature)
    .integer(11, oneTimePreKey?.id)
    .bytes(12, oneTimePreKey?.publicKey)
    .finish();
}

/** Parses and checks the keys; signatures are checked by `verifyBundle`, which must follow. */
export function decodeBundle(bytes: Bytes): PreKeyBundle {
  const reader = new ProtobufReader(bytes);
  const certificate = decodeSignedCertificate(reader.bytes(1, 237));
  const signedPreKey = {
    id: reader.id(2),
    createdMs: reader.u64(3),
    publicKey: checkX25519Key(reader.bytes(4, 32)),
    signature: reader.bytes(5, 64),
  };
  const kemPreKey = {
    id: reader.id(6),
    flags: reader.u32(7),
    createdMs: reader.u64(8),
    publicKey: checkKemKey(reader.bytes(9, ML_KEM_1024.publicKeyBytes), ML_KEM_1024),
    signature: reader.bytes(10, 64),
  };
  refuseUnless(kemPreKey.flags <= LAST_RESORT, 'MALFORMED', 'unknown flags');
  const oneTimePreKey = reader.has(11)
    ? { id: reader.id(11), publicKey: checkX25519Key(reader.bytes(12, 32)) }
    : undefined;
  reader.end();
  return { certificate, signedPreKey, kemPreKey, ...(oneTimePreKey && { oneTimePreKey }) };
}

/**
 * Refuses a bundle unless its device is on the owner's signed list, can speak K1, is not `own`, and signed both
 * pre-keys for itself. The keys are checked again, because a bundle need not have come through `decodeBundle`.
 */
export async function verifyBundle(
  { ed25519 }: Pick<Primitives, 'ed25519'>,
  bundle: PreKeyBundle,
  owner: KnownDevices,
  own: Address,
): Promise<void> {
  const { certificate } = bundle.certificate;
  refuseUnless(!sameAddress(certificate.address, own), 'SELF_SESSION', 'a device has no session with itself');
  const listed = certificateHash(deviceOf(owner, certificate.address));
  refuseUnless(
    equal(certificateHash(certificate), listed),
    'IDENTITY_MISMATCH',
    'bundle of another installation',
  );
  refuseUnless(
    (certificate.capabilities & SPEAKS_K1) !== 0,
    'UNSUPPORTED_DEVICE',
    'the device does not speak K1',
  );
  checkX25519Key(bundle.signedPreKey.publicKey);
  checkKemKey(bundle.kemPreKey.publicKey, ML_KEM_1024);
  if (bundle.oneTimePreKey) checkX25519Key(bundle.oneTimePreKey.publicKey);
  const spk = signedPreKeyInput(certificate.address, bundle.signedPreKey);
  await verify(ed25519, certificate.signingKey, spk, bundle.signedPreKey.signature, 'the signed pre-key');
  const kem = kemPreKeyInput(certificate.address, bundle.kemPreKey);
  await verify(ed25519, certificate.signingKey, kem, bundle.kemPreKey.signature, 'the KEM pre-key');
}
