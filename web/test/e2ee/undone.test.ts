import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Http } from '../../src/api/http.ts';
import { EncryptionDatabase, type TextRow } from '../../src/e2ee/database.ts';
import type { Surroundings } from '../../src/e2ee/device.ts';
import { emptyGroup } from '../../src/e2ee/groups/memberships.ts';
import { forgetUndone } from '../../src/e2ee/undone.ts';

const CHAT = 5;

function text(uuid: string, seq: number): TextRow {
  return {
    ...{ ref: `7.1.${uuid}`, chat: CHAT, seq, id: seq, sender: 7, time: '', class: 'content' as const },
    ...{ target: null, failure: null, secret: null },
  };
}

test('what a restored server has no more is forgotten, and what comes meanwhile is kept', async () => {
  const db = new EncryptionDatabase(1);
  await db.texts.bulkPut([text('aa', 1), text('bb', 2), text('cc', 3)]);
  await db.groups.put({ ...emptyGroup(CHAT), cursor: 9 });
  const http = {
    get: async () => {
      // Numbers 2 and 3 were given again; the last message arrives while the page is on its way.
      await db.texts.put(text('ff', 4));
      const messages = [
        { seq: 1, message_uuid: 'aa' },
        { seq: 2, message_uuid: 'dd' },
        { seq: 3, message_uuid: 'ee' },
      ];
      return { messages };
    },
  } as unknown as Http;

  await forgetUndone({ db, http } as Surroundings, CHAT);

  expect((await db.texts.toArray()).map(({ ref }) => ref).sort()).toEqual(['7.1.aa', '7.1.ff']);
  expect(await db.groups.get(CHAT)).toMatchObject({ cursor: 1, told: 1 });
});
