import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Http } from '../../src/api/http.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import { EncryptionDatabase, type TextRow } from '../../src/e2ee/database.ts';
import { Desk } from '../../src/e2ee/desk.ts';
import type { Surroundings } from '../../src/e2ee/device.ts';

function text(seq: number, failure: string | null): TextRow {
  return {
    ...{ ref: `7.1.${seq}`, chat: 5, seq, id: seq, sender: 7, time: '', class: 'content' as const },
    ...{ target: null, failure, secret: null },
  };
}

test('what could not be read is counted until its key has come', async () => {
  const db = new EncryptionDatabase(2);
  const s: Surroundings = {
    ...{ user: 2, token: '', http: {} as Http, db, p: await platformPrimitives() },
    now: () => 0,
    exclusive: async (work) => work(),
  };
  const desk = new Desk(s);
  expect(await desk.unreadable()).toBe(0);

  await db.texts.bulkPut([text(1, null), text(2, 'UNDECRYPTABLE'), text(3, 'UNTRUSTED')]);
  expect(await desk.unreadable()).toBe(2);

  await db.texts.put(text(2, null));
  expect(await desk.unreadable()).toBe(1);
});
