import { type Bytes, concat } from '../bytes.ts';
import { checkEd25519Key, checkX25519Key, KeyType } from '../curve.ts';
import { ML_KEM_1024 } from '../kem.ts';
import { Limits } from '../limits.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';
import { refuseUnless } from '../ratchet-error.ts';
import type { Suite } from './suite.ts';

/** An encrypted message before its tag is checked. */
export interface Message {
  readonly ratchetKey: Bytes;
  readonly counter: number;
  readonly previousCounter: number;
  readonly ciphertext: Bytes;
  /** What the tag covers after the prefix: version byte and fields, exactly as received. */
  readonly tagged: Bytes;
  readonly tag: Bytes;
}

/** What an initiator repeats in front of every message until it hears from the responder. */
export interface PreKeyHeader {
  readonly oneTimePreKeyId?: number;
  readonly baseKey: Bytes;
  readonly identityDhKey: Bytes;
  readonly registrationId: number;
  readonly signedPreKeyId: number;
  readonly kemPreKeyId?: number;
  readonly kemCiphertext?: Bytes;
  readonly identitySigningKey?: Bytes;
  readonly deviceListVersion?: number;
}

/** A message with the handshake in front. */
export interface PreKeyMessage {
  readonly header: PreKeyHeader;
  /** A whole encoded message. */
  readonly message: Bytes;
}

/** The tagged part of a message; the tag follows it on the wire. */
export function encodeTagged(suite: Suite, message: Omit<Message, 'tagged' | 'tag'>): Bytes {
  const fields = new ProtobufWriter()
    .bytes(1, typed(KeyType.X25519, message.ratchetKey))
    .integer(2, message.counter)
    .integer(3, message.previousCounter)
    .bytes(4, message.ciphertext)
    .finish();
  return concat(Uint8Array.of(suite.version), fields);
}

export function decodeMessage(suite: Suite, bytes: Bytes): Message {
  refuseUnless(bytes.length <= Limits.messageBytes, 'TOO_LARGE', 'message');
  refuseUnless(bytes.length > 1 + suite.tagBytes, 'MALFORMED', 'message is too short');
  refuseUnless(bytes[0] === suite.version, 'UNSUPPORTED_VERSION', 'message');
  const end = bytes.length - suite.tagBytes;
  const reader = new ProtobufReader(bytes.slice(1, end));
  const message = {
    ratchetKey: x25519Key(reader.bytes(1, 33)),
    counter: reader.u32(2),
    previousCounter: reader.u32(3),
    ciphertext: reader.bytes(4),
    tagged: bytes.slice(0, end),
    tag: bytes.slice(end),
  };
  endOfFields(suite, reader, 4);
  return message;
}

export function encodePreKeyMessage(suite: Suite, { header, message }: PreKeyMessage): Bytes {
  const fields = new ProtobufWriter()
    .integer(1, header.oneTimePreKeyId)
    .bytes(2, typed(KeyType.X25519, header.baseKey))
    .bytes(3, typed(KeyType.X25519, header.identityDhKey))
    .bytes(4, message)
    .integer(5, header.registrationId)
    .integer(6, header.signedPreKeyId)
    .integer(7, header.kemPreKeyId)
    .bytes(8, header.kemCiphertext && typed(suite.kemKeyType, header.kemCiphertext))
    .bytes(9, header.identitySigningKey && typed(KeyType.ED25519, header.identitySigningKey))
    .integer(10, header.deviceListVersion)
    .finish();
  return concat(Uint8Array.of(suite.version), fields);
}

export function decodePreKeyMessage(suite: Suite, bytes: Bytes): PreKeyMessage {
  refuseUnless(bytes.length <= Limits.preKeyMessageBytes, 'TOO_LARGE', 'pre-key message');
  refuseUnless(bytes.length > 1, 'MALFORMED', 'pre-key message is too short');
  refuseUnless(bytes[0] === suite.version, 'UNSUPPORTED_VERSION', 'pre-key message');
  const reader = new ProtobufReader(bytes.slice(1));
  const oneTimePreKeyId = reader.has(1) ? reader.id(1) : undefined;
  const [baseKey, identityDhKey] = [x25519Key(reader.bytes(2, 33)), x25519Key(reader.bytes(3, 33))];
  const message = reader.bytes(4);
  const header = {
    ...(oneTimePreKeyId !== undefined && { oneTimePreKeyId }),
    baseKey,
    identityDhKey,
    registrationId: reader.id(5),
    signedPreKeyId: reader.id(6),
    ...kemFields(suite, reader),
    ...identityFields(suite, reader),
  };
  endOfFields(suite, reader, 10);
  return { header, message };
}

function kemFields(suite: Suite, reader: ProtobufReader) {
  if (!suite.strict && !reader.has(7)) return {};
  const kemPreKeyId = reader.id(7);
  const kemCiphertext = untyped(suite.kemKeyType, reader.bytes(8, 1 + ML_KEM_1024.ciphertextBytes));
  return { kemPreKeyId, kemCiphertext };
}

function identityFields(suite: Suite, reader: ProtobufReader) {
  if (!suite.strict) return {};
  const identitySigningKey = checkEd25519Key(untyped(KeyType.ED25519, reader.bytes(9, 33)));
  return { identitySigningKey, deviceListVersion: reader.u64(10) };
}

/** In the product nothing may follow: field 5 of a message is reserved for a post-quantum ratchet. */
function endOfFields(suite: Suite, reader: ProtobufReader, last: number): void {
  if (suite.strict) reader.end();
  else reader.rest(last);
}

function typed(type: number, key: Bytes): Bytes {
  return concat(Uint8Array.of(type), key);
}

function untyped(type: number, key: Bytes): Bytes {
  refuseUnless(key[0] === type, 'MALFORMED', 'key of a wrong type');
  return key.slice(1);
}

function x25519Key(key: Bytes): Bytes {
  return checkX25519Key(untyped(KeyType.X25519, key));
}
