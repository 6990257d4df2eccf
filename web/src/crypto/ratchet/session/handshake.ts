import { type Bytes, concat, wipe } from '../bytes.ts';
import { agree, checkX25519Key } from '../curve.ts';
import { hkdfSha256 } from '../hash.ts';
import { decapsulate, encapsulate, ML_KEM_1024 } from '../kem.ts';
import type { KemPrivateKey, Primitives, PrivateKey } from '../primitives/primitives.ts';
import type { Party, Suite, Transcript } from './suite.ts';

const NO_SALT = new Uint8Array(32);
/** Separates the input from any encoding of a curve point, as X3DH asks. */
const PREFIX = new Uint8Array(32).fill(0xff);

/** The secrets that a handshake leaves to the ratchet. */
export interface SharedSecrets {
  readonly rootKey: Bytes;
  readonly chainKey: Bytes;
}

/** What an initiator gets: secrets for the ratchet, and what the responder must see of it. */
export interface Handshake {
  readonly secrets: SharedSecrets;
  readonly transcript: Transcript;
}

/** The responder's public keys, from a bundle that has been verified. */
export type Offered = Pick<Transcript, 'responder' | 'signedPreKey' | 'oneTimePreKey'> & {
  readonly kem?: Omit<NonNullable<Transcript['kem']>, 'ciphertext'>;
};

/** The responder's private keys for one handshake. */
export interface AcceptingKeys {
  readonly dhKey: PrivateKey;
  readonly signedPreKey: PrivateKey;
  readonly oneTimePreKey?: PrivateKey;
  readonly kem?: KemPrivateKey;
}

/**
 * PQXDH as initiator. Identity checks, choice of keys and storage are not this layer's concern, and neither is the
 * message: it gives the secrets, and the transcript from which header and associated data are made.
 */
export async function initiate(
  p: Primitives,
  suite: Suite,
  own: { readonly party: Party; readonly dhKey: PrivateKey },
  offered: Offered,
): Promise<Handshake> {
  const ephemeral = p.random(32);
  const baseKey = await p.x25519.publicKey(ephemeral);
  const kem = offered.kem && (await encapsulate(p.kem1024, offered.kem.publicKey, ML_KEM_1024));
  const { responder, signedPreKey, oneTimePreKey } = offered;
  const shared = [
    await agree(p.x25519, own.dhKey, signedPreKey.publicKey),
    await agree(p.x25519, ephemeral, responder.dhKey),
    await agree(p.x25519, ephemeral, signedPreKey.publicKey),
  ];
  if (oneTimePreKey) shared.push(await agree(p.x25519, ephemeral, oneTimePreKey.publicKey));
  if (kem) shared.push(suite.kemSecret(kem.secret, kem.ciphertext));
  wipe(ephemeral);
  const transcript: Transcript = {
    initiator: own.party,
    responder,
    signedPreKey,
    ...(oneTimePreKey && { oneTimePreKey }),
    ...(offered.kem && kem && { kem: { ...offered.kem, ciphertext: kem.ciphertext } }),
    baseKey,
  };
  return { secrets: derive(suite, shared), transcript };
}

/** PQXDH as responder: the same secrets, if the initiator did what the transcript says. */
export async function accept(
  p: Primitives,
  suite: Suite,
  keys: AcceptingKeys,
  transcript: Transcript,
): Promise<SharedSecrets> {
  const { initiator, baseKey, kem } = transcript;
  checkX25519Key(baseKey);
  const shared = [
    await agree(p.x25519, keys.signedPreKey, initiator.dhKey),
    await agree(p.x25519, keys.dhKey, baseKey),
    await agree(p.x25519, keys.signedPreKey, baseKey),
  ];
  if (keys.oneTimePreKey) shared.push(await agree(p.x25519, keys.oneTimePreKey, baseKey));
  if (keys.kem && kem) {
    const secret = await decapsulate(p.kem1024, keys.kem, kem.ciphertext, ML_KEM_1024);
    shared.push(suite.kemSecret(secret, kem.ciphertext));
  }
  return derive(suite, shared);
}

function derive(suite: Suite, shared: readonly Bytes[]): SharedSecrets {
  const input = concat(PREFIX, ...shared);
  const derived = hkdfSha256(NO_SALT, input, suite.handshakeInfo, 96);
  const secrets = { rootKey: derived.slice(0, 32), chainKey: derived.slice(32, 64) };
  // The last 32 bytes are reserved for a later post-quantum ratchet; this suite erases them.
  wipe(input, derived, ...shared);
  return secrets;
}
