import { type Bytes, equal } from '../bytes.ts';
import { type Address, sameAddress } from '../identity/address.ts';
import { type DeviceCertificate, SPEAKS_K1 } from '../identity/device-certificate.ts';
import { deviceOf, type KnownDevices } from '../identity/device-list.ts';
import { type PreKeyBundle, verifyBundle } from '../identity/pre-key-bundle.ts';
import { type ChosenPreKeys, checkUnused, choose, consume, type PreKeys } from '../identity/pre-keys.ts';
import type { Primitives, PrivateKey } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';
import { startInitiator, startResponder } from './double-ratchet.ts';
import { type AcceptingKeys, accept, type Handshake, initiate } from './handshake.ts';
import { decodeMessage, decodePreKeyMessage, type PreKeyHeader } from './message-format.ts';
import { decryptWith, type Session } from './session.ts';
import { decryptRepeated, type Received, type SessionRecord, withCurrent } from './session-record.ts';
import { K1, type Party, type Suite, type Transcript } from './suite.ts';

/** This device, as far as sessions need it. */
export interface LocalDevice {
  readonly certificate: DeviceCertificate;
  readonly dhKey: PrivateKey;
  /** Version of the own signed device list; peers learn from it that theirs is old. */
  readonly listVersion: number;
}

/** Starts a session from a bundle, after checking all of it. No message has been made yet. */
export async function startSession(
  p: Primitives,
  own: LocalDevice,
  bundle: PreKeyBundle,
  owner: KnownDevices,
  nowMs: number,
): Promise<Session> {
  await verifyBundle(p, bundle, owner, own.certificate.address);
  const { signedPreKey, kemPreKey, oneTimePreKey } = bundle;
  const handshake = await initiate(p, K1, localParty(own), {
    responder: partyOf(bundle.certificate.certificate),
    signedPreKey,
    kem: kemPreKey,
    ...(oneTimePreKey && { oneTimePreKey }),
  });
  const identity = { identitySigningKey: own.certificate.signingKey, deviceListVersion: own.listVersion };
  return initiatedSession(p, K1, handshake, own.certificate.registrationId, nowMs, identity);
}

/** The initiator's session after the handshake; its header is repeated until the peer answers. */
export async function initiatedSession(
  p: Primitives,
  suite: Suite,
  { secrets, transcript }: Handshake,
  registrationId: number,
  nowMs: number,
  identity: Pick<PreKeyHeader, 'identitySigningKey' | 'deviceListVersion'> = {},
): Promise<Session> {
  const { signedPreKey, oneTimePreKey, kem, baseKey, initiator } = transcript;
  const associatedData = suite.associatedData(transcript);
  const pending: PreKeyHeader = {
    ...(oneTimePreKey && { oneTimePreKeyId: oneTimePreKey.id }),
    baseKey,
    identityDhKey: initiator.dhKey,
    registrationId,
    signedPreKeyId: signedPreKey.id,
    ...(kem && { kemPreKeyId: kem.id, kemCiphertext: kem.ciphertext }),
    ...identity,
  };
  const ratchet = await startInitiator(p, suite, secrets, signedPreKey.publicKey, associatedData);
  return { ratchet, baseKey, createdMs: nowMs, usedMs: nowMs, sent: 0, pending };
}

/**
 * Decrypts a pre-key message: by the session that it belongs to, or by a new one, which is kept only if the inner
 * message proves genuine. The caller stores the record and the pre-keys in one transaction.
 */
