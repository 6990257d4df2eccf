import { toHex } from '../../../src/crypto/ratchet/bytes.ts';
import {
  certificateHash,
  encodeSignedCertificate,
  signByAccount,
  signByDevice,
} from '../../../src/crypto/ratchet/identity/device-certificate.ts';
import { createAccountKey, createDeviceKeys } from '../../../src/crypto/ratchet/identity/device-keys.ts';
import { encodeSignedList, listHash, signList } from '../../../src/crypto/ratchet/identity/device-list.ts';
import { encodeBundle } from '../../../src/crypto/ratchet/identity/pre-key-bundle.ts';
import { NO_PRE_KEYS, rotate, topUp } from '../../../src/crypto/ratchet/identity/pre-keys.ts';
import { Limits } from '../../../src/crypto/ratchet/limits.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import type { Inputs } from './schema.ts';

/** Draws: account seed; per device registration id, DS seed, DX; then pre-keys of the first. */
export async function identity(given: Inputs['identity'], p: Primitives) {
  const { user_id: user, created_ms: now } = given;
  const account = await createAccountKey(p);
  const devices = [];
  for (const device of given.device_ids) {
    const keys = await createDeviceKeys(p, { user, device }, now);
    const deviceSignature = await signByDevice(p.ed25519, keys.certificate, keys.signingKey);
    const signed = await signByAccount(p.ed25519, keys.certificate, deviceSignature, account.seed);
    devices.push({ ...keys, signed });
  }
  const [me] = devices;
  if (me === undefined) throw new Error('no device');
  const certificates = devices.map(({ certificate }) => certificate);
  const first = await signList(p.ed25519, user, undefined, [me.certificate], account.seed);
  const second = await signList(p.ed25519, user, first.list, certificates, account.seed);

  const owner = { address: me.certificate.address, signingKey: me.signingKey };
  const onServer = { oneTime: Limits.oneTimeKeys - 1, oneTimeKem: Limits.oneTimeKemKeys - 1 };
  const preKeys = await topUp(p, owner, await rotate(p, owner, NO_PRE_KEYS, now), now, onServer);
  const {
    signed: [signedPreKey],
    lastResort: [lastResort],
    oneTime: [oneTimePreKey],
    oneTimeKem: [kem],
  } = preKeys;
  if (!(signedPreKey && lastResort && oneTimePreKey && kem)) throw new Error('no pre-keys');
  const start = { certificate: me.signed, signedPreKey };
  return {
    account_key: toHex(account.publicKey),
    certificates: devices.map(({ signed, certificate }) => ({
      signed: toHex(encodeSignedCertificate(signed)),
      hash: toHex(certificateHash(certificate)),
    })),
    list_1: toHex(encodeSignedList(first)),
    list_1_hash: toHex(listHash(first.list)),
    list_2: toHex(encodeSignedList(second)),
    list_2_hash: toHex(listHash(second.list)),
    bundle: toHex(encodeBundle({ ...start, kemPreKey: kem, oneTimePreKey })),
    bundle_last_resort: toHex(encodeBundle({ ...start, kemPreKey: lastResort })),
  };
}
