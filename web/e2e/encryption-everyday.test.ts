import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, choose, groupOf, line, pairOf, texts, write } from './testkit/chat.ts';
import { secretField, setUp, whisper } from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

// What is done every day, where some chats are encrypted and some are not.
let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;
let eve: Person;
let a: Window;
let b: Window;
let secret: number;

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

const dialog = (page: Page) => page.getByRole('dialog');

test('new personal chats are encrypted wherever they are begun, and where that cannot be, it is said', async () => {
  const group = await groupOf(server, 'Crew', ada, bob, eve);
  await a.page.getByRole('switch', { name: 'Encrypt new personal chats' }).check();
  const member = (name: string) => a.page.locator('.info').getByRole('button', { name, exact: true });
  await a.go(`/chat/${group}/info`);
  await member('Eve').click();
  await a.page.getByText('The server can read this chat').waitFor();
  await a.page.locator('.chat-header').getByRole('img', { name: 'Readable by the server' }).waitFor();

  await a.go('/');
  await a.page.getByRole('searchbox', { name: 'Search' }).fill('Bob');
  await a.page.locator('.results').getByRole('button', { name: 'Bob' }).click();
  await secretField(a.page).waitFor();
  secret = Number(/\/chat\/(\d+)/.exec(a.page.url())?.[1]);

  await a.go('/settings/encryption');
  await a.page.getByRole('switch', { name: 'Encrypt new personal chats' }).uncheck();
  await a.go(`/chat/${group}/info`);
  await member('Bob').click();
  await secretField(a.page).waitFor();
  expect(a.page.url()).toContain(`/chat/${secret}`);
});

test('what stands in an encrypted chat leaves it only after a question, and by nothing that the server refuses', async () => {
  const open = await pairOf(server, ada, eve);
  await a.go(`/chat/${secret}`);
  await whisper(a.page, 'for few eyes');
  const sent = bubble(a.page, 'for few eyes').getByRole('img', { name: /Sent|Delivered|Read/ });
  await sent.waitFor();
  await choose(a.page, 'for few eyes', 'Forward');
  await dialog(a.page).getByRole('button', { name: 'Eve', exact: true }).click();
  await dialog(a.page).getByText('the server will be able to read it').waitFor();
  await dialog(a.page).getByRole('button', { name: 'Cancel' }).last().click();
  await dialog(a.page).getByRole('button', { name: 'Eve', exact: true }).click();
  await dialog(a.page).getByRole('button', { name: 'Forward' }).click();
  await a.page.waitForURL(new RegExp(`/chat/${open}$`));
  await sent.waitFor();
});

test('words and files are forwarded into an encrypted chat, and carry their author', async () => {
  const open = await pairOf(server, ada, eve);
  const e = await Window.open(browser, server, { as: eve });
  await e.go(`/chat/${open}`);
  await write(e.page, 'said in the open');
  await e.page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'map.txt', mimeType: 'text/plain', buffer: Buffer.from('x marks the spot') }]);
  await dialog(e.page).getByRole('button', { name: 'Send', exact: true }).click();
  await a.go(`/chat/${open}`);
  await choose(a.page, 'map.txt', 'Select');
  await bubble(a.page, 'said in the open').click();
  await a.page.getByRole('toolbar').getByRole('button', { name: 'Forward' }).click();
  await dialog(a.page)
    .getByRole('button', { name: /Bob.*End-to-end encrypted/ })
    .click();

  await b.go(`/chat/${secret}`);
  await bubble(b.page, 'said in the open').getByText('Forwarded from Eve').waitFor();
  const [download] = await Promise.all([
    b.page.waitForEvent('download'),
    bubble(b.page, 'map.txt')
      .getByRole('link', { name: /Download map.txt/ })
      .click(),
  ]);
  expect(await download.failure()).toBeNull();
  expect(await texts(b.page)).toEqual(await texts(a.page));
  await e.close();
});

test('the search finds what was said in a chat that was not opened on this visit', async () => {
  await b.go('/');
  await line(b.page, 'Ada Lovelace').waitFor();
  await b.page.getByRole('searchbox', { name: 'Search' }).fill('few eyes');
  const found = b.page.locator('.results').getByRole('button', { name: /for few eyes/ });
  await found.click();
  await bubble(b.page, 'for few eyes').waitFor();
  for (const window of [a, b]) expect(window.faults).toEqual([]);
});
