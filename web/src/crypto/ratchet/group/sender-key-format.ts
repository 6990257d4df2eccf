import { BinaryWriter } from '../binary.ts';
import { type Bytes, concat } from '../bytes.ts';
import { checkEd25519Key, KeyType } from '../curve.ts';
import type { Address } from '../identity/address.ts';
import { Limits } from '../limits.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';
import { refuseUnless } from '../ratchet-error.ts';

const VERSION = 0xe1;
const TAG_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** A sender chain as it is handed to one group member, inside a pairwise message and nowhere else. */
export interface SenderKeyDistribution {
  readonly groupId: Bytes;
  readonly chainId: number;
  readonly iteration: number;
  readonly chainKey: Bytes;
  readonly signingKey: Bytes;
}

/** What of a group message its tag and signature bind. */
export interface SenderKeyHeader {
  readonly groupId: Bytes;
  readonly chainId: number;
  readonly iteration: number;
  readonly epoch: number;
  readonly membershipHash: Bytes;
}

/** A group message of which nothing has been checked yet. */
export interface SenderKeyMessage {
  readonly header: SenderKeyHeader;
  readonly ciphertext: Bytes;
  readonly tag: Bytes;
  /** Version byte and fields, exactly as received. */
  readonly signed: Bytes;
  readonly signature: Bytes;
}

export function encodeDistribution(distribution: SenderKeyDistribution): Bytes {
  const fields = new ProtobufWriter()
    .bytes(1, distribution.groupId)
    .integer(2, distribution.chainId)
    .integer(3, distribution.iteration)
    .bytes(4, distribution.chainKey)
    .bytes(5, concat(Uint8Array.of(KeyType.ED25519), distribution.signingKey))
    .finish();
  return concat(Uint8Array.of(VERSION), fields);
}

export function decodeDistribution(bytes: Bytes): SenderKeyDistribution {
  const reader = versioned(bytes);
  const [groupId, chainId, iteration] = [reader.bytes(1, 16), reader.id(2), reader.u32(3)];
  const [chainKey, typedKey] = [reader.bytes(4, 32), reader.bytes(5, 33)];
  reader.end();
  refuseUnless(typedKey[0] === KeyType.ED25519, 'MALFORMED', 'key of a wrong type');
  return { groupId, chainId, iteration, chainKey, signingKey: checkEd25519Key(typedKey.slice(1)) };
}

/** The part of a message that is signed; the signature follows it. */
export function encodeSigned(header: SenderKeyHeader, ciphertext: Bytes, tag: Bytes): Bytes {
  const fields = new ProtobufWriter()
    .bytes(1, header.groupId)
    .integer(2, header.chainId)
    .integer(3, header.iteration)
    .bytes(4, concat(ciphertext, tag))
    .integer(5, header.epoch)
    .bytes(6, header.membershipHash)
    .finish();
  return concat(Uint8Array.of(VERSION), fields);
}

export function decodeSenderKeyMessage(bytes: Bytes): SenderKeyMessage {
  refuseUnless(bytes.length <= Limits.messageBytes, 'TOO_LARGE', 'group message');
  refuseUnless(bytes.length > SIGNATURE_BYTES, 'MALFORMED', 'group message is too short');
  const end = bytes.length - SIGNATURE_BYTES;
  const reader = versioned(bytes.slice(0, end));
  const [groupId, chainId, iteration] = [reader.bytes(1, 16), reader.id(2), reader.u32(3)];
  const sealed = reader.bytes(4);
  const [epoch, membershipHash] = [reader.u64(5), reader.bytes(6, 32)];
  reader.end();
  refuseUnless(sealed.length > TAG_BYTES, 'MALFORMED', 'ciphertext is too short');
  return {
    header: { groupId, chainId, iteration, epoch, membershipHash },
    ciphertext: sealed.slice(0, -TAG_BYTES),
    tag: sealed.slice(-TAG_BYTES),
    signed: bytes.slice(0, end),
    signature: bytes.slice(end),
  };
}

/** What the tag covers. */
export function tagInput(sender: Address, header: SenderKeyHeader, ciphertext: Bytes): Bytes {
  return new BinaryWriter()
    .label('kocmoc/sendertag/1')
    .u64(sender.user)
    .u32(sender.device)
    .bytes(header.groupId)
    .u32(header.chainId)
    .u32(header.iteration)
    .u64(header.epoch)
    .bytes(header.membershipHash)
    .bytes(ciphertext)
    .finish();
}

/** What the signature covers. */
export function signatureInput(sender: Address, signed: Bytes): Bytes {
  return new BinaryWriter()
    .label('kocmoc/sendermsg/1')
    .u64(sender.user)
    .u32(sender.device)
    .bytes(signed)
    .finish();
}

function versioned(bytes: Bytes): ProtobufReader {
  refuseUnless(bytes.length > 0, 'MALFORMED', 'nothing');
  refuseUnless(bytes[0] === VERSION, 'UNSUPPORTED_VERSION', 'group message');
  return new ProtobufReader(bytes.slice(1));
}
