import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, field, groupOf, log, openBoth, over, pairOf, write } from './testkit/chat.ts';
import { TestServer } from './testkit/server.ts';
import { fileFields, gradient, send, upload } from './testkit/world.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob] = [await newcomer(server, 'Ada Lovelace'), await newcomer(server, 'Bob')];
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Both sides of a chat, each in a browser of its own. */
const twoIn = (chat: number) => openBoth(browser, server, [ada, bob], chat);

test('photos and files are shown before sending, arrive, and open', async () => {
  const chat = await pairOf(server, ada, bob);
  const [a, b] = await twoIn(chat);
  const photo = await a.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 360);
    const paint = canvas.getContext('2d');
    for (let x = 0; x < 640 && paint; x += 16) {
      paint.fillStyle = `hsl(${x / 2} 80% 55%)`;
      paint.fillRect(x, 0, 16, 360);
    }
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
  });
  await a.page.locator('input[type=file]').setInputFiles([
    { name: 'rainbow.png', mimeType: 'image/png', buffer: Buffer.from(photo) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('remember') },
  ]);
  const dialog = a.page.getByRole('dialog', { name: 'Send 2 files' });
  await dialog.getByLabel('Caption').fill('look');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();

  await bubble(b.page, 'look').getByRole('button', { name: 'Open photo rainbow.png' }).click();
  const viewer = b.page.getByRole('dialog', { name: 'Viewer' });
  await viewer.getByRole('img', { name: 'rainbow.png' }).waitFor();
  await b.page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
  const [download] = await Promise.all([
    b.page.waitForEvent('download'),
    log(b.page)
      .getByRole('link', { name: /Download notes.txt/ })
      .click(),
  ]);
  expect(download.suggestedFilename()).toBe('notes.txt');
  await over(a, b);
});

test('a voice message is recorded, a cancelled one is never sent, and the other side plays it', async () => {
  const chat = await groupOf(server, 'Voices', ada, bob);
  const [a, b] = await twoIn(chat);
  await a.page.getByRole('button', { name: 'Record a voice message' }).click();
  await a.page.getByRole('group', { name: 'Voice message' }).getByText('0:01').waitFor();
  await a.page.getByRole('button', { name: 'Cancel' }).click();
  await write(a.page, 'after the cancelled one');
  await bubble(b.page, 'after the cancelled one').waitFor();
  await a.page.getByRole('button', { name: 'Record a voice message' }).click();
  await a.page.getByText('0:01').waitFor();
  await a.page.getByRole('button', { name: 'Pause' }).click();
  await a.page.getByRole('button', { name: 'Go on' }).click();
  await a.page.getByRole('button', { name: 'Send', exact: true }).click();
  const voice = log(b.page).locator('.voice');
  await voice.getByRole('button', { name: /Speed 1,/ }).click();
  await voice.getByRole('button', { name: /Speed 1.5/ }).waitFor();
  await voice.getByRole('button', { name: 'Play' }).click();
  expect(await voice.count()).toBe(1);
  await over(a, b);
});

test('emoji and stickers are sent from their panel', async () => {
  const chat = await groupOf(server, 'Stickers', ada, bob);
  const [a, b] = await twoIn(chat);
  await a.page.getByRole('button', { name: 'Emoji' }).click();
  const panel = a.page.getByRole('region', { name: 'Emoji and stickers' });
  await panel.getByLabel('Search').fill('rocket');
  await panel.getByRole('button', { name: 'rocket', exact: true }).click();
  expect(await field(a.page).inputValue()).toBe('🚀');
  await field(a.page).fill('');
  await panel.getByRole('tab', { name: 'Stickers' }).click();
  await panel.getByRole('button', { name: 'Send sticker 😎' }).click();
  await log(b.page).getByRole('img', { name: '😎' }).waitFor();

  await a.page.getByRole('button', { name: 'Emoji' }).click();
  await panel.getByRole('tab', { name: 'Stickers' }).click();
  await panel
    .locator('input[type=file]')
    .setInputFiles({ name: 'own.png', mimeType: 'image/png', buffer: gradient(640, 640, 30) });
  const own = panel.getByRole('region', { name: 'My stickers' }).getByRole('button');
  await own.click();
  await expect.poll(() => log(b.page).locator('.sticker img').count()).toBe(2);
  const shown = log(b.page).locator('.sticker img').last();
  expect(
    await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBe(512);
  await over(a, b);
});

test('pictures take their room before they are loaded', async () => {
  const chat = await groupOf(server, 'Rooms', ada, bob);
  const tall = await upload(server, bob, 'tall.png', 'image/png', gradient(300, 400, 90));
  await send(server, bob, chat, fileFields(tall));
  const a = await Window.open(browser, server, { as: ada });
  let release = () => {};
  const held = new Promise<void>((go) => {
    release = go;
  });
  await a.page.route('**/api/files/**', async (route) => {
    await held;
    await route.continue();
  });
  await a.go(`/chat/${chat}`);
  const picture = log(a.page).locator('.media');
  const before = await picture.boundingBox();
  release();
  await picture.locator('img').evaluate((image: HTMLImageElement) => image.decode());
  expect(await picture.boundingBox()).toEqual(before);
  expect((before?.width ?? 0) / (before?.height ?? 1)).toBeCloseTo(0.75, 1);
  await over(a);
});
