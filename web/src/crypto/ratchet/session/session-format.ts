import type { Bytes } from '../bytes.ts';
import { checkX25519Key } from '../curve.ts';
import { Limits } from '../limits.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import type { RatchetChain, SendingChain } from './double-ratchet.ts';
import type { PreKeyHeader } from './message-format.ts';
import type { ReceivingChain, SkippedKey } from './receiving-chain.ts';
import type { Session } from './session.ts';
import type { SessionRecord } from './session-record.ts';

/** Number of this layout. A higher one may add fields after the known ones; another layout needs another number. */
const SCHEMA = 1;

/**
 * A session record as bytes for the store, secrets included: the caller encrypts them. Local to this device, and
 * never to be copied to another or into a backup, since two holders of one state would use the same keys twice.
 */
export function encodeRecord(record: SessionRecord): Bytes {
  return new ProtobufWriter()
    .integer(1, SCHEMA)
    .repeated(2, record.sessions.map(encodeSession))
    .raw(record.unknown)
    .finish();
}

/** Loads a stored record. Anything that `encodeRecord` cannot have written is `CORRUPT_STATE`. */
export function decodeRecord(bytes: Bytes): SessionRecord {
  return readStored(() => {
    const reader = new ProtobufReader(bytes);
    refuseUnless(reader.u32(1) === SCHEMA, 'CORRUPT_STATE', 'unknown schema');
    const sessions = reader.repeated(2).map(decodeSession);
    refuseUnless(sessions.length <= 1 + Limits.archivedSessions, 'CORRUPT_STATE', 'too many sessions');
    return { sessions, unknown: reader.rest(2) };
  });
}

/** Reads stored state; whatever is wrong with it, the store is damaged and not a message malformed. */
export function readStored<T>(read: () => T): T {
  try {
    return read();
  } catch (failure) {
    if (failure instanceof RatchetError) throw new RatchetError('CORRUPT_STATE', failure.message);
    throw failure;
  }
}

function encodeSession({ ratchet, baseKey, createdMs, usedMs, sent, pending }: Session): Bytes {
  return new ProtobufWriter()
    .bytes(1, ratchet.associatedData)
    .integer(2, ratchet.direction)
    .bytes(3, ratchet.rootKey)
    .bytes(4, encodeSending(ratchet.sending))
    .repeated(5, ratchet.receiving.map(encodeReceiving))
    .bytes(6, baseKey)
    .integer(7, createdMs)
    .integer(8, usedMs)
    .integer(9, sent)
    .bytes(10, pending && encodeHeader(pending))
    .finish();
}

function decodeSession(bytes: Bytes): Session {
  const reader = new ProtobufReader(bytes);
  const associatedData = reader.bytes(1);
  const direction = reader.u32(2);
  refuseUnless(direction === 0 || direction === 1, 'CORRUPT_STATE', 'direction');
  const rootKey = reader.bytes(3, 32);
  const sending = decodeSending(reader.bytes(4));
  const receiving = reader.repeated(5).map(decodeReceiving);
  const [baseKey, createdMs, usedMs, sent] = [
    reader.bytes(6, 32),
    reader.u64(7),
    reader.u64(8),
    reader.u64(9),
  ];
  const pending = reader.has(10) ? decodeHeader(reader.bytes(10)) : undefined;
  reader.end();
  const skipped = receiving.reduce((sum, chain) => sum + chain.skipped.length, 0);
  const bounded = receiving.length <= Limits.receivingChains && skipped <= Limits.skippedKeys;
  refuseUnless(bounded, 'CORRUPT_STATE', 'too many keys');
  const ratchet = { associatedData, direction, rootKey, sending, receiving } as const;
  return { ratchet, baseKey, createdMs, usedMs, sent, ...(pending && { pending }) };
}

