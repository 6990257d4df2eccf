import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person, signIn } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble } from './testkit/chat.ts';
import { beginEncrypted, beginEncryptedGroup, link, setUp, whisper } from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

// The server of this story is restored from a backup that is older than what devices have signed.
let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;
let eve: Person;
let a: Window;
let b: Window;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob, eve] = [
    await newcomer(server, 'Ada Lovelace'),
    await newcomer(server, 'Bob'),
    await newcomer(server, 'Eve'),
  ];
  a = await Window.open(browser, server, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  await setUp(a, b);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const alerts = (page: Page) => page.locator('.encryption-alert');

test('after a restore all devices go on, and no one is told of an attack', async () => {
  await a.go('/');
  const chat = await beginEncrypted(a, 'Bob');
  await a.go('/');
  const group = await beginEncryptedGroup(a, 'Inner circle', 'Bob');
  await whisper(a.page, 'before the backup');
  await b.go(`/chat/${group}`);
  await bubble(b.page, 'before the backup').waitFor();
  const second = await signIn(server, ada.email, ada.password);
  await server.backUp();

  // Forgotten by the server: a device, somebody in the group, and what was said.
  const linked = await Window.open(browser, server, { as: second });
  await link(a, linked);
  await call(server, ada.token, 'POST', `/api/chats/${group}/members`, { userIds: [eve.id] });
  await a.go(`/chat/${group}`);
  await whisper(a.page, 'not for a ghost');
  await alerts(a.page).getByRole('button', { name: 'Confirm Eve' }).click();
  await alerts(a.page).waitFor({ state: 'detached' });
  await whisper(a.page, 'with Eve');
  await bubble(b.page, 'with Eve').waitFor();
  await server.comeBack();

  await linked.go(`/chat/${group}`);
  await whisper(b.page, 'after the restore');
  for (const { page } of [a, linked]) await bubble(page, 'after the restore').waitFor();
  await whisper(linked.page, 'from the forgotten device');
  for (const { page } of [a, b]) await bubble(page, 'from the forgotten device').waitFor();
  await whisper(a.page, 'and from the first');
  for (const { page } of [b, linked]) await bubble(page, 'and from the first').waitFor();
  expect(await alerts(a.page).count()).toBe(0);

  for (const window of [a, b, linked]) await window.go(`/chat/${chat}`);
  await whisper(b.page, 'here as well');
  for (const { page } of [a, linked]) await bubble(page, 'here as well').waitFor();
});
