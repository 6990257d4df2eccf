import { type Bytes, fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { sha256 } from '../../../src/crypto/ratchet/hash.ts';
import { nobleKem } from '../../../src/crypto/ratchet/primitives/noble-kem.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { type AcceptingKeys, initiate, type Offered } from '../../../src/crypto/ratchet/session/handshake.ts';
import { decodeMessage, decodePreKeyMessage } from '../../../src/crypto/ratchet/session/message-format.ts';
import {
  decryptWith,
  type Encrypted,
  encryptWith,
  MessageType,
  type Session,
} from '../../../src/crypto/ratchet/session/session.ts';
import { acceptedSession, initiatedSession } from '../../../src/crypto/ratchet/session/session-builder.ts';
import { K1, type Party } from '../../../src/crypto/ratchet/session/suite.ts';
import { fixedRandom } from '../fixed-random.ts';
import { outcome } from './outcome.ts';
import type { Inputs } from './schema.ts';

type Given = Inputs['conversation'];

/**
 * A whole conversation from given private keys. Draws: EK, m, R of the initiator; then one ratchet key whenever a
 * message brings a new one.
 */
export async function conversation(given: Given, p: Primitives) {
  const { a, now_ms: now } = given;
  const [ada, bob] = [await party(p, given.a), await party(p, given.b)];
  const { offered, accepting } = await responderKeys(p, given, bob);
  const handshake = await initiate(p, K1, { party: ada, dhKey: fromHex(a.dx_private) }, offered);
  const { rootKey, chainKey } = handshake.secrets;
  const secrets = { root_key: toHex(rootKey), chain_key: toHex(chainKey) };
  const { baseKey, kem } = handshake.transcript;
  const identity = { identitySigningKey: ada.signingKey, deviceListVersion: a.list_version };
  const session = await initiatedSession(p, K1, handshake, a.registration_id, now, identity);
  const ciphertext = kem?.ciphertext ?? new Uint8Array();
  const talk = new Talk(p, now, session, (base, message, ct) => {
    const transcript = {
      initiator: ada,
      ...offered,
      kem: { ...(offered.kem as NonNullable<typeof offered.kem>), ciphertext: ct },
      baseKey: base,
    };
    return acceptedSession(p, K1, accepting, transcript, message, now);
  });
  const results = [];
  for (const step of given.steps) results.push(await talk.take(step));
  return {
    base_key: toHex(baseKey),
    kem_ciphertext_sha256: toHex(sha256(ciphertext)),
    associated_data: toHex(session.ratchet.associatedData),
    ...secrets,
    results,
  };
}

type Answer = (
  baseKey: Bytes,
  message: Bytes,
  ciphertext: Bytes,
) => Promise<{ readonly session: Session; readonly content: Bytes }>;

/** Both ends and what was sent so far. */
class Talk {
  readonly #p: Primitives;
  readonly #now: number;
  readonly #answer: Answer;
  readonly #sessions: { a: Session; b?: Session };
  readonly #sent: Encrypted[] = [];

  constructor(p: Primitives, now: number, session: Session, answer: Answer) {
    this.#p = p;
    this.#now = now;
    this.#sessions = { a: session };
    this.#answer = answer;
  }

  async take(step: Given['steps'][number]): Promise<object> {
    if ('receive' in step) return outcome(this.#receive(step.by, this.#sent[step.receive] as Encrypted));
    const session = this.#sessions[step.by];
    if (session === undefined) throw new Error('sends before its first message came');
    const done = await encryptWith(this.#p, K1, session, fromHex(step.send), this.#now);
    this.#sessions[step.by] = done.session;
    this.#sent.push(done.encrypted);
    return { type: done.encrypted.type, bytes: toHex(done.encrypted.bytes) };
  }

  async #receive(by: 'a' | 'b', { type, bytes }: Encrypted): Promise<Bytes> {
    const done = await (type === MessageType.PRE_KEY_MESSAGE
      ? this.#first(by, bytes)
      : this.#later(by, bytes));
    this.#sessions[by] = done.session;
    return done.content;
  }

  #first(by: 'a' | 'b', bytes: Bytes) {
    const { header, message } = decodePreKeyMessage(K1, bytes);
    if (this.#sessions[by] !== undefined) return this.#later(by, message);
    return this.#answer(header.baseKey, message, header.kemCiphertext ?? new Uint8Array());
  }

  #later(by: 'a' | 'b', bytes: Bytes) {
    const session = this.#sessions[by];
    if (session === undefined) throw new Error('receives before its first message came');
    return decryptWith(this.#p, K1, session, decodeMessage(K1, bytes), this.#now);
  }
}

async function party(p: Primitives, given: Given['a'] | Given['b']): Promise<Party> {
  return {
    address: { user: given.user_id, device: given.device_id },
    signingKey: await p.ed25519.publicKey(fromHex(given.ds_seed)),
    dhKey: await p.x25519.publicKey(fromHex(given.dx_private)),
  };
}

async function responderKeys(p: Primitives, { b }: Given, bob: Party) {
  const signed = fromHex(b.spk_private);
  const kem = await nobleKem('ML-KEM-1024', fixedRandom(fromHex(b.kem_seed)).random).generate();
  const oneTime = b.opk_private === undefined ? undefined : fromHex(b.opk_private);
  const offered: Offered = {
    responder: bob,
    signedPreKey: { id: b.spk_id, publicKey: await p.x25519.publicKey(signed) },
    kem: { id: b.kem_id, flags: b.kem_flags, publicKey: kem.publicKey },
    ...(oneTime && { oneTimePreKey: { id: b.opk_id ?? 0, publicKey: await p.x25519.publicKey(oneTime) } }),
  };
  const accepting: AcceptingKeys = {
    dhKey: fromHex(b.dx_private),
    signedPreKey: signed,
    kem: kem.privateKey,
    ...(oneTime && { oneTimePreKey: oneTime }),
  };
  return { offered, accepting };
}
