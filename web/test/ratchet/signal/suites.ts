import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { concat, utf8 } from '../../../src/crypto/ratchet/bytes.ts';
import { KeyType } from '../../../src/crypto/ratchet/curve.ts';
import type { Suite } from '../../../src/crypto/ratchet/session/suite.ts';

const typed = (key: Uint8Array) => concat(Uint8Array.of(KeyType.X25519), key);

const SIGNAL = {
  ratchetInfo: utf8('WhisperRatchet'),
  messageInfo: utf8('WhisperMessageKeys'),
  tagBytes: 8,
  strict: false,
  associatedData: ({ initiator, responder }) => concat(typed(initiator.dhKey), typed(responder.dhKey)),
  // Sender first, then receiver.
  tagPrefix: (data, direction) =>
    direction === 0 ? data : concat(data.subarray(data.length / 2), data.subarray(0, data.length / 2)),
  pad: (content) => content,
  unpad: (padded) => padded,
} satisfies Partial<Suite>;

/** libsignal's X3DH sessions: no KEM. Exists so that libsignal can check the state machine. */
export const SIGNAL_V3: Suite = {
  ...SIGNAL,
  version: 0x34,
  handshakeInfo: utf8('WhisperText'),
  kemKeyType: 0x08,
  kemSecret: (secret) => secret,
};

/**
 * libsignal's PQXDH sessions. Its KEM is round-3 Kyber, whose secret is a hash of what ML-KEM gives for every
 * ciphertext that was made properly.
 */
export const SIGNAL_V4: Suite = {
  ...SIGNAL,
  version: 0x44,
  handshakeInfo: utf8('WhisperText_X25519_SHA-256_CRYSTALS-KYBER-1024'),
  kemKeyType: 0x08,
  kemSecret: (secret, ciphertext) => shake256(concat(secret, sha3_256(ciphertext)), { dkLen: 32 }),
};
