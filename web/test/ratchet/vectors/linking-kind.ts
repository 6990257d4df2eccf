import { toHex } from '../../../src/crypto/ratchet/bytes.ts';
import { createBackupKey } from '../../../src/crypto/ratchet/content/backup.ts';
import { signByAccount } from '../../../src/crypto/ratchet/identity/device-certificate.ts';
import { createAccountKey, createDeviceKeys } from '../../../src/crypto/ratchet/identity/device-keys.ts';
import { signList } from '../../../src/crypto/ratchet/identity/device-list.ts';
import {
  answer,
  invitationCode,
  invite,
  parseInvitationCode,
} from '../../../src/crypto/ratchet/link/invitation.ts';
import { NewDevice, OldDevice } from '../../../src/crypto/ratchet/link/linking.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import type { Inputs } from './schema.ts';

/**
 * A linking from invitation to grant. Draws: account seed; old device (registration id, DS, DX); N: rendezvous, x_N,
 * k_N; O: x_O, m; new device (registration id, DS, DX); r_N; r_O; backup key.
 */
export async function linking(given: Inputs['linking'], p: Primitives) {
  const { user_id: user, device_id: device, created_ms: now } = given;
  const account = await createAccountKey(p);
  const old = await createDeviceKeys(p, { user, device: 1 }, now);
  const before = await signList(p.ed25519, user, undefined, [old.certificate], account.seed);

  const inviting = await invite(p, now);
  const qr = invitationCode(inviting.invitation);
  const { offer, channel } = await answer(p, parseInvitationCode(qr), inviting.kemKey);
  const [newcomer, host] = [await NewDevice.start(p, inviting, offer, now), new OldDevice(p, channel)];

  const welcome = await host.welcome({ address: { user, device }, accountKey: account.publicKey });
  const { address } = await newcomer.welcome(welcome);
  const fresh = await createDeviceKeys(p, address, now);
  const request = await newcomer.request(fresh.certificate, fresh.signingKey);
  const challenge = await host.challenge(request);
  const { frame: reveal, code: codeAtNewcomer } = await newcomer.reveal(challenge);
  const { code, request: asked } = await host.confirm(reveal);

  const certificate = await signByAccount(p.ed25519, asked.certificate, asked.deviceSignature, account.seed);
  const certificates = [old.certificate, fresh.certificate];
  const grant = await host.grant({
    certificate,
    deviceList: await signList(p.ed25519, user, before.list, certificates, account.seed),
    accountSeed: account.seed,
    backupKey: createBackupKey(p),
    verifications: [{ user: 77, accountKey: old.certificate.signingKey, verified: true, atMs: now }],
  });
  await newcomer.accept(grant);
  return {
    qr,
    offer: toHex(offer),
    welcome: toHex(welcome),
    request: toHex(request),
    challenge: toHex(challenge),
    reveal: toHex(reveal),
    code,
    code_at_newcomer: codeAtNewcomer,
    grant: toHex(grant),
  };
}
