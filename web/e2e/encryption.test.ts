import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, choose, line, log, texts } from './testkit/chat.ts';
import { beginEncrypted, secretField, whisper } from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;
let a: Window;
let b: Window;
let chat: number;
/** Everything that the browsers sent to the server. */
const sent: string[] = [];
/** What was said, as it would be found if it could be read. */
const CANARIES = [
  ...['the first secret', 'and its answer', 'a reply', 'zephyr one', 'zephyr two', 'written under way'],
  ...['look at this', 'x marks the spot', 'treasure-map', 'rainbow.png'],
];

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob] = [await newcomer(server, 'Ada Lovelace'), await newcomer(server, 'Bob')];
  a = await Window.open(browser, server, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  for (const { context, page } of [a, b]) {
    context.on('request', (request) => sent.push(request.url(), request.postData() ?? ''));
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  }
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('a chat is begun with one switch, and what is said in it reaches the other side only', async () => {
  for (const window of [a, b]) await window.go('/');
  chat = await beginEncrypted(a, 'Bob');
  await whisper(a.page, 'the first secret');
  await bubble(a.page, 'the first secret').waitFor();
  await line(b.page, 'Ada Lovelace').filter({ hasText: 'the first secret' }).waitFor();
  await b.go(`/chat/${chat}`);
  await bubble(b.page, 'the first secret').waitFor();
  await whisper(b.page, 'and its answer');
  await bubble(a.page, 'and its answer').waitFor();
  expect(await texts(a.page)).toEqual(await texts(b.page));
  for (const { page } of [a, b]) {
    expect(
      await page.locator('.chat-header').getByRole('img', { name: 'End-to-end encrypted' }).count(),
    ).toBe(1);
    expect(await page.locator('.composer').getByRole('img', { name: 'End-to-end encrypted' }).count()).toBe(
      1,
    );
  }
  const { chats } = await call<{ chats: { id: number }[] }>(server, bob.token, 'GET', '/api/chats');
  expect(chats.map(({ id }) => id)).not.toContain(chat);
});

test('edits, reactions, replies and deletions are as in any chat', async () => {
  await choose(a.page, 'the first secret', 'Edit');
  await secretField(a.page).fill('the first secret, better');
  await secretField(a.page).press('Enter');
  await bubble(b.page, 'the first secret, better').getByText('edited').waitFor();

  await choose(b.page, 'better', 'React');
  await b.page.getByRole('dialog').getByText('🔥', { exact: true }).first().click();
  await bubble(a.page, 'better')
    .getByRole('button', { name: /🔥, 1 person: Bob/ })
    .click();
  await bubble(b.page, 'better')
    .getByRole('button', { name: /🔥, 2 people/ })
    .waitFor();

  await choose(b.page, 'better', 'Reply');
  await whisper(b.page, 'a reply');
  await bubble(a.page, 'a reply')
    .getByRole('button', { name: /In reply to Ada Lovelace the first secret, better/ })
    .waitFor();

  await choose(b.page, 'a reply', 'Delete');
  await b.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await bubble(a.page, 'a reply').waitFor({ state: 'detached' });
  expect(await texts(a.page)).toEqual(await texts(b.page));
});

test('only messages count as unread, and a page that is loaded anew shows the same', async () => {
  await b.go('/');
  await line(b.page, 'Ada Lovelace').waitFor();
  await whisper(a.page, 'zephyr one');
  await bubble(a.page, 'zephyr one')
    .getByRole('img', { name: /Sent|Delivered/ })
    .waitFor();
  await choose(a.page, 'zephyr one', 'React');
  await a.page.getByRole('dialog').getByText('🔥', { exact: true }).first().click();
  await whisper(a.page, 'zephyr two');
  await line(b.page, 'Ada Lovelace').filter({ hasText: 'zephyr two' }).waitFor();
  await line(b.page, 'Ada Lovelace').getByText('2 unread messages').waitFor();
  await b.page.reload();
  await line(b.page, 'Ada Lovelace').filter({ hasText: 'zephyr two' }).waitFor();
  await line(b.page, 'Ada Lovelace').getByText('2 unread messages').waitFor();
  await b.go(`/chat/${chat}`);
  await bubble(b.page, 'zephyr one')
    .getByRole('button', { name: /🔥, 1 person/ })
    .waitFor();
  await line(b.page, 'Ada Lovelace').getByText('2 unread messages').waitFor({ state: 'detached' });
  expect(await texts(a.page)).toEqual(await texts(b.page));
});

test('what is written without a network is sent when it is back, and the search looks here', async () => {
  await a.context.setOffline(true);
  await whisper(a.page, 'written under way');
  await bubble(a.page, 'written under way').waitFor();
  await a.context.setOffline(false);
  await bubble(b.page, 'written under way').waitFor();
  await b.page.getByRole('button', { name: 'Search in this chat' }).click();
  await b.page.getByRole('searchbox', { name: 'Search in this chat' }).fill('under way');
  await b.page.locator('.chat-search').getByText('1').first().waitFor();
  await b.page.keyboard.press('Escape');
});

test('both sides see the same safety number, and each can check the other by the code', async () => {
  const numbers: string[] = [];
  for (const { page } of [a, b]) {
    await page.goto(`/chat/${chat}/info`);
    const number = page.locator('.safety-number');
    await number.waitFor();
    numbers.push(await number.innerText());
  }
  expect(numbers[0]).toMatch(/^(\d{5}\s*){12}$/);
  expect(numbers[0]).toBe(numbers[1]);
  const compared = a.page.getByRole('switch', { name: 'Compared and right' });
  await compared.click();
  await expect.poll(() => compared.isChecked()).toBe(true);
  await a.page.reload();
  await a.page.locator('.safety-number').waitFor();
  expect(await compared.isChecked()).toBe(true);
});

test('files and voice go encrypted, and open on the other side', async () => {
  for (const { page } of [a, b]) await page.goto(`/chat/${chat}`);
  await secretField(a.page).waitFor();
  const photo = await a.page.evaluate(rainbow);
  await a.page.locator('input[type=file]').setInputFiles([
    { name: 'rainbow.png', mimeType: 'image/png', buffer: Buffer.from(photo) },
    {
      name: 'treasure-map.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('x marks the spot '.repeat(9_000)),
    },
  ]);
  const dialog = a.page.getByRole('dialog', { name: 'Send 2 files' });
  await dialog.getByLabel('Caption').fill('look at this');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  const picture = bubble(b.page, 'look at this').locator('img');
  await picture.waitFor();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(320);
  const [download] = await Promise.all([
    b.page.waitForEvent('download'),
    log(b.page)
      .getByRole('link', { name: /Download treasure-map.txt/ })
      .click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toBe('x marks the spot '.repeat(9_000));

  await a.page.getByRole('button', { name: 'Record a voice message' }).click();
  await a.page.getByText('0:01').waitFor();
  await a.page.getByRole('button', { name: 'Send', exact: true }).click();
  const voice = log(b.page).locator('.voice');
  await voice.locator('audio').waitFor({ state: 'attached' });
  await voice.getByRole('button', { name: 'Play' }).click();
  await voice.getByRole('button', { name: 'Pause' }).waitFor();
});

test('neither what the server stores and logs nor what goes over the network holds what was said', async () => {
  const stored = server.everythingStored();
  // The search finds what the server may know.
  expect(stored.includes(Buffer.from('Ada Lovelace'))).toBe(true);
  expect(sent.join('\n')).toContain('message_uuid');
  for (const secret of CANARIES) {
    expect(stored.includes(Buffer.from(secret)), secret).toBe(false);
    expect(sent.join('\n'), secret).not.toContain(secret);
  }
});

test('nothing that was said can be read in what the browser stores', async () => {
  const stored = await b.page.evaluate(dump);
  expect(stored).toContain('encrypted');
  for (const secret of CANARIES) expect(stored, secret).not.toContain(secret);
  for (const window of [a, b]) expect(window.faults).toEqual([]);
});

/** Runs in the page: a photograph of 320 × 200. */
async function rainbow(): Promise<number[]> {
  const canvas = new OffscreenCanvas(320, 200);
  const pen = canvas.getContext('2d');
  for (let x = 0; pen && x < 320; x++) {
    pen.fillStyle = `hsl(${x} 80% 50%)`;
    pen.fillRect(x, 0, 1, 200);
  }
  return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
}

/** Runs in the page: every text and every byte of its databases, as text. */
async function dump(): Promise<string> {
  const parts: string[] = [];
  const seen = (value: unknown): void => {
    if (typeof value === 'string') parts.push(value);
    else if (value instanceof Uint8Array) parts.push(new TextDecoder('latin1').decode(value));
    else if (value && typeof value === 'object') for (const each of Object.values(value)) seen(each);
  };
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name ?? '');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise<unknown[]>((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
      });
      seen(rows);
    }
    db.close();
  }
  return parts.join('\n');
}
