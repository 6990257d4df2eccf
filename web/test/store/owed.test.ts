import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database, deleteDatabase } from '../../src/store/db.ts';
import { Owed } from '../../src/store/owed.ts';
import { Replica } from '../../src/sync/replica.ts';
import { ME, ModelServer } from '../sync/model-server.ts';

const NOTHING = () => undefined;
const DEAF = {
  ...{ changed: NOTHING, removed: NOTHING, restarted: NOTHING, event: NOTHING },
  ...{ reload: NOTHING, unknown: NOTHING, gap: NOTHING },
};

let db: Database;

beforeEach(() => {
  db = new Database(ME);
});

afterEach(async () => {
  db.close();
  await deleteDatabase(ME);
});

/** What is fetched: how often it was asked for, and what becomes of it. */
function visit(load: () => Promise<boolean>) {
  let asked = 0;
  const counted = () => {
    asked += 1;
    return load();
  };
  const failed = (error: unknown) => {
    throw error;
  };
  return { owed: new Owed({ db, loads: [async () => true, counted], failed }), asked: () => asked };
}

test('what could not be fetched anew is fetched at the next visit, and once', async () => {
  const replica = new Replica(db, DEAF, ME);
  await replica.resumed(new ModelServer().resume(await replica.resume()).resumed);
  await visit(async () => false).owed.fetch();

  let come = NOTHING as () => void;
  const later = visit(
    () =>
      new Promise((go) => {
        come = () => go(true);
      }),
  );
  await later.owed.again();
  await expect.poll(later.asked).toBe(1);
  await later.owed.again();
  come();
  await expect.poll(() => db.meta.get('owed')).toBeUndefined();
  await later.owed.again();
  expect(later.asked()).toBe(1);
});

test('what comes to be owed while something comes stays owed', async () => {
  const owe = (seq: number, owed: boolean) =>
    db.transact((tx) => tx.putUserPosition({ epoch: 1, seq }, owed));
  await owe(1, true);
  const first = visit(async () => {
    await owe(2, true);
    return true;
  });
  await first.owed.fetch();
  await owe(3, false);

  const next = visit(async () => true);
  await next.owed.again();
  await expect.poll(next.asked).toBe(1);
  await expect.poll(() => db.meta.get('owed')).toBeUndefined();
});
