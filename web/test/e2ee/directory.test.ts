import { expect, test } from 'vitest';
import { Directory } from '../../src/e2ee/directory.ts';
import { type Person, person } from '../ratchet/people.ts';
import { browser, setUpOf } from './device-kit.ts';

const PEER = 9;
const DEVICES = 'get /api/e2ee/users/{user}/devices';

/** A browser that has seen somebody's devices, and whose next question about them is answered when a test says so. */
async function asking() {
  const answers: Record<string, () => unknown> = {};
  const { s } = await browser(answers);
  const peer = await person(s.p, PEER);
  const alarms: string[] = [];
  const directory = new Directory(s, async (kind) => void alarms.push(kind));
  const show = (shown: Person) => {
    answers[DEVICES] = () => setUpOf(shown)[DEVICES]?.();
  };
  show(peer);
  await directory.refresh(PEER);

  /** Asks; the answer is on its way until it is let through. */
  const ask = (shown: Person) => {
    let through = () => {};
    const held = new Promise<void>((go) => {
      through = go;
    });
    const asked = new Promise<void>((begun) => {
      answers[DEVICES] = () => {
        show(peer);
        begun();
        return held.then(() => setUpOf(shown)[DEVICES]?.());
      };
    });
    const done = directory.refresh(PEER);
    const answered = () => {
      through();
      return done;
    };
    return { asked, answered };
  };
  return { s, peer, ask, show, directory, alarms, row: () => s.db.users.get(PEER) };
}

test('who is compared while their devices are looked up stays so', async () => {
  const { s, peer, ask, row } = await asking();
  const question = ask(peer);
  await question.asked;
  await s.db.users.update(PEER, { verified: true, known: [3] });
  await question.answered();

  expect(await row()).toMatchObject({ verified: true, changed: 'no', known: [3] });
});

test('another key that comes while somebody is compared blocks them', async () => {
  const { s, ask, row, alarms } = await asking();
  const other = await person(s.p, PEER);
  const question = ask(other);
  await question.asked;
  await s.db.users.update(PEER, { verified: true });
  await question.answered();

  expect(await row()).toMatchObject({ verified: false, changed: 'blocking' });
  expect((await row())?.accountKey).toEqual(other.account.key.publicKey);
  expect(alarms).toEqual(['identity_changed']);
});

test('a late answer does not bring back a key that another tab knows to be former', async () => {
  const { s, peer, ask, show, directory, row, alarms } = await asking();
  await s.db.users.update(PEER, { verified: true });
  const late = ask(peer);
  await late.asked;
  const other = await person(s.p, PEER);
  show(other);
  await directory.refresh(PEER);
  await late.answered();

  expect(await row()).toMatchObject({ verified: false, changed: 'blocking' });
  expect((await row())?.accountKey).toEqual(other.account.key.publicKey);
  expect(alarms).toEqual(['identity_changed']);
});
