import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import type { Session } from '../../src/api/session.ts';
import { Database } from '../../src/store/db.ts';
import { Engine } from '../../src/store/engine.ts';
import { PageOutbox } from '../../src/store/page-outbox.ts';
import type { OutboxItem } from '../../src/sync/outbox-item.ts';
import { rowFrom } from '../../src/sync/rows.ts';
import { CHAT, ME, ModelServer } from '../sync/model-server.ts';

function item(key: string): OutboxItem {
  const op = { kind: 'send', fields: { text: key } } as const;
  return { key, chat: CHAT, order: 1, op, created: '', state: 'waiting' };
}

test('what has left the outbox does not come back to a page that is told of it late', () => {
  const page = new PageOutbox();
  page.put(item('one'));
  page.remove(CHAT, 'one');
  page.remove(CHAT, 'two');
  page.put(item('one'));
  page.put(item('two'));
  page.put(item('three'));
  expect(page.of(CHAT).map(({ key }) => key)).toEqual(['three']);
});

test('a setting that is refused takes no other one back', async () => {
  const db = new Database(ME);
  await db.transact((tx) => tx.putChat(rowFrom(new ModelServer().list(), { me: ME, epoch: 1 }, undefined)));
  const answers: ((well: boolean) => void)[] = [];
  vi.stubGlobal(
    'fetch',
    () =>
      new Promise((yes, no) =>
        answers.push((well) => (well ? yes(new Response('{}')) : no(new TypeError('lost')))),
      ),
  );
  const session: Session = { user: ME, token: 'token', device: 'device' } as Session;
  const engine = new Engine(session, () => undefined);
  const archived = engine.settings(CHAT, { archived: true });
  await expect.poll(() => answers.length).toBe(1);
  const muted = engine.settings(CHAT, { muted: true });
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.(true);
  expect(await muted).toBeNull();
  answers[0]?.(false);
  expect(await archived).toBe('network');

  expect(await db.chats.get(CHAT)).toMatchObject({ muted: true, archived: false });
  vi.unstubAllGlobals();
  engine.stop();
  db.close();
});
