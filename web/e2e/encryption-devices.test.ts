import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person, signIn } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, line, texts } from './testkit/chat.ts';
import {
  beginEncrypted,
  beginEncryptedGroup,
  link,
  ready,
  secretField,
  whisper,
} from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;
let a: Window;
let b: Window;
/** A second browser of Ada's, linked to the first, and a third one, restored from the backup. */
let linked: Window;
let restored: Window;
let chat: number;
let group: number;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob] = [await newcomer(server, 'Ada Lovelace'), await newcomer(server, 'Bob')];
  a = await Window.open(browser, server, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  await a.go('/settings/encryption');
  await ready(a);
  await b.go('/');
  await a.go('/');
  chat = await beginEncrypted(a, 'Bob');
  await whisper(a.page, 'before all others');
  await b.go(`/chat/${chat}`);
  await bubble(b.page, 'before all others').waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('a second browser says that it cannot read, and is linked by code and digits', async () => {
  linked = await Window.open(browser, server, { as: await signIn(server, ada.email, ada.password) });
  await linked.go(`/chat/${chat}`);
  await linked.page.getByText('This browser cannot read this chat').waitFor();
  await linked.page.getByRole('link', { name: 'Open settings' }).click();
  await linked.page.getByRole('button', { name: 'Show code' }).click();
  await linked.page.getByRole('img', { name: 'Code for the other device' }).waitFor();
  const code = await linked.page.getByRole('textbox', { name: 'The code as text' }).inputValue();
  expect(code).toMatch(/^kocmoc-link:/);

  await a.go('/settings/encryption');
  await a.page.getByRole('textbox', { name: 'Code of the new device' }).fill(code);
  await a.page.getByRole('button', { name: 'Go on' }).click();
  const digits = await a.page.locator('.recovery-code').innerText();
  await linked.page.locator('.recovery-code').filter({ hasText: digits }).waitFor();
  await a.page.getByRole('button', { name: 'The digits are the same: link it' }).click();
  await ready(linked);
  await linked.go(`/chat/${chat}`);
  await bubble(linked.page, 'before all others').waitFor();
});

test('all devices of both sides read what any of them writes', async () => {
  await a.go(`/chat/${chat}`);
  await whisper(b.page, 'from Bob to both');
  for (const { page } of [a, linked]) await bubble(page, 'from Bob to both').waitFor();
  await whisper(linked.page, 'from the second browser');
  for (const { page } of [a, b]) await bubble(page, 'from the second browser').waitFor();
  await whisper(a.page, 'from the first browser');
  await bubble(linked.page, 'from the first browser').waitFor();
  expect(await texts(linked.page)).toEqual(await texts(b.page));
});

test('an empty browser becomes a device by the recovery code, and reads what was said before', async () => {
  await a.go('/settings/encryption');
  await a.page.getByRole('button', { name: 'Make a recovery code' }).click();
  const code = await a.page.getByLabel('Recovery code', { exact: true }).innerText();
  expect(code).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{6}$/);
  await a.page.getByText('There is a backup; this browser keeps it up to date.').waitFor();

  restored = await Window.open(browser, server, { as: await signIn(server, ada.email, ada.password) });
  await restored.go('/settings/encryption');
  const secret = restored.page.getByRole('textbox', { name: 'Recovery code or passphrase' });
  await secret.fill('00000-00000-00000-00000-000000');
  await restored.page.getByRole('button', { name: 'Restore', exact: true }).click();
  await restored.page.getByText('Neither a recovery code nor a passphrase of this backup.').waitFor();
  await secret.fill(code.toLowerCase());
  // The page is left before it has read anything; what was said before must come all the same.
  const bodies = '**/api/e2ee/chats/*/messages?*';
  await restored.context.route(bodies, () => undefined);
  await restored.page.getByRole('button', { name: 'Restore', exact: true }).click();
  await ready(restored);
  await restored.context.unroute(bodies);
  await restored.go(`/chat/${chat}`);
  await bubble(restored.page, 'from the second browser').waitFor();
  expect(await texts(restored.page)).toEqual(await texts(b.page));
  await whisper(restored.page, 'back again');
  await bubble(b.page, 'back again').waitFor();
});

