import type { Bytes } from '../bytes.ts';

/**
 * A private X25519 or Ed25519 key: a handle whose bytes the platform keeps to itself, or the 32 raw bytes where
 * the key is part of serialised ratchet state.
 */
export type PrivateKey = CryptoKey | Bytes;

/** A key pair of either curve. */
export interface KeyPair {
  readonly privateKey: PrivateKey;
  readonly publicKey: Bytes;
}

/** X25519 as the platform gives it; `Curve` adds the checks that this library insists on. */
export interface X25519 {
  /** A long-lived pair; its private key is non-extractable where the platform can do that. */
  generate(): Promise<KeyPair>;
  publicKey(privateKey: PrivateKey): Promise<Bytes>;
  /** The shared secret; rejects where the platform refuses the public key. */
  agree(privateKey: PrivateKey, publicKey: Bytes): Promise<Bytes>;
}

/** Ed25519 (RFC 8032), cofactorless and strict about encodings. */
export interface Ed25519 {
  generate(): Promise<KeyPair>;
  publicKey(privateKey: Bytes): Promise<Bytes>;
  sign(privateKey: PrivateKey, message: Bytes): Promise<Bytes>;
  verify(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean>;
}

/** A private ML-KEM key: a handle, or the 64-byte seed. */
export type KemPrivateKey = CryptoKey | Bytes;

/** An ML-KEM key pair. */
export interface KemKeyPair {
  readonly privateKey: KemPrivateKey;
  readonly publicKey: Bytes;
}

/** A fresh shared secret and what the key's holder needs to get it too. */
export interface Encapsulated {
  readonly ciphertext: Bytes;
  readonly secret: Bytes;
}

/** ML-KEM (FIPS 203) as the platform or library gives it; `Kem` checks keys before they come here. */
export interface MlKem {
  generate(): Promise<KemKeyPair>;
  encapsulate(publicKey: Bytes): Promise<Encapsulated>;
  decapsulate(privateKey: KemPrivateKey, ciphertext: Bytes): Promise<Bytes>;
}

/** The parameter sets in use, by their names in WebCrypto. */
export type KemName = 'ML-KEM-768' | 'ML-KEM-1024';

/** AES-256-CBC with PKCS#7 padding. Always behind an authentication tag that was checked first. */
export interface AesCbc {
  encrypt(key: Bytes, iv: Bytes, plaintext: Bytes): Promise<Bytes>;
  decrypt(key: Bytes, iv: Bytes, ciphertext: Bytes): Promise<Bytes>;
}

/** AES-256-GCM with a 96-bit nonce and a 128-bit tag at the end. */
export interface AesGcm {
  seal(key: Bytes, nonce: Bytes, plaintext: Bytes, aad: Bytes): Promise<Bytes>;
  /** Rejects if the tag does not match. */
  open(key: Bytes, nonce: Bytes, ciphertext: Bytes, aad: Bytes): Promise<Bytes>;
}

/** Uniform, unpredictable bytes. Only tests pass anything but the platform's generator. */
export type Random = (length: number) => Bytes;

/** Everything that the protocol takes from the platform. One object for the life of a client. */
export interface Primitives {
  readonly random: Random;
  readonly x25519: X25519;
  readonly ed25519: Ed25519;
  readonly kem1024: MlKem;
  readonly kem768: MlKem;
  readonly aesCbc: AesCbc;
  readonly aesGcm: AesGcm;
}
