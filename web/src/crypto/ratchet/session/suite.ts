import { BinaryWriter } from '../binary.ts';
import { type Bytes, concat, utf8 } from '../bytes.ts';
import { KeyType } from '../curve.ts';
import { sha256 } from '../hash.ts';
import type { Address } from '../identity/address.ts';
import { pad, unpad } from '../padding.ts';

/** One side of a handshake by its public parts. */
export interface Party {
  readonly address: Address;
  readonly signingKey: Bytes;
  readonly dhKey: Bytes;
}

/** Everything public that a handshake was made of; both sides must have seen the same. */
export interface Transcript {
  readonly initiator: Party;
  readonly responder: Party;
  readonly signedPreKey: { readonly id: number; readonly publicKey: Bytes };
  readonly oneTimePreKey?: { readonly id: number; readonly publicKey: Bytes };
  readonly kem?: {
    readonly id: number;
    readonly flags: number;
    readonly publicKey: Bytes;
    readonly ciphertext: Bytes;
  };
  readonly baseKey: Bytes;
}

/** Who a message comes from: 0 is the initiator of the handshake, 1 the responder. */
export type Direction = 0 | 1;

/**
 * Every constant of the protocol. The state machine around it is the same for all suites, so that tests which put
 * libsignal's constants here let that library check our ratchet. A product has one suite and negotiates nothing.
 */
export interface Suite {
  /** First byte of every message; no other is understood. */
  readonly version: number;
  readonly handshakeInfo: Bytes;
  readonly ratchetInfo: Bytes;
  readonly messageInfo: Bytes;
  readonly tagBytes: number;
  readonly kemKeyType: number;
  /** Whether pre-key messages name the signing key and the device list, and nothing unknown is allowed. */
  readonly strict: boolean;
  /** The part of the handshake's secret that comes from the KEM. */
  kemSecret(sharedSecret: Bytes, ciphertext: Bytes): Bytes;
  associatedData(transcript: Transcript): Bytes;
  /** What the tag covers before the message itself. */
  tagPrefix(associatedData: Bytes, direction: Direction): Bytes;
  pad(content: Bytes): Bytes;
  unpad(padded: Bytes): Bytes;
}

/** The suite of the product. */
export const K1: Suite = {
  version: 0xe1,
  handshakeInfo: utf8('kocmoc-e2ee/1 X25519 SHA-256 ML-KEM-1024 PQXDH'),
  ratchetInfo: utf8('kocmoc-e2ee/1 ratchet'),
  messageInfo: utf8('kocmoc-e2ee/1 message'),
  tagBytes: 32,
  kemKeyType: KeyType.ML_KEM_1024,
  strict: true,
  kemSecret: (sharedSecret) => sharedSecret,
  associatedData,
  tagPrefix: (data, direction) => concat(data, Uint8Array.of(direction)),
  pad,
  unpad,
};

/** Binds both devices with all their keys, each pre-key with its id, and the exact bytes of the exchange. */
function associatedData({
  initiator,
  responder,
  signedPreKey,
  oneTimePreKey,
  kem,
  baseKey,
}: Transcript): Bytes {
  const u8 = (value: number) => new BinaryWriter().u8(value).finish();
  const u32 = (value: number) => new BinaryWriter().u32(value).finish();
  const u64 = (value: number) => new BinaryWriter().u64(value).finish();
  const none = new Uint8Array();
  const party = ({ address, signingKey, dhKey }: Party) => [
    u64(address.user),
    u32(address.device),
    signingKey,
    dhKey,
  ];
  const items = [
    ...party(initiator),
    ...party(responder),
    u32(signedPreKey.id),
    signedPreKey.publicKey,
    ...(oneTimePreKey ? [u32(oneTimePreKey.id), oneTimePreKey.publicKey] : [none, none]),
    ...(kem ? [u32(kem.id), u8(kem.flags), sha256(kem.publicKey)] : [none, none, none]),
    baseKey,
    kem ? sha256(kem.ciphertext) : none,
  ];
  const writer = new BinaryWriter().label('kocmoc/ad/1');
  for (const item of items) writer.prefixed(item);
  return sha256(writer.finish());
}
