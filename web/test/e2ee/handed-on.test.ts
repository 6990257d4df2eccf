import { expect, test } from 'vitest';
import { networkError } from '../../src/api/error.ts';
import { Directory } from '../../src/e2ee/directory.ts';
import { adopt, verificationsOf } from '../../src/e2ee/join.ts';
import { makeAccount, makeDevice, NOW, type Person, person } from '../ratchet/people.ts';
import { type Browser, browser, type Call, setUpOf } from './device-kit.ts';

const PEER = 9;
const DEVICES = 'get /api/e2ee/users/{user}/devices';

interface Joined {
  readonly made: Browser;
  readonly real: Person;
  /** Looks the other one up, whose devices the server shows so. */
  readonly look: (shown: Person) => Promise<void>;
  readonly alarms: string[];
}

/** A browser that has become a device and was told whom its user has compared, while the line was lost for all else. */
async function joined(
  verified: boolean,
  before?: (made: Browser, real: Person) => Promise<void>,
): Promise<Joined> {
  const answers: Record<string, (call: Call) => unknown> = {};
  const made = await browser(answers);
  const { s } = made;
  const real = await person(s.p, PEER);
  await before?.(made, real);
  const keys = await makeDevice(s.p, { user: s.user, device: 2 });
  const account = await makeAccount(s.p, s.user, [keys]);
  const [certificate] = account.certificates;
  if (!certificate) throw new Error('no certificate');
  const own = setUpOf({ account, device: { ...made.person.device, signed: certificate } })[DEVICES];
  let shown: Person | null = null;
  answers[DEVICES] = ({ path }) => {
    if (path?.user === s.user) return own?.();
    if (!shown) throw networkError(new Error('lost'));
    return setUpOf(shown)[DEVICES]?.();
  };
  await adopt(s, {
    ...{ keys, certificate, accountKey: account.key.publicKey, list: account.list, accountSeed: null },
    ...{ backupKey: null, pieces: [], began: {} },
    verifications: [{ user: PEER, accountKey: real.account.key.publicKey, verified, atMs: NOW - 1 }],
  });
  const alarms: string[] = [];
  const directory = new Directory(s, async (kind) => void alarms.push(kind));
  const look = async (one: Person) => {
    shown = one;
    await directory.devices(PEER);
  };
  return { made, real, look, alarms };
}

const verificationOf = ({ s }: Browser) => s.db.users.get(PEER);

test('who was compared on another device is so here once their devices can be looked up', async () => {
  const { made, real, look, alarms } = await joined(true);
  expect(made.asked.filter((route) => route === DEVICES)).toHaveLength(1);
  const handedOn = [{ user: PEER, accountKey: real.account.key.publicKey, verified: true, atMs: NOW - 1 }];
  // Whoever is linked from here meanwhile is told as well.
  expect(await verificationsOf(made.s)).toEqual(handedOn);

  await look(real);
  expect(await verificationOf(made)).toMatchObject({ verified: true, changed: 'no', seenMs: NOW - 1 });
  expect(alarms).toEqual([]);
  expect(await verificationsOf(made.s)).toEqual(handedOn);
  expect(await made.s.db.handedOn.count()).toBe(0);
});

test.each([
  [true, 'blocking'],
  [false, 'notice'],
])('another key than was handed on (compared: %s) is told', async (verified, changed) => {
  const { made, look, alarms } = await joined(verified);
  await look(await person(made.s.p, PEER));

  expect(await verificationOf(made)).toMatchObject({ verified: false, changed });
  expect(alarms).toEqual(['identity_changed']);
});

test('what was compared here is not given up for what only was seen elsewhere', async () => {
  let compared: Person | undefined;
  const { made } = await joined(false, async ({ s }) => {
    compared = await person(s.p, PEER);
    const { key } = compared.account;
    await s.db.users.put({
      ...{ user: PEER, accountKey: key.publicKey, list: new Uint8Array(), certificates: [] },
      ...{ verified: true, changed: 'no', seenMs: NOW, known: [] },
    });
  });
  expect(await verificationOf(made)).toMatchObject({
    ...{ accountKey: compared?.account.key.publicKey, verified: true },
  });
});
