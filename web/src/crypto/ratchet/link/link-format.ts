import type { Bytes } from '../bytes.ts';
import { decodeVerifications, encodeVerification, type Verification } from '../content/backup.ts';
import type { Address } from '../identity/address.ts';
import {
  type DeviceCertificate,
  decodeCertificate,
  decodeSignedCertificate,
  encodeCertificate,
  encodeSignedCertificate,
  type SignedDeviceCertificate,
} from '../identity/device-certificate.ts';
import { decodeSignedList, encodeSignedList, type SignedDeviceList } from '../identity/device-list.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';

/** The old device tells the new one which account and device it shall be. */
export interface Welcome {
  readonly address: Address;
  readonly accountKey: Bytes;
}

/** The new device asks for this certificate and commits itself to its part of the code. */
export interface Request {
  readonly commitment: Bytes;
  readonly certificate: DeviceCertificate;
  readonly deviceSignature: Bytes;
}

/** What the new device gets after the user confirmed. */
export interface Grant {
  readonly certificate: SignedDeviceCertificate;
  readonly deviceList: SignedDeviceList;
  /** The account's private key, if the user allows the new device to link and remove devices. */
  readonly accountSeed?: Bytes;
  readonly backupKey?: Bytes;
  readonly verifications: readonly Verification[];
}

export function encodeWelcome({ address, accountKey }: Welcome): Bytes {
  return new ProtobufWriter()
    .integer(1, address.user)
    .integer(2, address.device)
    .bytes(3, accountKey)
    .finish();
}

export function decodeWelcome(bytes: Bytes): Welcome {
  const reader = new ProtobufReader(bytes);
  const welcome = { address: { user: reader.u64(1), device: reader.id(2) }, accountKey: reader.bytes(3, 32) };
  reader.end();
  return welcome;
}

export function encodeRequest({ commitment, certificate, deviceSignature }: Request): Bytes {
  return new ProtobufWriter()
    .bytes(1, commitment)
    .bytes(2, encodeCertificate(certificate))
    .bytes(3, deviceSignature)
    .finish();
}

export function decodeRequest(bytes: Bytes): Request {
  const reader = new ProtobufReader(bytes);
  const commitment = reader.bytes(1, 32);
  const certificate = decodeCertificate(reader.bytes(2, 109));
  const deviceSignature = reader.bytes(3, 64);
  reader.end();
  return { commitment, certificate, deviceSignature };
}

/** The payload of both frames that carry only a random value. */
export function encodeNonce(nonce: Bytes): Bytes {
  return new ProtobufWriter().bytes(1, nonce).finish();
}

export function decodeNonce(bytes: Bytes): Bytes {
  const reader = new ProtobufReader(bytes);
  const nonce = reader.bytes(1, 32);
  reader.end();
  return nonce;
}

export function encodeGrant(grant: Grant): Bytes {
  return new ProtobufWriter()
    .bytes(1, encodeSignedCertificate(grant.certificate))
    .bytes(2, encodeSignedList(grant.deviceList))
    .bytes(3, grant.accountSeed)
    .bytes(4, grant.backupKey)
    .repeated(5, grant.verifications.map(encodeVerification))
    .finish();
}

export function decodeGrant(bytes: Bytes): Grant {
  const reader = new ProtobufReader(bytes);
  const certificate = decodeSignedCertificate(reader.bytes(1, 237));
  const deviceList = decodeSignedList(reader.bytes(2));
  const accountSeed = reader.has(3) ? reader.bytes(3, 32) : undefined;
  const backupKey = reader.has(4) ? reader.bytes(4, 32) : undefined;
  const verifications = decodeVerifications(reader.repeated(5));
  reader.end();
  return {
    certificate,
    deviceList,
    ...(accountSeed && { accountSeed }),
    ...(backupKey && { backupKey }),
    verifications,
  };
}
