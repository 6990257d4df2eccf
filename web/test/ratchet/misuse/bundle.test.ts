import { beforeAll, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/crypto/ratchet/bytes.ts';
import {
  decodeBundle,
  encodeBundle,
  type PreKeyBundle,
} from '../../../src/crypto/ratchet/identity/pre-key-bundle.ts';
import { platformPrimitives } from '../../../src/crypto/ratchet/primitives/platform.ts';
import type { Primitives } from '../../../src/crypto/ratchet/primitives/primitives.ts';
import type { Reason } from '../../../src/crypto/ratchet/ratchet-error.ts';
import { startSession } from '../../../src/crypto/ratchet/session/session-builder.ts';
import { bundleOf, makeAccount, makeDevice, NOW, type Person, person } from '../people.ts';
import { flipped, refuses } from '../refusals.ts';

const LOW_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
];
const NON_CANONICAL = [
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  `ff${'ff'.repeat(30)}7f`,
  `09${'00'.repeat(30)}80`,
];

describe('a bundle from the directory is refused', () => {
  let p: Primitives;
  let ada: Person;
  let bob: Person;
  let good: PreKeyBundle;
  beforeAll(async () => {
    p = await platformPrimitives();
    [ada, bob] = [await person(p, 1), await person(p, 2)];
    good = bundleOf(bob.device);
  });

  const start = (bundle: PreKeyBundle, account = bob.account, own = ada) =>
    startSession(p, own.device, bundle, account.known, NOW);

  test('never, if it is right', async () => {
    expect((await start(good)).sent).toBe(0);
    expect(toHex(encodeBundle(decodeBundle(encodeBundle(good))))).toBe(toHex(encodeBundle(good)));
  });

  const spk = (change: Partial<PreKeyBundle['signedPreKey']>): PreKeyBundle => ({
    ...good,
    signedPreKey: { ...good.signedPreKey, ...change },
  });
  const kem = (change: Partial<PreKeyBundle['kemPreKey']>): PreKeyBundle => ({
    ...good,
    kemPreKey: { ...good.kemPreKey, ...change },
  });
  const swaps: [string, () => PreKeyBundle][] = [
    [
      'a damaged signature of the signed pre-key',
      () => spk({ signature: flipped(good.signedPreKey.signature, 3) }),
    ],
    ['a damaged signature of the KEM key', () => kem({ signature: flipped(good.kemPreKey.signature, 3) })],
    ['another id of the signed pre-key', () => spk({ id: good.signedPreKey.id + 1 })],
    ['another id of the KEM key', () => kem({ id: good.kemPreKey.id + 1 })],
    ['another time of the signed pre-key', () => spk({ createdMs: NOW + 1 })],
    ['the last-resort flag set on a one-time key', () => kem({ flags: 1 })],
    ['another signed pre-key', () => spk({ publicKey: ada.device.certificate.dhKey })],
    ['the pre-key signatures exchanged', () => spk({ signature: good.kemPreKey.signature })],
    ['a signed pre-key of another device', () => spk(bundleOf(ada.device).signedPreKey)],
    ['a KEM key of another device', () => kem(bundleOf(ada.device).kemPreKey)],
  ];
  test.for(swaps)('for %s', async ([, make]) => {
    await refuses(start(make()), 'BAD_SIGNATURE');
  });

  test('for the last-resort flag removed', async () => {
    const lastResort = bundleOf(bob.device, { oneTimeKem: false });
    await refuses(
      start({ ...lastResort, kemPreKey: { ...lastResort.kemPreKey, flags: 0 } }),
      'BAD_SIGNATURE',
    );
  });

  test('for an unreduced KEM key, wherever the coefficient is', async () => {
    for (const index of [0, 1, 2, 511, 512, 1022, 1023]) {
      for (const value of [3329, 4095]) {
        const publicKey = withCoefficient(good.kemPreKey.publicKey, index, value);
        await refuses(start(kem({ publicKey })), 'BAD_KEY');
        await refuses(() => decodeBundle(encodeBundle(kem({ publicKey }))), 'BAD_KEY');
      }
      const reduced = withCoefficient(good.kemPreKey.publicKey, index, 3328);
      await refuses(start(kem({ publicKey: reduced })), 'BAD_SIGNATURE');
    }
  });

  test.for([...LOW_ORDER, ...NON_CANONICAL])('for the X25519 key %s', async (hex) => {
    const publicKey = fromHex(hex);
    await refuses(start(spk({ publicKey })), 'BAD_KEY');
    await refuses(start({ ...good, oneTimePreKey: { id: 1, publicKey } }), 'BAD_KEY');
    await refuses(() => decodeBundle(encodeBundle(spk({ publicKey }))), 'BAD_KEY');
  });

  test('for a device that is not on the signed list', async () => {
    const ghost = await makeDevice(p, { user: 2, device: 9 });
    const forged = await makeAccount(p, 2, [ghost]);
    const [certificate] = forged.certificates;
    await refuses(start({ ...good, certificate: certificate ?? good.certificate }), 'GHOST_DEVICE');
  });

  test('for another installation than the listed one', async () => {
    const anew = await makeDevice(p, { user: 2, device: 1 });
    const [certificate = good.certificate] = (await makeAccount(p, 2, [anew])).certificates;
    await refuses(start({ ...good, certificate }), 'IDENTITY_MISMATCH');
  });

  test('for the very device that asks', async () => {
    await refuses(start(bundleOf(ada.device), ada.account), 'SELF_SESSION');
  });

  test('for a device that does not speak this suite', async () => {
    const made = await makeDevice(p, { user: 3, device: 1 });
    const old = { ...made, certificate: { ...made.certificate, capabilities: 2 } };
    const { signByDevice } = await import('../../../src/crypto/ratchet/identity/device-certificate.ts');
    const deviceSignature = await signByDevice(p.ed25519, old.certificate, made.signingKey);
    const account = await makeAccount(p, 3, [{ ...old, deviceSignature }]);
    const [certificate = good.certificate] = account.certificates;
    await refuses(start({ ...good, certificate }, account), 'UNSUPPORTED_DEVICE' satisfies Reason);
  });
});

/** The ML-KEM key with one of its 1,024 coefficients of 12 bits replaced. */
function withCoefficient(publicKey: Uint8Array, index: number, value: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(publicKey);
  const at = Math.floor(index / 2) * 3;
  const middle = changed[at + 1] as number;
  if (index % 2 === 0) changed.set([value & 0xff, (middle & 0xf0) | (value >> 8)], at);
  else changed.set([(middle & 0x0f) | ((value & 0x0f) << 4), value >> 4], at + 1);
  return changed;
}
