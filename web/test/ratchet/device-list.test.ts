import { beforeAll, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/crypto/ratchet/bytes.ts';
import {
  decodeCertificate,
  decodeSignedCertificate,
  encodeCertificate,
  encodeSignedCertificate,
} from '../../src/crypto/ratchet/identity/device-certificate.ts';
import {
  acceptDevices,
  acceptList,
  decodeSignedList,
  encodeSignedList,
  type SignedDeviceList,
  signList,
} from '../../src/crypto/ratchet/identity/device-list.ts';
import {
  type AccountIdentity,
  matchesVerificationCode,
  safetyNumber,
  verificationCode,
} from '../../src/crypto/ratchet/identity/safety-number.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../src/crypto/ratchet/primitives/primitives.ts';
import { type Account, makeAccount, makeDevice } from './people.ts';
import { flipped, refuses } from './refusals.ts';

describe('a device list', () => {
  let p: Primitives;
  let phone: Awaited<ReturnType<typeof makeDevice>>;
  let laptop: Awaited<ReturnType<typeof makeDevice>>;
  let one: Account;
  let two: Account;
  let three: Account;
  beforeAll(async () => {
    p = await platformPrimitives();
    phone = await makeDevice(p, { user: 2, device: 1 }, 0);
    laptop = await makeDevice(p, { user: 2, device: 2 }, 0);
    one = await makeAccount(p, 2, [phone]);
    two = await makeAccount(p, 2, [phone, laptop], { key: one.key, list: one.list.list });
    three = await makeAccount(p, 2, [laptop], { key: one.key, list: two.list.list });
  });
  const judge = (known: Account, received: SignedDeviceList) =>
    acceptList(p, { ...known.known, user: 2 }, received);

  test('that follows the known one is accepted, and the same one again', async () => {
    expect((await judge(one, two.list)).list.version).toBe(2);
    expect((await judge(two, three.list)).list.version).toBe(3);
    expect((await judge(two, two.list)).list).toEqual(two.list.list);
  });

  test('is trusted at any version when none was seen before', async () => {
    expect(
      (await acceptList(p, { accountKey: one.known.accountKey, user: 2 }, three.list)).list.version,
    ).toBe(3);
  });

  test('that is older is a rollback', async () => {
    await refuses(judge(two, one.list), 'LIST_ROLLBACK');
  });

  test('that leaves versions out is a gap', async () => {
    await refuses(judge(one, three.list), 'LIST_GAP');
  });

  test('that is another one of the same version, or follows another, is a fork', async () => {
    const other = await makeAccount(p, 2, [laptop], { key: one.key, list: one.list.list });
    await refuses(judge(two, other.list), 'LIST_FORK');
    const followsOther = await signList(
      p.ed25519,
      2,
      other.list.list,
      [laptop.certificate],
      one.key.privateKey,
    );
    await refuses(judge(two, followsOther), 'LIST_FORK');
  });

  test('not signed by the account, or of another user, is refused', async () => {
    const stranger = await makeAccount(p, 2, [phone, laptop]);
    await refuses(judge(one, { ...two.list, signature: stranger.list.signature }), 'BAD_SIGNATURE');
    await refuses(judge(one, { ...two.list, signature: flipped(two.list.signature, 9) }), 'BAD_SIGNATURE');
    const elsewhere = await signList(p.ed25519, 3, undefined, [phone.certificate], one.key.privateKey);
    await refuses(judge(one, elsewhere), 'IDENTITY_MISMATCH');
  });

  test('admits its own certificates and no others', async () => {
    const { certificates } = await acceptDevices(p, two.known, two.certificates);
    expect(certificates).toEqual([phone.certificate, laptop.certificate]);
    await refuses(acceptDevices(p, one.known, two.certificates), 'GHOST_DEVICE');
    await refuses(acceptDevices(p, two.known, two.certificates.slice(0, 1)), 'MALFORMED');
    const twin = await makeDevice(p, { user: 2, device: 1 }, 0);
    const both = await makeAccount(p, 2, [phone, twin], { key: one.key, list: one.list.list });
    await refuses(acceptDevices(p, both.known, both.certificates), 'GHOST_DEVICE');
  });

  test('admits no certificate unless the account and the device signed it', async () => {
    const [certificate = fail()] = one.certificates;
    const accountSignature = flipped(certificate.accountSignature, 5);
    const deviceSignature = flipped(certificate.deviceSignature, 5);
    await refuses(acceptDevices(p, one.known, [{ ...certificate, accountSignature }]), 'BAD_SIGNATURE');
    await refuses(acceptDevices(p, one.known, [{ ...certificate, deviceSignature }]), 'BAD_SIGNATURE');
  });

  test('names at most ten devices, in order and once each', async () => {
    const many = Array.from({ length: 11 }, () => phone.certificate);
    await refuses(signList(p.ed25519, 2, undefined, many, one.key.privateKey), 'TOO_MANY');
    const twice = [phone.certificate, phone.certificate];
    await refuses(signList(p.ed25519, 2, undefined, twice, one.key.privateKey), 'MALFORMED');
    await refuses(signList(p.ed25519, 2, undefined, [], one.key.privateKey), 'MALFORMED');
  });

  test('and a certificate have one encoding', () => {
    const list = encodeSignedList(two.list);
    expect(toHex(encodeSignedList(decodeSignedList(list)))).toBe(toHex(list));
    const [certificate = fail()] = two.certificates;
    const bytes = encodeSignedCertificate(certificate);
    expect(bytes).toHaveLength(237);
    expect(toHex(encodeSignedCertificate(decodeSignedCertificate(bytes)))).toBe(toHex(bytes));
  });

  test('does not admit a certificate whose keys are of small order', async () => {
    const zero = fromHex('00'.repeat(32));
    const weak = (change: object) =>
      decodeCertificate(encodeCertificate({ ...phone.certificate, ...change }));
    await refuses(() => weak({ signingKey: zero }), 'BAD_KEY');
    await refuses(() => weak({ signingKey: fromHex(`01${'00'.repeat(30)}80`) }), 'BAD_KEY');
    await refuses(() => weak({ signingKey: fromHex(`ed${'ff'.repeat(31)}`) }), 'BAD_KEY');
    await refuses(() => weak({ dhKey: zero }), 'BAD_KEY');
  });
});

describe('a safety number', () => {
  const ada: AccountIdentity = { user: 1, accountKey: fromHex('11'.repeat(32)) };
  const bob: AccountIdentity = { user: 2, accountKey: fromHex('22'.repeat(32)) };

  test('is the same 60 digits on both sides', () => {
    expect(safetyNumber(ada, bob)).toMatch(/^\d{60}$/);
    expect(safetyNumber(ada, bob)).toBe(safetyNumber(bob, ada));
  });

  test('changes with either key and either user', () => {
    const all = [
      safetyNumber(ada, bob),
      safetyNumber({ ...ada, accountKey: bob.accountKey }, bob),
      safetyNumber(ada, { ...bob, accountKey: fromHex('23'.repeat(32)) }),
      safetyNumber({ ...ada, user: 3 }, bob),
    ];
    expect(new Set(all).size).toBe(4);
  });

  test('code matches when the peer scans it, and only then', async () => {
    const shown = verificationCode(ada, bob);
    expect(matchesVerificationCode(shown, bob, ada)).toBe(true);
    expect(matchesVerificationCode(shown, ada, bob)).toBe(false);
    expect(matchesVerificationCode(shown, bob, { ...ada, accountKey: bob.accountKey })).toBe(false);
    await refuses(() => matchesVerificationCode('kocmoc-link:AQ', bob, ada), 'MALFORMED');
    await refuses(() => matchesVerificationCode('kocmoc-verify:AQ', bob, ada), 'MALFORMED');
    await refuses(() => matchesVerificationCode('kocmoc-verify:%', bob, ada), 'MALFORMED');
  });
});

function fail(): never {
  throw new Error('nothing there');
}
