import { BinaryReader, BinaryWriter } from '../binary.ts';
import { type Bytes, concat } from '../bytes.ts';
import { checkEd25519Key, checkX25519Key, verify } from '../curve.ts';
import { sha256 } from '../hash.ts';
import type { Ed25519, Primitives, PrivateKey } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';
import type { Address } from './address.ts';

const LABEL = 'kocmoc/devcert/1';
const SESSION_LABEL = 'kocmoc/devsession/1';
const BODY_BYTES = 109;
const SIGNED_BYTES = BODY_BYTES + 64 + 64;

/** Bit of `capabilities` that says a device reads group messages by sender keys and follows membership chains. */
export const READS_GROUPS = 2;
/** Bit of `capabilities` that says a device speaks suite K1. */
export const SPEAKS_K1 = 1;

/** What a device is: its place, its two public keys and what it can do. The account key signs this. */
export interface DeviceCertificate {
  readonly address: Address;
  /** Random, new at each installation: it tells senders that the sessions they hold are stale. */
  readonly registrationId: number;
  readonly signingKey: Bytes;
  readonly dhKey: Bytes;
  readonly createdMs: number;
  readonly capabilities: number;
}

/** A certificate with the account's signature (it belongs to the user) and the device's own (it has the key). */
export interface SignedDeviceCertificate {
  readonly certificate: DeviceCertificate;
  readonly accountSignature: Bytes;
  readonly deviceSignature: Bytes;
}

export function encodeCertificate(certificate: DeviceCertificate): Bytes {
  return new BinaryWriter()
    .label(LABEL)
    .u64(certificate.address.user)
    .u32(certificate.address.device)
    .u32(certificate.registrationId)
    .bytes(certificate.signingKey)
    .bytes(certificate.dhKey)
    .u64(certificate.createdMs)
    .u32(certificate.capabilities)
    .finish();
}

/** Parses and checks both keys; signatures are not part of this. */
export function decodeCertificate(bytes: Bytes): DeviceCertificate {
  const reader = new BinaryReader(bytes);
  reader.label(LABEL);
  const certificate = {
    address: { user: reader.id(8), device: reader.id(4) },
    registrationId: reader.id(4),
    signingKey: checkEd25519Key(reader.bytes(32)),
    dhKey: checkX25519Key(reader.bytes(32)),
    createdMs: reader.u64(),
    capabilities: reader.u32(),
  };
  reader.end();
  return certificate;
}

/** The name of a certificate in a device list. Signatures are left out: another valid one is no other device. */
export function certificateHash(certificate: DeviceCertificate): Bytes {
  return sha256(encodeCertificate(certificate));
}

/** The signature by which a new device shows that it holds its signing key. */
export function signByDevice(
  ed25519: Ed25519,
  certificate: DeviceCertificate,
  signingKey: PrivateKey,
): Promise<Bytes> {
  return ed25519.sign(signingKey, encodeCertificate(certificate));
}

/** Shows a server that a sign-in belongs to this device; `tokenHash` is SHA-256 of the sign-in's token. */
export function signSession(
  ed25519: Ed25519,
  address: Address,
  tokenHash: Bytes,
  signingKey: PrivateKey,
): Promise<Bytes> {
  const signed = new BinaryWriter()
    .label(SESSION_LABEL)
    .u64(address.user)
    .u32(address.device)
    .bytes(tokenHash);
  return ed25519.sign(signingKey, signed.finish());
}

/** Completes a certificate with the account's signature; the device's own must have been checked before. */
export async function signByAccount(
  ed25519: Ed25519,
  certificate: DeviceCertificate,
  deviceSignature: Bytes,
  accountKey: PrivateKey,
): Promise<SignedDeviceCertificate> {
  const accountSignature = await ed25519.sign(accountKey, encodeCertificate(certificate));
  return { certificate, accountSignature, deviceSignature };
}

export function encodeSignedCertificate(signed: SignedDeviceCertificate): Bytes {
  return concat(encodeCertificate(signed.certificate), signed.accountSignature, signed.deviceSignature);
}

export function decodeSignedCertificate(bytes: Bytes): SignedDeviceCertificate {
  refuseUnless(bytes.length === SIGNED_BYTES, 'MALFORMED', 'wrong length of a certificate');
  const reader = new BinaryReader(bytes);
  return {
    certificate: decodeCertificate(reader.bytes(BODY_BYTES)),
    accountSignature: reader.bytes(64),
    deviceSignature: reader.bytes(64),
  };
}

/** Refuses a certificate that the device itself did not sign. */
export function verifyByDevice(
  ed25519: Ed25519,
  certificate: DeviceCertificate,
  deviceSignature: Bytes,
): Promise<void> {
  const body = encodeCertificate(certificate);
  return verify(ed25519, certificate.signingKey, body, deviceSignature, 'the certificate by its device');
}

/** Refuses a certificate unless both signatures are right. Whether it is on the list is `DeviceList`'s matter. */
export async function verifyCertificate(
  { ed25519 }: Pick<Primitives, 'ed25519'>,
  signed: SignedDeviceCertificate,
  accountKey: Bytes,
): Promise<void> {
  const body = encodeCertificate(signed.certificate);
  await verify(ed25519, accountKey, body, signed.accountSignature, 'the certificate by the account');
  await verifyByDevice(ed25519, signed.certificate, signed.deviceSignature);
}
