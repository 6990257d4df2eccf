import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { axe } from './testkit/axe.ts';
import { openBrowser, PHONE, THEMES, Window } from './testkit/browser.ts';
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

test('without the mouse: from the entrance to a setting and back', async () => {
  const grace = await newcomer(server, 'Grace');
  const window = await Window.open(browser, server);
  const { page } = window;
  const reach = async (name: string) => {
    for (let presses = 0; presses < 40; presses++) {
      const here = await page.evaluate(() => {
        const element = document.activeElement === document.body ? null : document.activeElement;
        const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
        return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
      });
      if (here.includes(name)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way to ${name} by Tab`);
  };
  await window.go('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await reach('Email');
  await page.keyboard.type(grace.email);
  await reach('Password');
  await page.keyboard.type(grace.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Menu' }).waitFor();
  await reach('Menu');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Settings' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings');
  await reach('Appearance and language');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/look');
  await reach('System');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  await page.keyboard.press('Escape');
  await page.waitForURL('**/settings');
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => url.pathname === '/');
  expect(window.faults).toEqual([]);
  await window.close();
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
  expect(await axe(window)).toEqual([]);
  await window.picture('palette-light');
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

test('no view of the shell has a barrier; a phone shows one column', async () => {
  for (const theme of THEMES) {
    const window = await Window.open(browser, server, { as: ada, theme });
    await window.go('/');
    await window.page.getByRole('button', { name: 'Menu' }).click();
    await window.page.getByRole('menu').waitFor();
    expect(await axe(window), theme).toEqual([]);
    await window.picture(`menu-${theme}`);
    await window.close();
  }
  const phone = await Window.open(browser, server, { as: ada, ...PHONE });
  await phone.go('/');
  await phone.page.getByRole('button', { name: 'Menu' }).waitFor();
  expect(await phone.page.getByRole('main').isVisible()).toBe(false);
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await phone.picture('home-phone');
  await phone.close();
});
