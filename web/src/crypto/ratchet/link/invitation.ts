import { fromBase64Url, toBase64Url } from '../base64url.ts';
import { BinaryReader, BinaryWriter } from '../binary.ts';
import { type Bytes, concat, equal, isZero, wipe } from '../bytes.ts';
import { agree, checkX25519Key } from '../curve.ts';
import { hkdfSha256, sha256 } from '../hash.ts';
import { checkKemKey, decapsulate, encapsulate, ML_KEM_768 } from '../kem.ts';
import type { KemPrivateKey, Primitives } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';
import { LinkChannel } from './link-channel.ts';

const VERSION = 1;
const INVITATION_BYTES = 81;
const QR_PREFIX = 'kocmoc-link:';
const NO_SALT = new Uint8Array(32);

/** What the new device shows as a QR code. */
export interface Invitation {
  readonly rendezvousId: Bytes;
  readonly dhKey: Bytes;
  readonly kemKeyHash: Bytes;
}

/** The new device's side until the offer comes; lives two minutes and for one offer. */
export interface Inviting {
  readonly invitation: Invitation;
  /** Too big for a QR code; fetched at the rendezvous and checked against its hash. */
  readonly kemKey: Bytes;
  readonly dhPrivate: Bytes;
  readonly kemPrivate: KemPrivateKey;
  readonly createdMs: number;
}

/** Begins linking on the new device. */
export async function invite(p: Primitives, nowMs: number): Promise<Inviting> {
  const rendezvousId = p.random(16);
  const dhPrivate = p.random(32);
  const dhKey = await p.x25519.publicKey(dhPrivate);
  const { privateKey: kemPrivate, publicKey: kemKey } = await p.kem768.generate();
  const invitation = { rendezvousId, dhKey, kemKeyHash: sha256(kemKey) };
  return { invitation, kemKey, dhPrivate, kemPrivate, createdMs: nowMs };
}

export function encodeInvitation({ rendezvousId, dhKey, kemKeyHash }: Invitation): Bytes {
  return concat(Uint8Array.of(VERSION), rendezvousId, dhKey, kemKeyHash);
}

export function decodeInvitation(bytes: Bytes): Invitation {
  refuseUnless(bytes.length === INVITATION_BYTES, 'MALFORMED', 'wrong length of an invitation');
  const reader = new BinaryReader(bytes);
  refuseUnless(reader.u8() === VERSION, 'UNSUPPORTED_VERSION', 'invitation');
  const [rendezvousId, dhKey, kemKeyHash] = [reader.bytes(16), reader.bytes(32), reader.bytes(32)];
  return { rendezvousId, dhKey: checkX25519Key(dhKey), kemKeyHash };
}

/** The text of the QR code. */
export function invitationCode(invitation: Invitation): string {
  return QR_PREFIX + toBase64Url(encodeInvitation(invitation));
}

export function parseInvitationCode(code: string): Invitation {
  refuseUnless(code.startsWith(QR_PREFIX), 'MALFORMED', 'not an invitation');
  return decodeInvitation(fromBase64Url(code.slice(QR_PREFIX.length)));
}

/** The old device's answer: an offer for the rendezvous and its end of the channel. */
export async function answer(
  p: Primitives,
  invitation: Invitation,
  kemKey: Bytes,
): Promise<{ readonly offer: Bytes; readonly channel: LinkChannel }> {
  checkKemKey(kemKey, ML_KEM_768);
  const promised = equal(sha256(kemKey), invitation.kemKeyHash);
  refuseUnless(promised, 'IDENTITY_MISMATCH', 'the key at the rendezvous is another');
  const dhPrivate = p.random(32);
  const dhKey = await p.x25519.publicKey(dhPrivate);
  const { ciphertext, secret } = await encapsulate(p.kem768, kemKey, ML_KEM_768);
  const offer = concat(Uint8Array.of(VERSION), dhKey, ciphertext);
  const shared = await agree(p.x25519, dhPrivate, invitation.dhKey);
  wipe(dhPrivate);
  const transcript = transcriptHash(invitation, kemKey, offer);
  return { offer, channel: channelOf(p, 'old', concat(shared, secret), transcript) };
}

/** The new device's end of the channel. Uses the invitation up: its private key is erased. */
export async function receiveOffer(p: Primitives, inviting: Inviting, offer: Bytes): Promise<LinkChannel> {
  const reader = new BinaryReader(offer);
  refuseUnless(reader.u8() === VERSION, 'UNSUPPORTED_VERSION', 'offer');
  const [dhKey, ciphertext] = [checkX25519Key(reader.bytes(32)), reader.bytes(ML_KEM_768.ciphertextBytes)];
  reader.end();
  refuseUnless(!isZero(inviting.dhPrivate), 'REUSED_BASE_KEY', 'an invitation serves once');
  const shared = await agree(p.x25519, inviting.dhPrivate, dhKey);
  wipe(inviting.dhPrivate);
  const secret = await decapsulate(p.kem768, inviting.kemPrivate, ciphertext, ML_KEM_768);
  const transcript = transcriptHash(inviting.invitation, inviting.kemKey, offer);
  return channelOf(p, 'new', concat(shared, secret), transcript);
}

function transcriptHash(invitation: Invitation, kemKey: Bytes, offer: Bytes): Bytes {
  const label = new BinaryWriter().label('kocmoc/link/1').finish();
  return sha256(label, encodeInvitation(invitation), kemKey, offer);
}

function channelOf(p: Primitives, side: 'new' | 'old', secret: Bytes, transcript: Bytes): LinkChannel {
  const info = new BinaryWriter().label('kocmoc/link/1 keys').bytes(transcript).finish();
  const keys = hkdfSha256(NO_SALT, secret, info, 64);
  wipe(secret);
  return new LinkChannel(p.aesGcm, side, transcript, keys);
}
