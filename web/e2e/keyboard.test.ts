import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, groupOf, pairOf, say } from './testkit/chat.ts';
import { TestServer } from './testkit/server.ts';

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

/** What has the focus, as a screen reader would name it. */
function here(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement === document.body ? null : document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
  });
}

/** Presses a key until the focus is on what is named so. */
async function reach(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const is = (text: string) => (typeof name === 'string' ? text.includes(name) : name.test(text));
  for (let presses = 0; presses < 60; presses++) {
    if (is(await here(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`no way to ${name} by ${key}; the focus is on ${await here(page)}`);
}

/** Whether what has the focus can be seen to have it. */
function isFocusShown(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element) return false;
    const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
    return outlineStyle !== 'none' || boxShadow !== 'none' || borderColor !== '';
  });
}

test('without a mouse: sign in, open a chat, write, react, search, make a group, change a setting', async () => {
  const pair = await pairOf(server, bob, ada);
  await say(server, bob, pair, 'press here');
  await groupOf(server, 'Others', bob, ada);
  const window = await Window.open(browser, server);
  const { page } = window;
  await window.go('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await reach(page, 'Email');
  await page.keyboard.type(ada.email);
  await reach(page, 'Password');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');

  await page.locator('.chat-item').nth(1).waitFor();
  await reach(page, /Bob.*press here/s);
  expect(await isFocusShown(page)).toBe(true);
  await page.keyboard.press('Enter');
  await bubble(page, 'press here').waitFor();

  await reach(page, /^Message$/);
  await page.keyboard.type('written by keys');
  await page.keyboard.press('Enter');
  await bubble(page, 'written by keys').waitFor();

  await reach(page, /^Messages$/, 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await reach(page, /press here/, 'ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await reach(page, 'React', 'ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'React' }).waitFor();
  await reach(page, '🔥');
  await page.keyboard.press('Enter');
  await bubble(page, 'press here')
    .getByRole('button', { name: /🔥, 1 person/ })
    .waitFor();

  await page.keyboard.press('Control+Alt+KeyF');
  await page.keyboard.type('keys');
  await page.getByRole('region', { name: 'Results' }).getByText('written by').waitFor();
  await reach(page, /written by keys/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\?m=/);

  await reach(page, 'New chat', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await reach(page, 'New group');
  await page.keyboard.press('Enter');
  await reach(page, 'Name of the group');
  await page.keyboard.type('Made by keys');
  await reach(page, 'Name or email');
  await page.keyboard.type('bob');
  await page.getByRole('dialog').getByRole('button', { name: 'Bob' }).waitFor();
  await reach(page, /Bob$/);
  await page.keyboard.press('Enter');
  await reach(page, 'Create group');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Made by keys' }).waitFor();

  await page.keyboard.press('Control+Comma');
  await page.waitForURL('**/settings');
  await reach(page, 'Appearance and language');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/look');
  // Its code comes after its address; who tabs on meanwhile leaves the page.
  await page.getByRole('radio', { name: 'System' }).waitFor();
  await reach(page, 'System');
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

test('messages are a log, and what others write is said once', async () => {
  const chat = await groupOf(server, 'Spoken', ada, bob);
  await say(server, bob, chat, 'before');
  const window = await Window.open(browser, server, { as: ada });
  await window.go(`/chat/${chat}`);
  await bubble(window.page, 'before').waitFor();
  const said = window.page.locator('.messages [aria-live=polite]');
  expect(await said.innerText()).toBe('');
  await say(server, bob, chat, 'hear me');
  await expect.poll(() => said.innerText()).toBe('Bob: hear me');
  expect(await window.page.getByRole('log', { name: 'Messages' }).getByRole('article').count()).toBe(2);
  await window.close();
});
