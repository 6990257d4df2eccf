import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Http } from '../../src/api/http.ts';
import { safetyNumber } from '../../src/crypto/ratchet/identity/safety-number.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { alertOf, EncryptionDatabase, type TextRow, type UserRow } from '../../src/e2ee/database.ts';
import { Desk } from '../../src/e2ee/desk.ts';
import type { Surroundings } from '../../src/e2ee/device.ts';

function text(seq: number, failure: string | null): TextRow {
  return {
    ...{ ref: `7.1.${seq}`, chat: 5, seq, id: seq, sender: 7, time: '', class: 'content' as const },
    ...{ target: null, failure, secret: null },
  };
}

async function deskOf(db: EncryptionDatabase, user: number): Promise<Desk> {
  const s: Surroundings = {
    ...{ user, token: '', http: {} as Http, db, p: await platformPrimitives() },
    now: () => 0,
    exclusive: async (work) => work(),
    saving: async (work) => work(),
  };
  return new Desk(s);
}

/** Somebody as far as they are known. */
function known(user: number, key: number, changed: UserRow['changed']): UserRow {
  const accountKey = new Uint8Array(32).fill(key);
  return {
    ...{ user, accountKey, list: new Uint8Array(), certificates: [], verified: false },
    ...{ changed, seenMs: 0, known: [] },
  };
}

test('only the key whose number was compared counts as compared, not one that came meanwhile', async () => {
  const db = new EncryptionDatabase(3);
  const desk = await deskOf(db, 3);
  const [own, peer, swapped] = [known(3, 1, 'no'), known(7, 2, 'no'), known(7, 3, 'notice')];
  await db.users.bulkPut([own, peer]);
  await db.alerts.put(alertOf(0, 'identity_changed', 7));
  const seen = safetyNumber(own, peer);

  await db.users.put(swapped);
  for (const verified of [true, false])
    await expect(desk.verify(7, seen, verified)).rejects.toMatchObject({
      code: 'encryption_identity_changed',
    });
  expect(await db.users.get(7)).toEqual(swapped);
  expect(await db.alerts.count()).toBe(1);

  await desk.verify(7, safetyNumber(own, swapped), true);
  expect(await db.users.get(7)).toEqual({ ...swapped, verified: true, changed: 'no' });
  expect(await db.alerts.count()).toBe(0);
});

test('what could not be read is counted until its key has come', async () => {
  const db = new EncryptionDatabase(2);
  const desk = await deskOf(db, 2);
  expect(await desk.unreadable()).toBe(0);

  await db.texts.bulkPut([text(1, null), text(2, 'UNDECRYPTABLE'), text(3, 'UNTRUSTED')]);
  expect(await desk.unreadable()).toBe(2);

  await db.texts.put(text(2, null));
  expect(await desk.unreadable()).toBe(1);
});
