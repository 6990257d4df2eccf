import { fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import {
  backupKeyFor,
  createBackupKey,
  encodeAccount,
  encodeMessageKeys,
  sealBlob,
} from '../../../src/crypto/ratchet/content/backup.ts';
import { createRecoveryCode, formatRecoveryCode } from '../../../src/crypto/ratchet/content/recovery-code.ts';
import { wrapByCode, wrapByPassphrase } from '../../../src/crypto/ratchet/content/wrapped-key.ts';
import { decodeSignedList } from '../../../src/crypto/ratchet/identity/device-list.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import type { Inputs } from './schema.ts';

/**
 * Draws: backup key; 17 bytes of the code; salt and nonce by code; salt and nonce by passphrase; nonces of blobs 1
 * and 2.
 */
export async function backup(given: Inputs['backup'], p: Primitives) {
  const { user_id: user, version } = given;
  const key = createBackupKey(p);
  const code = createRecoveryCode(p.random);
  const wrapped_by_code = toHex(await wrapByCode(p, user, key, code));
  const wrapped_by_passphrase = toHex(await wrapByPassphrase(p, user, key, given.passphrase));
  const account = encodeAccount({
    accountSeed: fromHex(given.account_seed),
    deviceList: decodeSignedList(fromHex(given.device_list)),
    verifications: given.verifications.map((one) => ({
      user: one.user_id,
      accountKey: fromHex(one.account_key),
      verified: one.state === 1,
      atMs: one.at_ms,
    })),
  });
  const messageKeys = given.message_keys.map((one) => ({
    chatId: one.chat_id,
    messageUuid: fromHex(one.uuid),
    key: fromHex(one.key),
    bodyHash: fromHex(one.body_hash),
  }));
  return {
    key: toHex(key),
    auth_key: toHex(backupKeyFor(key, 'auth')),
    recovery_code: formatRecoveryCode(code),
    wrapped_by_code,
    wrapped_by_passphrase,
    account_plain: toHex(account),
    account_blob: toHex(await sealBlob(p, key, { user, index: 1, version }, account)),
    keys_blob: toHex(await sealBlob(p, key, { user, index: 2, version }, encodeMessageKeys(messageKeys))),
  };
}
