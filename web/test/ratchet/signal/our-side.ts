import type { Bytes } from '../../../src/crypto/ratchet/bytes.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import { initiate } from '../../../src/crypto/ratchet/session/handshake.ts';
import { decodeMessage, decodePreKeyMessage } from '../../../src/crypto/ratchet/session/message-format.ts';
import {
  decryptWith,
  type Encrypted,
  encryptWith,
  MessageType,
  type Session,
} from '../../../src/crypto/ratchet/session/session.ts';
import { acceptedSession, initiatedSession } from '../../../src/crypto/ratchet/session/session-builder.ts';
import type { Party, Suite } from '../../../src/crypto/ratchet/session/suite.ts';
import { NOW } from '../people.ts';

interface Key {
  readonly id: number;
  readonly publicKey: Bytes;
}

/** The public part of a bundle as libsignal has it. */
export interface SignalBundle {
  readonly identity: Bytes;
  readonly signed: Key;
  readonly oneTime?: Key;
  readonly kem?: Key;
}

/** The private part of our own. */
export interface SignalKeys {
  readonly identity: Bytes;
  readonly signed: Bytes;
  readonly oneTime?: Bytes;
  /** 64-byte seed. */
  readonly kem?: Bytes;
}

const REGISTRATION_ID = 7;

/** libsignal binds identity keys only, so the rest of a party is filler. */
function party(identity: Bytes): Party {
  return { address: { user: 1, device: 1 }, signingKey: new Uint8Array(32), dhKey: identity };
}

/** Our end of a session with libsignal: the product's state machine under one of libsignal's suites. */
export class OurSide {
  readonly #p: Primitives;
  readonly #suite: Suite;
  readonly #keys: SignalKeys;
  readonly #bundle: SignalBundle;
  #session: Session | undefined;

  /** @param bundle the public part of our own keys */
  constructor(p: Primitives, suite: Suite, keys: SignalKeys, bundle: SignalBundle) {
    this.#p = p;
    this.#suite = suite;
    this.#keys = keys;
    this.#bundle = bundle;
  }

  async startWith(peer: SignalBundle): Promise<void> {
    const own = { party: party(this.#bundle.identity), dhKey: this.#keys.identity };
    const handshake = await initiate(this.#p, this.#suite, own, {
      responder: party(peer.identity),
      signedPreKey: peer.signed,
      ...(peer.oneTime && { oneTimePreKey: peer.oneTime }),
      ...(peer.kem && { kem: { ...peer.kem, flags: 0 } }),
    });
    this.#session = await initiatedSession(this.#p, this.#suite, handshake, REGISTRATION_ID, NOW);
  }

  async encrypt(content: Bytes): Promise<Encrypted> {
    if (this.#session === undefined) throw new Error('no session');
    const { session, encrypted } = await encryptWith(this.#p, this.#suite, this.#session, content, NOW);
    this.#session = session;
    return encrypted;
  }

  async decrypt({ type, bytes }: Encrypted): Promise<Bytes> {
    if (type === MessageType.PRE_KEY_MESSAGE) return this.#decryptFirst(bytes);
    return this.#decryptInner(bytes);
  }

  async #decryptInner(bytes: Bytes): Promise<Bytes> {
    if (this.#session === undefined) throw new Error('no session');
    const message = decodeMessage(this.#suite, bytes);
    const { session, content } = await decryptWith(this.#p, this.#suite, this.#session, message, NOW);
    this.#session = session;
    return content;
  }

  async #decryptFirst(bytes: Bytes): Promise<Bytes> {
    const { header, message } = decodePreKeyMessage(this.#suite, bytes);
    if (this.#session !== undefined) return this.#decryptInner(message);
    const { identity, signed, oneTime, kem } = this.#bundle;
    const ciphertext = header.kemCiphertext;
    const uses = header.oneTimePreKeyId !== undefined;
    const transcript = {
      initiator: party(header.identityDhKey),
      responder: party(identity),
      signedPreKey: signed,
      ...(oneTime && uses && { oneTimePreKey: oneTime }),
      ...(kem && ciphertext && { kem: { ...kem, flags: 0, ciphertext } }),
      baseKey: header.baseKey,
    };
    const keys = {
      dhKey: this.#keys.identity,
      signedPreKey: this.#keys.signed,
      ...(this.#keys.oneTime && uses && { oneTimePreKey: this.#keys.oneTime }),
      ...(this.#keys.kem && { kem: this.#keys.kem }),
    };
    const accepted = await acceptedSession(this.#p, this.#suite, keys, transcript, message, NOW);
    this.#session = accepted.session;
    return accepted.content;
  }
}
