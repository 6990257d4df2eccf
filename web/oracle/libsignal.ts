import type * as LibsignalV4 from 'libsignal-v4';
import type { Bytes } from '../src/crypto/ratchet/bytes.ts';
import { type Encrypted, MessageType } from '../src/crypto/ratchet/session/session.ts';
import type { SignalBundle } from '../test/ratchet/signal/our-side.ts';

/** Both versions of the library have the calls that are used here. */
export type Libsignal = typeof LibsignalV4;

export interface SignedBundle extends SignalBundle {
  readonly signedSignature: Bytes;
  readonly kemSignature?: Bytes;
}

const KEM_TYPE = 0x08;
const X25519_TYPE = 0x05;

const bytesOf = (buffer: Uint8Array): Bytes => new Uint8Array(buffer);
const typed = (type: number, key: Bytes): Bytes => Buffer.concat([Uint8Array.of(type), key]) as Bytes;
const bare = (key: { serialize(): Uint8Array }): Bytes => bytesOf(key.serialize().subarray(1));

/** libsignal's end of a session, with stores in memory. */
export class TheirSide {
  readonly #lib: Libsignal;
  readonly #identity: LibsignalV4.PrivateKey;
  readonly #us: LibsignalV4.ProtocolAddress;
  readonly #oneTime = new Map<number, LibsignalV4.PreKeyRecord>();
  readonly #signed = new Map<number, LibsignalV4.SignedPreKeyRecord>();
  readonly #kem = new Map<number, LibsignalV4.KyberPreKeyRecord>();
  #session: LibsignalV4.SessionRecord | null = null;

  constructor(lib: Libsignal) {
    this.#lib = lib;
    this.#identity = lib.PrivateKey.generate();
    this.#us = lib.ProtocolAddress.new('ours', 1);
  }

