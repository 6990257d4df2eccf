import type { Bytes } from '../bytes.ts';
import { checkEd25519Key } from '../curve.ts';
import { Limits } from '../limits.ts';
import { ProtobufReader, ProtobufWriter } from '../protobuf.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { decodeChain, encodeChain, readStored } from '../session/session-format.ts';
import type { ReceivingSenderKeys } from './sender-key.ts';
import type { SenderChain, SendingSenderKey } from './sender-ratchet.ts';

/** Number of both layouts. A higher one may add fields after the known ones. */
const SCHEMA = 1;

/** Our own chain as bytes for the store, secrets included: the caller encrypts them. Local to this device. */
export function encodeSendingKey(key: SendingSenderKey): Bytes {
  if (key.signingPrivate instanceof CryptoKey) throw new TypeError('a key handle cannot be written');
  return new ProtobufWriter()
    .integer(1, SCHEMA)
    .bytes(2, key.groupId)
    .integer(3, key.chainId)
    .bytes(4, key.chainKey)
    .integer(5, key.iteration)
    .bytes(6, key.signingPrivate)
    .bytes(7, key.signingKey)
    .integer(8, key.createdMs)
    .finish();
}

/** Loads what `encodeSendingKey` wrote; anything else is `CORRUPT_STATE`. */
export function decodeSendingKey(bytes: Bytes): SendingSenderKey {
  return readStored(() => {
    const reader = new ProtobufReader(bytes);
    refuseUnless(reader.u32(1) === SCHEMA, 'CORRUPT_STATE', 'unknown schema');
    const [groupId, chainId, chainKey] = [reader.bytes(2, 16), reader.id(3), reader.bytes(4, 32)];
    const [iteration, signingPrivate] = [reader.u32(5), reader.bytes(6, 32)];
    const [signingKey, createdMs] = [checkEd25519Key(reader.bytes(7, 32)), reader.u64(8)];
    reader.end();
    return { groupId, chainId, chainKey, iteration, signingPrivate, signingKey, createdMs };
  });
}

/** What we hold of another device's chains, as bytes for the store, with the same rules. */
export function encodeReceivingKeys({ groupId, chains }: ReceivingSenderKeys): Bytes {
  const messages = chains.map((chain) =>
    new ProtobufWriter()
      .integer(1, chain.chainId)
      .bytes(2, chain.signingKey)
      .bytes(3, encodeChain(chain))
      .finish(),
  );
  return new ProtobufWriter().integer(1, SCHEMA).bytes(2, groupId).repeated(3, messages).finish();
}

/** Loads what `encodeReceivingKeys` wrote; anything else is `CORRUPT_STATE`. */
export function decodeReceivingKeys(bytes: Bytes): ReceivingSenderKeys {
  return readStored(() => {
    const reader = new ProtobufReader(bytes);
    refuseUnless(reader.u32(1) === SCHEMA, 'CORRUPT_STATE', 'unknown schema');
    const groupId = reader.bytes(2, 16);
    const chains = reader.repeated(3).map(decodeSenderChain);
    reader.end();
    refuseUnless(chains.length <= Limits.senderChains, 'CORRUPT_STATE', 'too many chains');
    return { groupId, chains };
  });
}

function decodeSenderChain(bytes: Bytes): SenderChain {
  const reader = new ProtobufReader(bytes);
  const [chainId, signingKey] = [reader.id(1), checkEd25519Key(reader.bytes(2, 32))];
  const chain = decodeChain(reader.bytes(3));
  reader.end();
  if (chain.skipped.length > Limits.skippedKeys) throw new RatchetError('CORRUPT_STATE', 'too many keys');
  return { ...chain, chainId, signingKey };
}
