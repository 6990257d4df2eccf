import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { axe } from './testkit/axe.ts';
import { openBrowser, PHONE, Window } from './testkit/browser.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  ada = await newcomer(server, 'Ada Lovelace');
  bob = await newcomer(server, 'Bob');
  for (const [one, other] of [
    [ada, bob],
    [bob, ada],
  ] as const) {
    await call(server, one.token, 'POST', '/api/contacts/add', { contactId: other.id });
  }
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('a text story is composed, seen by the other, and its author sees by whom', async () => {
  const [mine, theirs] = [
    await Window.open(browser, server, { as: ada }),
    await Window.open(browser, server, { as: bob }),
  ];
  await mine.go('/');
  await mine.page.getByRole('region', { name: 'Stories' }).getByRole('button', { name: 'Add' }).click();
  await mine.page
    .getByLabel('Your text')
    .fill('The engine can do whatever we know how to order it to perform.');
  await mine.page.getByRole('radio', { name: 'Colour 2' }).check();
  expect(await axe(mine)).toEqual([]);
  await mine.picture('story-composer-light');
  await mine.page.getByRole('button', { name: 'Publish' }).click();
  await mine.page.getByText('Your story is out for a day').waitFor();

  await theirs.go('/');
  await theirs.page.getByRole('button', { name: 'New story of Ada Lovelace' }).click();
  await theirs.page.getByRole('dialog').waitFor();
  await theirs.page.keyboard.press('Space');
  await theirs.page.getByRole('dialog').getByText('The engine can do').waitFor();
  expect(await axe(theirs)).toEqual([]);
  await theirs.picture('story-viewer');
  await theirs.page.keyboard.press('Escape');
  await theirs.page.getByRole('button', { name: 'Story of Ada Lovelace', exact: true }).waitFor();

  await mine.page.reload();
  await mine.page.getByRole('button', { name: 'Story of Ada Lovelace' }).click();
  await mine.page.getByRole('dialog').waitFor();
  await mine.page.keyboard.press('Space');
  await mine.page.getByRole('button', { name: '1 view' }).click();
  await mine.page.getByRole('dialog', { name: 'Who has seen it' }).getByText('Bob').waitFor();
  await mine.page.keyboard.press('Escape');
  await mine.page.getByRole('button', { name: 'Delete the story' }).click();
  await mine.page.getByText('The story has been deleted').waitFor();
  await mine.page.getByRole('button', { name: 'Story of Ada Lovelace' }).waitFor({ state: 'detached' });
  expect([...mine.faults, ...theirs.faults]).toEqual([]);
  await mine.close();
  await theirs.close();
});

test('a photo is published with a caption; keys go from story to story', async () => {
  const window = await Window.open(browser, server, { as: bob });
  const { page } = window;
  await window.go('/');
  const picture = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(540, 960);
    const paint = canvas.getContext('2d');
    if (paint) {
      paint.fillStyle = '#2d6a8e';
      paint.fillRect(0, 0, 540, 960);
      paint.fillStyle = '#f3c969';
      paint.arc(270, 420, 120, 0, 7);
      paint.fill();
    }
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('tab', { name: 'Photo or video' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'sun.png', mimeType: 'image/png', buffer: Buffer.from(picture) });
  await page.getByLabel('Caption').fill('Morning');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Your story is out for a day').waitFor();
  await call(server, bob.token, 'POST', '/api/stories', {
    type: 'text',
    text: 'Evening',
    background: '#26202f',
  });

  const phone = await Window.open(browser, server, { as: ada, ...PHONE });
  await phone.go('/');
  await phone.page.getByRole('button', { name: 'New story of Bob' }).tap();
  await phone.page.getByRole('dialog').waitFor();
  await phone.page.keyboard.press('Space');
  await phone.page.getByText('Morning').waitFor();
  await phone.page
    .getByRole('img', { name: 'Morning' })
    .evaluate((image: HTMLImageElement) => image.decode());
  await phone.page.keyboard.press('ArrowRight');
  await phone.page.getByText('Evening').waitFor();
  await phone.page.keyboard.press('ArrowRight');
  await phone.page.getByRole('dialog').waitFor({ state: 'detached' });
  expect([...window.faults, ...phone.faults]).toEqual([]);
  await phone.close();
  await window.close();
});