  /** Makes its pre-keys. */
  bundle(withOneTime: boolean, withKem: boolean): SignalBundle {
    const { PrivateKey, SignedPreKeyRecord, PreKeyRecord, KEMKeyPair, KyberPreKeyRecord } = this.#lib;
    const [signed, oneTime, kem] = [PrivateKey.generate(), PrivateKey.generate(), KEMKeyPair.generate()];
    const sign = (key: { serialize(): Uint8Array<ArrayBuffer> }) => this.#identity.sign(key.serialize());
    const signedKey = signed.getPublicKey();
    this.#signed.set(1, SignedPreKeyRecord.new(1, 0, signedKey, signed, sign(signedKey)));
    this.#oneTime.set(2, PreKeyRecord.new(2, oneTime.getPublicKey(), oneTime));
    this.#kem.set(3, KyberPreKeyRecord.new(3, 0, kem, sign(kem.getPublicKey())));
    return {
      identity: bare(this.#identity.getPublicKey()),
      signed: { id: 1, publicKey: bare(signedKey) },
      ...(withOneTime && { oneTime: { id: 2, publicKey: bare(oneTime.getPublicKey()) } }),
      ...(withKem && { kem: { id: 3, publicKey: bare(kem.getPublicKey()) } }),
    };
  }

  /** Signs our pre-keys as libsignal wants them; it gets our identity key for that. */
  sign(identityPrivate: Bytes, bundle: SignalBundle): SignedBundle {
    const key = this.#lib.PrivateKey.deserialize(Buffer.from(identityPrivate) as Bytes);
    return {
      ...bundle,
      signedSignature: key.sign(typed(X25519_TYPE, bundle.signed.publicKey)),
      ...(bundle.kem && { kemSignature: key.sign(typed(KEM_TYPE, bundle.kem.publicKey)) }),
    };
  }

  async startWith(ours: SignedBundle): Promise<void> {
    const { PublicKey, KEMPublicKey, PreKeyBundle, processPreKeyBundle } = this.#lib;
    const publicKey = (key: Bytes) => PublicKey.deserialize(typed(X25519_TYPE, key));
    const { signed, oneTime, kem } = ours;
    const kemArguments = kem
      ? [
          kem.id,
          KEMPublicKey.deserialize(typed(KEM_TYPE, kem.publicKey)),
          Buffer.from(ours.kemSignature ?? []),
        ]
      : [];
    const bundle = PreKeyBundle.new(
      ...([
        7,
        1,
        oneTime?.id ?? null,
        oneTime ? publicKey(oneTime.publicKey) : null,
        signed.id,
        publicKey(signed.publicKey),
        Buffer.from(ours.signedSignature),
        publicKey(ours.identity),
        ...kemArguments,
      ] as unknown as Parameters<typeof PreKeyBundle.new>),
    );
    await processPreKeyBundle(bundle, this.#us, this.#sessions(), this.#identities());
  }

  async encrypt(content: Bytes): Promise<Encrypted> {
    const buffer = Buffer.from(content) as Bytes;
    const { signalEncrypt } = this.#lib;
    const message = await signalEncrypt(buffer, this.#us, this.#sessions(), this.#identities());
    return { type: message.type() as Encrypted['type'], bytes: bytesOf(message.serialize()) };
  }

  async decrypt({ type, bytes }: Encrypted): Promise<Bytes> {
    const { SignalMessage, PreKeySignalMessage, signalDecrypt, signalDecryptPreKey } = this.#lib;
    const buffer = Buffer.from(bytes) as Bytes;
    const [sessions, identities] = [this.#sessions(), this.#identities()];
    if (type === MessageType.MESSAGE) {
      return bytesOf(await signalDecrypt(SignalMessage.deserialize(buffer), this.#us, sessions, identities));
    }
    const message = PreKeySignalMessage.deserialize(buffer);
    const [oneTime, signed, kem] = this.#preKeys();
    return bytesOf(await signalDecryptPreKey(message, this.#us, sessions, identities, oneTime, signed, kem));
  }

  #sessions(): LibsignalV4.SessionStore {
    const Store = this.#lib.SessionStore;
    return Object.assign(Object.create(Store.prototype), {
      saveSession: async (_: unknown, record: LibsignalV4.SessionRecord) => {
        this.#session = record;
      },
      getSession: async () => this.#session,
      getExistingSessions: async () => (this.#session ? [this.#session] : []),
    });
  }

  #identities(): LibsignalV4.IdentityKeyStore {
    const { IdentityKeyStore, IdentityChange } = this.#lib;
    return Object.assign(Object.create(IdentityKeyStore.prototype), {
      getIdentityKey: async () => this.#identity,
      getLocalRegistrationId: async () => 9,
      saveIdentity: async () => IdentityChange?.NewOrUnchanged ?? 0,
      isTrustedIdentity: async () => true,
      getIdentity: async () => null,
    });
  }

  #preKeys() {
    const { PreKeyStore, SignedPreKeyStore, KyberPreKeyStore } = this.#lib;
    const found = <K>(key: K | undefined): K => {
      if (key === undefined) throw new Error('unknown pre-key');
      return key;
    };
    return [
      Object.assign(Object.create(PreKeyStore.prototype), {
        getPreKey: async (id: number) => found(this.#oneTime.get(id)),
        removePreKey: async (id: number) => void this.#oneTime.delete(id),
      }) as LibsignalV4.PreKeyStore,
      Object.assign(Object.create(SignedPreKeyStore.prototype), {
        getSignedPreKey: async (id: number) => found(this.#signed.get(id)),
      }) as LibsignalV4.SignedPreKeyStore,
      Object.assign(Object.create(KyberPreKeyStore.prototype), {
        getKyberPreKey: async (id: number) => found(this.#kem.get(id)),
        markKyberPreKeyUsed: async () => undefined,
      }) as LibsignalV4.KyberPreKeyStore,
    ] as const;
  }
}
