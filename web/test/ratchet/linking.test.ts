import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../src/crypto/ratchet/bytes.ts';
import { signByAccount } from '../../src/crypto/ratchet/identity/device-certificate.ts';
import { signList } from '../../src/crypto/ratchet/identity/device-list.ts';
import {
  answer,
  decodeInvitation,
  encodeInvitation,
  invitationCode,
  invite,
  parseInvitationCode,
} from '../../src/crypto/ratchet/link/invitation.ts';
import type { Grant } from '../../src/crypto/ratchet/link/link-format.ts';
import { NewDevice, OldDevice } from '../../src/crypto/ratchet/link/linking.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { makeDevice, NOW, type Person, person } from './people.ts';
import { flipped, refuses } from './refusals.ts';

const ADDRESS = { user: 2, device: 2 };

describe('linking', () => {
  let p: Primitives;
  let bob: Person;
  beforeAll(async () => {
    p = await platformPrimitives();
    bob = await person(p, 2, 0);
  });

  const welcome = () => ({ address: ADDRESS, accountKey: bob.account.known.accountKey });

  /** Both ends of a fresh channel. */
  async function channel() {
    const inviting = await invite(p, NOW);
    const scanned = parseInvitationCode(invitationCode(inviting.invitation));
    const { offer, channel } = await answer(p, scanned, inviting.kemKey);
    return { fresh: await NewDevice.start(p, inviting, offer, NOW), old: new OldDevice(p, channel) };
  }

  async function untilConfirmed(address = ADDRESS) {
    const { fresh, old } = await channel();
    const made = await makeDevice(p, address, 0);
    await fresh.welcome(await old.welcome(welcome()));
    const request = await fresh.request(made.certificate, made.signingKey);
    const { frame, code } = await fresh.reveal(await old.challenge(request));
    const confirmed = await old.confirm(frame);
    return { fresh, old, made, code, confirmed };
  }

  async function grantFor(asked: Awaited<ReturnType<typeof untilConfirmed>>['confirmed']): Promise<Grant> {
    const { key, list } = bob.account;
    const { certificate, deviceSignature } = asked.request;
    const certificates = [bob.device.certificate, certificate];
    return {
      certificate: await signByAccount(p.ed25519, certificate, deviceSignature, key.privateKey),
      deviceList: await signList(p.ed25519, 2, list.list, certificates, key.privateKey),
      accountSeed: p.random(32),
      backupKey: p.random(32),
      verifications: [{ user: 1, accountKey: p.random(32), verified: true, atMs: NOW }],
    };
  }

  test('ends with both showing one code and the new device holding what was granted', async () => {
    const { fresh, old, code, confirmed } = await untilConfirmed();
    expect(confirmed.code).toBe(code);
    expect(code).toMatch(/^\d{6}$/);

    const grant = await grantFor(confirmed);
    expect(await fresh.accept(await old.grant(grant))).toEqual(grant);
    const payload = p.random(1000);
    expect(toHex(await fresh.data(await old.data(payload)))).toBe(toHex(payload));
  });

  test('refuses a granted certificate that was not asked for, or is not on the list', async () => {
    const one = await untilConfirmed();
    const other = await untilConfirmed();
    const foreign = await one.old.grant(await grantFor(other.confirmed));
    await refuses(one.fresh.accept(foreign), 'IDENTITY_MISMATCH');

    const unlisted = { ...(await grantFor(other.confirmed)), deviceList: bob.account.list };
    await refuses(other.fresh.accept(await other.old.grant(unlisted)), 'GHOST_DEVICE');
  });

  test('refuses a request for another device than was offered', async () => {
    await refuses(untilConfirmed({ user: 2, device: 3 }), 'IDENTITY_MISMATCH');
    await refuses(untilConfirmed({ user: 3, device: 2 }), 'IDENTITY_MISMATCH');
  });

  test('refuses another key at the rendezvous and an old invitation', async () => {
    const inviting = await invite(p, NOW);
    const other = await invite(p, NOW);
    await refuses(answer(p, inviting.invitation, other.kemKey), 'IDENTITY_MISMATCH');
    const { offer } = await answer(p, inviting.invitation, inviting.kemKey);
    await refuses(NewDevice.start(p, inviting, offer, NOW + 2 * 60 * 1000 + 1), 'SESSION_STALE');
    await NewDevice.start(p, inviting, offer, NOW);
    await refuses(NewDevice.start(p, inviting, offer, NOW), 'REUSED_BASE_KEY');
  });

  test('closes the channel at the first frame that is damaged, repeated or out of turn', async () => {
    for (const spoil of ['damage', 'repeat', 'turn'] as const) {
      const { fresh, old } = await channel();
      const frame = await old.welcome(welcome());
      if (spoil === 'damage') await refuses(fresh.welcome(flipped(frame, 5)), 'UNDECRYPTABLE');
      if (spoil === 'turn') await refuses(fresh.accept(frame), 'MALFORMED');
      if (spoil === 'repeat') {
        await fresh.welcome(frame);
        await refuses(fresh.welcome(frame), 'UNDECRYPTABLE');
      }
      await refuses(fresh.welcome(frame), 'NO_SESSION');
    }
  });

  test('fails with an offer that was changed on the way', async () => {
    const inviting = await invite(p, NOW);
    const { offer, channel } = await answer(p, inviting.invitation, inviting.kemKey);
    const old = new OldDevice(p, channel);
    const fresh = await NewDevice.start(p, inviting, flipped(offer, 100), NOW);
    await refuses(fresh.welcome(await old.welcome(welcome())), 'UNDECRYPTABLE');
  });

  test('invitation has one encoding', async () => {
    const { invitation } = await invite(p, NOW);
    const bytes = encodeInvitation(invitation);
    expect(bytes).toHaveLength(81);
    expect(toHex(encodeInvitation(decodeInvitation(bytes)))).toBe(toHex(bytes));
    await refuses(() => parseInvitationCode('kocmoc-verify:AA'), 'MALFORMED');
    await refuses(() => decodeInvitation(flipped(bytes, 0)), 'UNSUPPORTED_VERSION');
  });

  test('shows another code to someone in the middle', async () => {
    // The attacker answers Bob's invitation and opens a channel of its own to the old device.
    const left = await untilConfirmed();
    const right = await untilConfirmed();
    expect(left.code).not.toBe(right.code);
  });
});