function encodeSending(chain: SendingChain): Bytes {
  if (chain.privateKey instanceof CryptoKey)
    throw new TypeError('a key handle cannot be written into a record');
  return new ProtobufWriter()
    .bytes(1, chain.privateKey)
    .bytes(2, chain.publicKey)
    .bytes(3, chain.chainKey)
    .integer(4, chain.index)
    .integer(5, chain.previousCounter)
    .finish();
}

function decodeSending(bytes: Bytes): SendingChain {
  const reader = new ProtobufReader(bytes);
  const chain = {
    privateKey: reader.bytes(1, 32),
    publicKey: checkX25519Key(reader.bytes(2, 32)),
    chainKey: reader.bytes(3, 32),
    index: reader.u32(4),
    previousCounter: reader.u32(5),
  };
  reader.end();
  return chain;
}

function encodeReceiving(chain: RatchetChain): Bytes {
  return new ProtobufWriter().bytes(1, chain.ratchetKey).bytes(2, encodeChain(chain)).finish();
}

function decodeReceiving(bytes: Bytes): RatchetChain {
  const reader = new ProtobufReader(bytes);
  const ratchetKey = checkX25519Key(reader.bytes(1, 32));
  const chain = decodeChain(reader.bytes(2));
  reader.end();
  return { ...chain, ratchetKey };
}

/** A receiving chain of a session or of a sender key. */
export function encodeChain(chain: ReceivingChain): Bytes {
  return new ProtobufWriter()
    .bytes(1, chain.chainKey)
    .integer(2, chain.index)
    .integer(3, chain.lost)
    .repeated(4, chain.skipped.map(encodeSkipped))
    .finish();
}

export function decodeChain(bytes: Bytes): ReceivingChain {
  const reader = new ProtobufReader(bytes);
  const [chainKey, index, lost] = [reader.bytes(1, 32), reader.u32(2), reader.u32(3)];
  const skipped = reader.repeated(4).map(decodeSkipped);
  reader.end();
  const ordered = skipped.every(
    ({ counter }, i) => counter < index && counter > (skipped[i - 1]?.counter ?? -1),
  );
  refuseUnless(lost <= index && ordered, 'CORRUPT_STATE', 'skipped keys');
  return { chainKey, index, lost, skipped };
}

function encodeSkipped({ counter, seed, storedMs }: SkippedKey): Bytes {
  return new ProtobufWriter().integer(1, counter).bytes(2, seed).integer(3, storedMs).finish();
}

function decodeSkipped(bytes: Bytes): SkippedKey {
  const reader = new ProtobufReader(bytes);
  const key = { counter: reader.u32(1), seed: reader.bytes(2, 32), storedMs: reader.u64(3) };
  reader.end();
  return key;
}

function encodeHeader(header: PreKeyHeader): Bytes {
  return new ProtobufWriter()
    .integer(1, header.oneTimePreKeyId)
    .bytes(2, header.baseKey)
    .bytes(3, header.identityDhKey)
    .integer(5, header.registrationId)
    .integer(6, header.signedPreKeyId)
    .integer(7, header.kemPreKeyId)
    .bytes(8, header.kemCiphertext)
    .bytes(9, header.identitySigningKey)
    .integer(10, header.deviceListVersion)
    .finish();
}

function decodeHeader(bytes: Bytes): PreKeyHeader {
  const reader = new ProtobufReader(bytes);
  const oneTimePreKeyId = reader.has(1) ? reader.id(1) : undefined;
  const [baseKey, identityDhKey] = [reader.bytes(2, 32), reader.bytes(3, 32)];
  const header = { baseKey, identityDhKey, registrationId: reader.id(5), signedPreKeyId: reader.id(6) };
  const kem = reader.has(7) && { kemPreKeyId: reader.id(7), kemCiphertext: reader.bytes(8) };
  const identity = reader.has(9) && {
    identitySigningKey: reader.bytes(9, 32),
    deviceListVersion: reader.u64(10),
  };
  reader.end();
  return { ...(oneTimePreKeyId !== undefined && { oneTimePreKeyId }), ...header, ...kem, ...identity };
}
