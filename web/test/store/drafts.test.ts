import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { Database, type DraftRow } from '../../src/store/db.ts';
import { Drafts, keepDraft } from '../../src/store/drafts.ts';
import { PageDrafts } from '../../src/store/page-drafts.ts';
import { lineTo } from '../e2ee/device-kit.ts';

const CHAT = 5;

function stored(text: string, more: Partial<DraftRow>): DraftRow {
  return {
    ...{ chat: CHAT, text, reply_to: null, version: 1, dirty: true },
    ...{ other: null, changed: 0, ...more },
  };
}

test('what comes back late of what was typed here never stands in the field again', () => {
  const page = new PageDrafts();
  const sent = page.typed(CHAT, 'on its way', null);
  const empty = page.typed(CHAT, '', null);
  page.take(stored(sent.text, { writer: sent.writer as string }));
  expect(page.get(CHAT)).toMatchObject({ text: '', version: 1 });

  page.take(stored(empty.text, { writer: empty.writer as string, version: 2, dirty: false }));
  expect(page.get(CHAT)).toMatchObject({ text: '', version: 2, dirty: false });
});

test('what another page or device writes is shown', () => {
  const page = new PageDrafts();
  page.typed(CHAT, 'typed here', null);
  page.take(stored('in another page', { writer: new PageDrafts().typed(CHAT, '', null).writer as string }));
  expect(page.get(CHAT)?.text).toBe('in another page');
  page.take(stored('from the server', {}));
  expect(page.get(CHAT)?.text).toBe('from the server');
});

test('an answer of the server that crosses with the next keys changes no text', async () => {
  const db = new Database(4_711);
  const page = new PageDrafts();
  const answers: (() => void)[] = [];
  const { http } = lineTo({
    'put /api/chats/{id}/draft': () =>
      new Promise((go) => answers.push(() => go({ draft: { version: answers.length } }))),
  });
  const drafts = new Drafts({ db, http, isEncrypted: async () => false, publish: () => undefined });
  for (let turn = 1; turn <= 20; turn++) {
    await keepDraft(db, page.typed(CHAT, `text ${turn}`, null));
    const told = drafts.wake();
    await expect.poll(() => answers.length).toBe(turn);
    answers.at(-1)?.();
    for (let ticks = 0; ticks < turn; ticks++) await Promise.resolve();
    await Promise.all([keepDraft(db, page.typed(CHAT, `text ${turn} goes on`, null)), told]);
    expect(await db.drafts.get(CHAT)).toMatchObject({ text: `text ${turn} goes on`, dirty: true });
  }
});

test('one draft that could not be told holds up no later one', async () => {
  const db = new Database(4_712);
  const page = new PageDrafts();
  let told = 0;
  const { http } = lineTo({ 'put /api/chats/{id}/draft': () => ({ draft: { version: ++told } }) });
  let full = true;
  const isEncrypted = async () => {
    if (full) throw new DOMException('the disk is full', 'QuotaExceededError');
    return false;
  };
  const drafts = new Drafts({ db, http, isEncrypted, publish: () => undefined });
  await keepDraft(db, page.typed(CHAT, 'one', null));
  await expect(drafts.wake()).rejects.toThrow('full');
  full = false;
  await drafts.wake();
  expect(told).toBe(1);
});