test('whom a chat is for is asked once, not before each message', async () => {
  await b.go(`/chat/${chat}`);
  await secretField(b.page).waitFor();
  let asked = 0;
  b.context.on('request', (request) => {
    if (request.url().endsWith(`/api/e2ee/chats/${chat}/devices`)) asked++;
  });
  for (const text of ['one', 'two', 'three', 'four']) await whisper(b.page, `number ${text}`);
  for (const { page } of [linked, restored]) await bubble(page, 'number four').waitFor();
  expect(asked).toBe(1);
});

test('the device list names them all, tells of the new one, and takes one away', async () => {
  await linked.go('/settings/encryption');
  await linked.page.getByText('A new device can read your encrypted chats.').waitFor();
  expect(await linked.page.getByRole('button', { name: 'Remove device' }).count()).toBe(2);
  await linked.page
    .locator('.row')
    .filter({ hasText: 'new' })
    .getByRole('button', { name: 'Remove device' })
    .click();
  await linked.page.getByRole('dialog').getByRole('button', { name: 'Remove device' }).click();
  await linked.page.getByText('Device removed').waitFor();
  // Whose browser knows the devices of before.
  await whisper(b.page, 'not for the removed one');
  await linked.go(`/chat/${chat}`);
  await bubble(linked.page, 'not for the removed one').waitFor();
  await restored.page.getByText('This browser was taken off the list').first().waitFor();
  expect(await bubble(restored.page, 'not for the removed one').count()).toBe(0);
});

test('a browser that is left while keys come to it from another reads the rest from the backup', async () => {
  const fresh = await Window.open(browser, server, { as: await signIn(server, ada.email, ada.password) });
  // The frames before bring the grant.
  const keys = '**/api/e2ee/links/*/frames/3';
  await fresh.context.route(keys, () => undefined);
  // Of the two that are left, the first has the backup.
  await link(a, fresh);
  await fresh.context.unroute(keys);
  await fresh.go(`/chat/${chat}`);
  await bubble(fresh.page, 'from the second browser').waitFor();
  await bubble(fresh.page, 'not for the removed one').waitFor();
  await fresh.close();
  await linked.go(`/chat/${chat}`);
});

test('a device that has lost its sessions asks for what it could not read, and gets it', async () => {
  await a.go(`/chat/${chat}`);
  await secretField(a.page).waitFor();
  await b.page.evaluate(loseSessions, bob.id);
  await whisper(a.page, 'into the void');
  await bubble(b.page, 'into the void').waitFor();
  await whisper(b.page, 'and back');
  for (const { page } of [a, linked]) await bubble(page, 'and back').waitFor();
  await whisper(a.page, 'as if nothing had happened');
  await bubble(b.page, 'as if nothing had happened').waitFor();
});

test('what was not asked for when the page was closed is asked for at the next visit', async () => {
  await b.page.evaluate(loseSessions, bob.id);
  let held = 0;
  await b.context.route('**/api/e2ee/mailbox', async (route) => {
    if (route.request().method() === 'POST') held++;
    else await route.fallback();
  });
  await whisper(a.page, 'unasked for');
  await expect.poll(() => held).toBeGreaterThan(0);
  await b.go('/settings');
  await b.context.unroute('**/api/e2ee/mailbox');
  await b.go(`/chat/${chat}`);
  await bubble(b.page, 'unasked for').waitFor();
});

test('a group of people who can all encrypt is encrypted, and so is what is said in it', async () => {
  await a.go('/');
  group = await beginEncryptedGroup(a, 'Inner circle', 'Bob');
  await whisper(a.page, 'said among few');
  await line(b.page, 'Inner circle').filter({ hasText: 'said among few' }).waitFor();
  await b.go(`/chat/${group}`);
  await bubble(b.page, 'said among few').waitFor();
  await whisper(b.page, 'and answered');
  await linked.go(`/chat/${group}`);
  await bubble(linked.page, 'and answered').waitFor();
  expect(await texts(linked.page)).toEqual(['said among few', 'and answered']);
  for (const window of [a, b, linked, restored]) expect(window.faults).toEqual([]);
});

/** Runs in the page: what a damaged disk does. */
async function loseSessions(user: number): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`kocmoc-e2ee-${user}`);
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = db.transaction('sessions', 'readwrite');
  transaction.objectStore('sessions').clear();
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  db.close();
}