export async function receivePreKeyMessage(
  p: Primitives,
  own: LocalDevice,
  state: { readonly record: SessionRecord; readonly preKeys: PreKeys },
  peer: { readonly address: Address; readonly devices: KnownDevices },
  bytes: Bytes,
  nowMs: number,
): Promise<Received & { readonly preKeys: PreKeys }> {
  const { header, message } = decodePreKeyMessage(K1, bytes);
  const { baseKey } = header;
  const certificate = checkSender(own, peer, header);
  const repeated = await decryptRepeated(p, K1, state.record, { baseKey, message }, nowMs);
  if (repeated !== undefined) return { ...repeated, preKeys: state.preKeys };
  const chosen = choose(state.preKeys, idsIn(header));
  checkUnused(state.preKeys, chosen, baseKey);
  const transcript = transcriptOf(own, certificate, chosen, header);
  const accepted = await acceptedSession(p, K1, acceptingKeys(own, chosen), transcript, message, nowMs);
  return {
    record: withCurrent(state.record, accepted.session, nowMs),
    content: accepted.content,
    preKeys: consume(state.preKeys, chosen, baseKey),
  };
}

/** The responder's session, if the initiator's first message decrypts in it. */
export async function acceptedSession(
  p: Primitives,
  suite: Suite,
  keys: AcceptingKeys,
  transcript: Transcript,
  message: Bytes,
  nowMs: number,
): Promise<{ readonly session: Session; readonly content: Bytes }> {
  const first = decodeMessage(suite, message);
  const secrets = await accept(p, suite, keys, transcript);
  const preKey = { privateKey: keys.signedPreKey, publicKey: transcript.signedPreKey.publicKey };
  const ratchet = startResponder(secrets, preKey, suite.associatedData(transcript));
  const started = { ratchet, baseKey: transcript.baseKey, createdMs: nowMs, usedMs: nowMs, sent: 0 };
  return decryptWith(p, suite, started, first, nowMs);
}

function checkSender(
  own: LocalDevice,
  { address, devices }: { readonly address: Address; readonly devices: KnownDevices },
  header: PreKeyHeader,
): DeviceCertificate {
  refuseUnless(
    !sameAddress(address, own.certificate.address),
    'SELF_SESSION',
    'a message from this very device',
  );
  const { identitySigningKey, deviceListVersion = 0 } = header;
  refuseUnless(
    deviceListVersion <= devices.list.version,
    'LIST_OUTDATED',
    'the sender has a newer device list',
  );
  const certificate = deviceOf(devices, address);
  const matches =
    identitySigningKey !== undefined &&
    equal(identitySigningKey, certificate.signingKey) &&
    equal(header.identityDhKey, certificate.dhKey) &&
    header.registrationId === certificate.registrationId;
  refuseUnless(matches, 'IDENTITY_MISMATCH', 'the sender is not the device of its certificate');
  refuseUnless(
    (certificate.capabilities & SPEAKS_K1) !== 0,
    'UNSUPPORTED_DEVICE',
    'the device does not speak K1',
  );
  return certificate;
}

function idsIn(header: PreKeyHeader) {
  return {
    signed: header.signedPreKeyId,
    kem: header.kemPreKeyId ?? 0,
    ...(header.oneTimePreKeyId !== undefined && { oneTime: header.oneTimePreKeyId }),
  };
}

function transcriptOf(
  own: LocalDevice,
  sender: DeviceCertificate,
  { signed, kem, oneTime }: ChosenPreKeys,
  header: PreKeyHeader,
): Transcript {
  const ciphertext = header.kemCiphertext;
  refuseUnless(ciphertext !== undefined, 'MALFORMED', 'no KEM ciphertext');
  return {
    initiator: partyOf(sender),
    responder: partyOf(own.certificate),
    signedPreKey: signed,
    ...(oneTime && { oneTimePreKey: oneTime }),
    kem: { id: kem.id, flags: kem.flags, publicKey: kem.publicKey, ciphertext },
    baseKey: header.baseKey,
  };
}

function acceptingKeys(own: LocalDevice, { signed, kem, oneTime }: ChosenPreKeys): AcceptingKeys {
  return {
    dhKey: own.dhKey,
    signedPreKey: signed.privateKey,
    kem: kem.privateKey,
    ...(oneTime && { oneTimePreKey: oneTime.privateKey }),
  };
}

function localParty(own: LocalDevice) {
  return { party: partyOf(own.certificate), dhKey: own.dhKey };
}

function partyOf({ address, signingKey, dhKey }: DeviceCertificate): Party {
  return { address, signingKey, dhKey };
}
