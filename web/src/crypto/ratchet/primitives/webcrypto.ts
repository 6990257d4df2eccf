import { type Bytes, concat, fromHex } from '../bytes.ts';
import type {
  AesCbc,
  AesGcm,
  Ed25519,
  KemName,
  KemPrivateKey,
  KeyPair,
  MlKem,
  PrivateKey,
  X25519,
} from './primitives.ts';

// WebCrypto takes raw private keys only wrapped in PKCS#8; for keys of fixed length the wrapping is a constant.
const X25519_PKCS8 = fromHex('302e020100300506032b656e04220420');
const ED25519_PKCS8 = fromHex('302e020100300506032b657004220420');
const X25519_BASE_POINT = fromHex('09'.padEnd(64, '0'));

type Usage = 'deriveBits' | 'sign' | 'verify' | 'encrypt' | 'decrypt' | 'encapsulateBits' | 'decapsulateBits';

/** The part of WebCrypto's ML-KEM (a WICG draft) that the DOM types do not know yet. */
interface KemCrypto {
  generateKey(name: KemName, extractable: boolean, usages: readonly Usage[]): Promise<CryptoKeyPair>;
  importKey(
    format: 'raw-public' | 'raw-seed',
    key: Bytes,
    name: KemName,
    extractable: boolean,
    usages: readonly Usage[],
  ): Promise<CryptoKey>;
  exportKey(format: 'raw-public', key: CryptoKey): Promise<ArrayBuffer>;
  encapsulateBits(
    name: KemName,
    key: CryptoKey,
  ): Promise<{ ciphertext: ArrayBuffer; sharedKey: ArrayBuffer }>;
  decapsulateBits(name: KemName, key: CryptoKey, ciphertext: Bytes): Promise<ArrayBuffer>;
}

async function generatePair(name: 'X25519' | 'Ed25519', usages: KeyUsage[]): Promise<KeyPair> {
  const pair = (await crypto.subtle.generateKey({ name }, false, usages)) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { privateKey: pair.privateKey, publicKey };
}

function dhKey(privateKey: PrivateKey): Promise<CryptoKey> {
  if (privateKey instanceof CryptoKey) return Promise.resolve(privateKey);
  const pkcs8 = concat(X25519_PKCS8, privateKey);
  return crypto.subtle
    .importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits'])
    .finally(() => pkcs8.fill(0));
}

/** X25519 by WebCrypto, private keys as handles or bytes. */
export const webX25519: X25519 = {
  generate: () => generatePair('X25519', ['deriveBits']),

  // WebCrypto hands out no public key for an imported private one, but it is the product with the base point.
  publicKey: (privateKey) => webX25519.agree(privateKey, X25519_BASE_POINT),

  async agree(privateKey, publicKey) {
    const peer = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, []);
    const own = await dhKey(privateKey);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, own, 256));
  },
};

function importSigningKey(seed: Bytes, extractable: boolean): Promise<CryptoKey> {
  const pkcs8 = concat(ED25519_PKCS8, seed);
  return crypto.subtle
    .importKey('pkcs8', pkcs8, 'Ed25519', extractable, ['sign'])
    .finally(() => pkcs8.fill(0));
}

/** Ed25519 by WebCrypto, private keys as handles or seeds. */
export const webEd25519: Ed25519 = {
  generate: () => generatePair('Ed25519', ['sign', 'verify']),

  async publicKey(privateKey) {
    const { x } = await crypto.subtle.exportKey('jwk', await importSigningKey(privateKey, true));
    const binary = atob((x ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  },

  async sign(privateKey, message) {
    const key = privateKey instanceof CryptoKey ? privateKey : await importSigningKey(privateKey, false);
    return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message));
  },

  async verify(publicKey, message, signature) {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, signature, message);
  },
};

/** ML-KEM by WebCrypto; ask `webCryptoHas` first. */
export function webKem(name: KemName): MlKem {
  const subtle = crypto.subtle as unknown as KemCrypto;
  const privateHandle = (key: KemPrivateKey): Promise<CryptoKey> =>
    key instanceof CryptoKey
      ? Promise.resolve(key)
      : subtle.importKey('raw-seed', key, name, false, ['decapsulateBits']);
  return {
    async generate() {
      const pair = await subtle.generateKey(name, false, ['encapsulateBits', 'decapsulateBits']);
      const publicKey = new Uint8Array(await subtle.exportKey('raw-public', pair.publicKey));
      return { privateKey: pair.privateKey, publicKey };
    },
    async encapsulate(publicKey) {
      const key = await subtle.importKey('raw-public', publicKey, name, false, ['encapsulateBits']);
      const { ciphertext, sharedKey } = await subtle.encapsulateBits(name, key);
      return { ciphertext: new Uint8Array(ciphertext), secret: new Uint8Array(sharedKey) };
    },
    async decapsulate(privateKey, ciphertext) {
      const key = await privateHandle(privateKey);
      return new Uint8Array(await subtle.decapsulateBits(name, key, ciphertext));
    },
  };
}

function aesKey(key: Bytes, name: 'AES-CBC' | 'AES-GCM', usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, name, false, [usage]);
}

/** AES-256-CBC by WebCrypto. */
export const webAesCbc: AesCbc = {
  async encrypt(key, iv, plaintext) {
    const handle = await aesKey(key, 'AES-CBC', 'encrypt');
    return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, handle, plaintext));
  },
  async decrypt(key, iv, ciphertext) {
    const handle = await aesKey(key, 'AES-CBC', 'decrypt');
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, handle, ciphertext));
  },
};

/** AES-256-GCM by WebCrypto. */
export const webAesGcm: AesGcm = {
  async seal(key, nonce, plaintext, aad) {
    const handle = await aesKey(key, 'AES-GCM', 'encrypt');
    const parameters = { name: 'AES-GCM', iv: nonce, additionalData: aad };
    return new Uint8Array(await crypto.subtle.encrypt(parameters, handle, plaintext));
  },
  async open(key, nonce, ciphertext, aad) {
    const handle = await aesKey(key, 'AES-GCM', 'decrypt');
    const parameters = { name: 'AES-GCM', iv: nonce, additionalData: aad };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, handle, ciphertext));
  },
};
