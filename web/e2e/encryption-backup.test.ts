import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { call, newcomer, type Person, signIn } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, over, texts } from './testkit/chat.ts';
import { beginEncrypted, link, ready, setUp, whisper } from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

// A browser that was linked before there was a backup, and takes part in it all the same.
let server: TestServer;
let browser: Browser;
let ada: Person;
let b: Window;
let first: Window;
let earlier: Window;
let later: Window;
let chat: number;
let code: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  ada = await newcomer(server, 'Ada Lovelace');
  const bob = await newcomer(server, 'Bob');
  first = await Window.open(browser, server, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  await setUp(first, b);
  await first.go('/');
  chat = await beginEncrypted(first, 'Bob');
  await whisper(first.page, 'before all others');
  await b.go(`/chat/${chat}`);
  await bubble(b.page, 'before all others').waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function anotherBrowser(): Promise<Window> {
  return Window.open(browser, server, { as: await signIn(server, ada.email, ada.password) });
}

async function makeCode({ page }: Window): Promise<string> {
  await page.getByRole('button', { name: 'Make a recovery code' }).click();
  return page.getByLabel('Recovery code', { exact: true }).innerText();
}

/** Pieces with keys of messages that were stored after a moment, one or more for each device. */
async function piecesSince(moment: number): Promise<number[]> {
  const { blobs } = await call<{ blobs: { index: number; version: number }[] }>(
    ...([server, ada.token, 'GET', '/api/e2ee/backup'] as const),
  );
  return blobs.filter(({ index, version }) => index > 1 && version > moment).map(({ index }) => index);
}

test('a browser that was linked before the backup was made keeps it up to date', async () => {
  earlier = await anotherBrowser();
  await link(first, earlier);
  code = await makeCode(first);
  await first.page.getByText('There is a backup; this browser keeps it up to date.').waitFor();
  await vi.waitFor(async () => expect(await piecesSince(0)).toHaveLength(1));
  await over(first);

  await earlier.go(`/chat/${chat}`);
  await whisper(b.page, 'the first browser is gone');
  await bubble(earlier.page, 'the first browser is gone').waitFor();
  await whisper(earlier.page, 'only I can read this');
  await bubble(b.page, 'only I can read this').waitFor();
  const now = Date.now();
  await whisper(b.page, 'and this');
  await bubble(earlier.page, 'and this').waitFor();
  await vi.waitFor(async () => expect(await piecesSince(now)).toHaveLength(1), { timeout: 30_000 });
  expect(await piecesSince(0)).toHaveLength(2);
  await earlier.go('/settings/encryption');
  await earlier.page.getByText('There is a backup; this browser keeps it up to date.').waitFor();
});

test('it hands the key on to a third browser, which reads everything', async () => {
  later = await anotherBrowser();
  await link(earlier, later);
  await later.page.getByText('There is a backup; this browser keeps it up to date.').waitFor();
  await later.go(`/chat/${chat}`);
  await bubble(later.page, 'and this').waitFor();
  expect(await texts(later.page)).toEqual(await texts(b.page));
});

test('an empty browser finds by the recovery code what only the linked one had', async () => {
  const restored = await anotherBrowser();
  await restored.go('/settings/encryption');
  await restored.page.getByRole('textbox', { name: 'Recovery code or passphrase' }).fill(code);
  await restored.page.getByRole('button', { name: 'Restore', exact: true }).click();
  await ready(restored);
  await restored.go(`/chat/${chat}`);
  await bubble(restored.page, 'only I can read this').waitFor();
  await bubble(restored.page, 'before all others').waitFor();
  expect(await texts(restored.page)).toEqual(await texts(b.page));
  await over(restored);
});

test('where another browser begins the backup anew, the others go on in the new one', async () => {
  // As a browser is that cannot open the backup.
  await later.context.route('**/api/e2ee/backup', async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...(await response.json()), by_account: null } });
  });
  await later.page.evaluate(loseBackupKey, ada.id);
  await later.go('/settings/encryption');
  await later.page.getByText('There is a backup that this browser cannot open.').waitFor();
  await later.page.getByRole('textbox', { name: 'Your password' }).fill(ada.password);
  const moment = Date.now();
  await makeCode(later);
  await vi.waitFor(async () => expect(await piecesSince(moment)).toHaveLength(1), { timeout: 30_000 });

  await earlier.go(`/chat/${chat}`);
  await whisper(b.page, 'for the new backup');
  await bubble(earlier.page, 'for the new backup').waitFor();
  await vi.waitFor(async () => expect(await piecesSince(moment)).toHaveLength(2), { timeout: 30_000 });
  await over(earlier, later, b);
});

/** Runs in the page. */
async function loseBackupKey(user: number): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`kocmoc-e2ee-${user}`);
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = db.transaction('self', 'readwrite');
  const store = transaction.objectStore('self');
  const row = store.get('device');
  row.onsuccess = () => store.put({ ...row.result, backup: null });
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  db.close();
}
