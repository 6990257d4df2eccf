import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, log, texts } from './testkit/chat.ts';
import { beginEncryptedGroup, secretField, setUp, whisper } from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let eve: Person;
let a: Window;
let b: Window;
let e: Window;
let group: number;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  ada = await newcomer(server, 'Ada Lovelace');
  const bob = await newcomer(server, 'Bob');
  eve = await newcomer(server, 'Eve');
  a = await Window.open(browser, server, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  e = await Window.open(browser, server, { as: eve });
  await setUp(a, b, e);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('what is said in a group is encrypted once for all its devices', async () => {
  await a.go('/');
  group = await beginEncryptedGroup(a, 'Inner circle', 'Bob');
  await whisper(a.page, 'said among few');
  await b.go(`/chat/${group}`);
  await bubble(b.page, 'said among few').waitFor();
  await whisper(b.page, 'and answered');
  await bubble(a.page, 'and answered').waitFor();
  const path = `/api/e2ee/chats/${group}/messages`;
  const { messages } = await call<{ messages: { group_envelope: string | null }[] }>(
    server,
    ada.token,
    'GET',
    path,
  );
  expect(messages.map(({ group_envelope }) => group_envelope !== null)).toEqual([true, true]);
});

test('a member whom only the server shows holds the group up until an admin confirms', async () => {
  // As a server would that wants to read along: nobody's device signs it.
  await call(server, ada.token, 'POST', `/api/chats/${group}/members`, { userIds: [eve.id] });
  await whisper(b.page, 'not for a ghost');
  const told = (page: Page) => page.locator('.encryption-alert').filter({ hasText: /no admin has signed/ });
  await told(b.page).waitFor();
  await bubble(b.page, 'not for a ghost')
    .getByText(/Not sent/)
    .first()
    .waitFor();
  expect(await b.page.getByRole('button', { name: 'Confirm Eve' }).count()).toBe(0);
  await whisper(a.page, 'nor from me');
  await told(a.page).getByRole('button', { name: 'Confirm Eve' }).click();
  await told(a.page).waitFor({ state: 'detached' });
  await whisper(a.page, 'welcome, Eve');
  await e.go(`/chat/${group}`);
  await bubble(e.page, 'welcome, Eve').waitFor();
  expect(await bubble(e.page, 'said among few').count()).toBe(0);
});

test('two tabs at once lose nothing, double nothing and fork no key', async () => {
  const second = await a.context.newPage();
  await second.goto(`${server.url}/chat/${group}`);
  await secretField(second).waitFor();
  const said: string[] = [];
  for (let i = 1; i <= 6; i++) {
    said.push(`left ${i} of six`, `right ${i} of six`);
    // One after the other, as a person types, and neither waits until the former is there.
    await whisper(a.page, `left ${i} of six`);
    await whisper(second, `right ${i} of six`);
    if (i === 3) await whisper(b.page, 'in between');
  }
  said.push('in between');
  const shown = async (page: Page) => (await texts(page)).filter((text) => said.includes(text));
  for (const page of [a.page, second, b.page]) {
    await expect.poll(async () => (await shown(page)).sort(), { timeout: 60_000 }).toEqual([...said].sort());
  }
  expect(await shown(second)).toEqual(await shown(a.page));
  expect(await shown(b.page)).toEqual(await shown(a.page));
  // The tab that led is gone: the other one goes on with the same keys.
  await second.bringToFront();
  await a.page.close();
  await whisper(second, 'from the one that is left');
  await bubble(b.page, 'from the one that is left').waitFor();
  await whisper(b.page, 'heard');
  await bubble(second, 'heard').waitFor();
  expect(await log(b.page).getByText('could not be decrypted').count()).toBe(0);
});

test('what waits to be sent cannot be read in what the browser stores', async () => {
  const before = await b.page.evaluate(outbox);
  await b.context.setOffline(true);
  await b.page.locator('input[type=file]').setInputFiles([
    {
      name: 'secret-plan.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('x marks the spot '.repeat(100)),
    },
  ]);
  const dialog = b.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await whisper(b.page, 'words under way');
  await bubble(b.page, 'words under way').waitFor();
  const kept = await b.page.evaluate(outbox);
  expect(kept.items - before.items).toBe(2);
  for (const secret of ['x marks the spot', 'secret-plan', 'words under way'])
    expect(kept.text, secret).not.toContain(secret);
  await b.context.setOffline(false);
  await bubble(e.page, 'words under way').waitFor();
  await log(e.page)
    .getByRole('link', { name: /Download secret-plan.txt/ })
    .waitFor();
  for (const window of [b, e]) expect(window.faults).toEqual([]);
});

/** Runs in the page: everything that waits in the outboxes of its databases, as text. */
async function outbox(): Promise<{ items: number; text: string }> {
  const parts: string[] = [];
  const seen = async (value: unknown): Promise<void> => {
    if (typeof value === 'string') parts.push(value);
    else if (value instanceof Blob)
      parts.push(new TextDecoder('latin1').decode(await value.arrayBuffer()), value.type);
    else if (value instanceof Uint8Array) parts.push(new TextDecoder('latin1').decode(value));
    else if (value && typeof value === 'object') for (const each of Object.values(value)) await seen(each);
  };
  let items = 0;
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name ?? '');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    if (db.objectStoreNames.contains('outbox')) {
      const rows = await new Promise<unknown[]>((resolve) => {
        const request = db.transaction('outbox').objectStore('outbox').getAll();
        request.onsuccess = () => resolve(request.result);
      });
      items += rows.length;
      await seen(rows);
    }
    db.close();
  }
  return { items, text: parts.join('\n') };
}
