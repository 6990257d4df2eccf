import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { openBrowser, PHONE, Window } from './testkit/browser.ts';
import { over } from './testkit/chat.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  ada = await newcomer(server, 'Ada Lovelace');
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('shortcuts go by the place of a key, also under a Cyrillic layout', async () => {
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/');
  await page.getByRole('button', { name: 'Menu' }).waitFor();
  // What a Russian layout sends for the key that carries K.
  await page.evaluate(() =>
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'л',
        code: 'KeyK',
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    ),
  );
  await page.getByRole('dialog', { name: 'Go anywhere' }).waitFor();
  await page.keyboard.type('theme');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/look');
  await page.keyboard.press('Control+Slash');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/settings/look');
  await window.close();
});

test('without a network the client opens, says so, and notices when it is back', async () => {
  const window = await Window.open(browser, server, { as: ada });
  const { page, context } = window;
  await window.go('/');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 30_000 })
    .toBe(true);
  await context.setOffline(true);
  await page.reload();
  await page.getByText('You are offline').waitFor();
  await window.picture('offline-light');
  await context.setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'detached' });
  await window.close();
});

test('an unknown address says so and leads back; the system chooses between light and dark', async () => {
  const window = await Window.open(browser, server, { as: ada, colorScheme: 'dark' });
  const { page } = window;
  await window.go('/nowhere/at/all');
  await page.getByRole('button', { name: 'To the chats' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
  await window.close();
});

test('the texts of the language in use, and no others, are asked for beside the code', async () => {
  for (const [locale, language] of [
    ['ru-RU', 'ru'],
    ['de-DE', 'en'],
  ] as const) {
    const window = await Window.open(browser, server, { locale });
    await window.go('/');
    await window.page.locator(`html[lang=${language}] form`).waitFor();
    const place = await window.page
      .locator('link[rel=modulepreload][href^="/assets/all-"]')
      .getAttribute('href');
    const fetched = await window.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    expect(fetched.filter((path) => path.startsWith('/assets/all-'))).toEqual([place]);
    await over(window);
  }
});

test('who asks for less motion or transparency gets it', async () => {
  const window = await Window.open(browser, server, { as: ada, reducedMotion: 'reduce', contrast: 'more' });
  const { page } = window;
  await window.go('/settings/look');
  const card = page.locator('.settings-card').first();
  await card.waitFor();
  const styles = await card.evaluate((element) => {
    const root = getComputedStyle(document.documentElement);
    return { calm: root.getPropertyValue('--calm').trim(), glass: getComputedStyle(element).backgroundColor };
  });
  expect(styles.calm).toMatch(/^0m?s$/);
  expect(styles.glass).not.toContain('0.7');
  await window.close();
});

test('a phone shows one column', async () => {
  const phone = await Window.open(browser, server, { as: ada, ...PHONE });
  await phone.go('/');
  await phone.page.getByRole('button', { name: 'Menu' }).waitFor();
  expect(await phone.page.getByRole('main').isVisible()).toBe(false);
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await phone.close();
});
