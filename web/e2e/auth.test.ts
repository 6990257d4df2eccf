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

test('somebody new registers, pastes the mailed code and is in', async () => {
  const window = await Window.open(browser, server);
  const { page } = window;
  await window.go('/');
  await page.getByRole('button', { name: 'No account yet?' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@kocmoc.test');
  await page.getByLabel('Password', { exact: true }).fill('nanoseconds');
  await page.getByRole('button', { name: 'Create account' }).click();

  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  expect(await page.getByRole('button', { name: /another code in/ }).isDisabled()).toBe(true);
  await page.getByLabel('Digit 1 of 6').fill('1');
  await page.keyboard.type('11111');
  await page.getByText('That code is wrong').waitFor();
  const code = await server.codeFor('grace@kocmoc.test');
  await page.getByLabel('Digit 6 of 6').focus();
  for (let digit = 0; digit < 6; digit++) await page.keyboard.press('Backspace');
  await page.getByLabel('Digit 1 of 6').evaluate(
    (box, text) => {
      const data = new DataTransfer();
      data.setData('text', text);
      box.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    },
    ` ${code.slice(0, 3)} ${code.slice(3)} `,
  );

  await page.getByRole('button', { name: 'Menu' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Menu' }).waitFor();
  expect(window.faults).toEqual([]);
  await window.close();
});

test('a wrong password is told, the right one lets in, and signing out ends it', async () => {
  const window = await Window.open(browser, server);
  const { page } = window;
  await window.go('/chat/12345');
  await page.getByLabel('Email').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'Wrong email or password.' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  expect(window.faults).toEqual([]);
  await window.close();
});

test('a forgotten password is replaced by a mailed code', async () => {
  const bob = await newcomer(server, 'Bob');
  const window = await Window.open(browser, server);
  const { page } = window;
  await window.go('/');
  await page.getByRole('button', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Email').fill(bob.email);
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByLabel('New password').fill('a better one');
  const code = await server.codeFor(bob.email);
  await page.getByLabel('Digit 1 of 6').focus();
  await page.keyboard.type(code);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('Your password has been changed').waitFor();
  await page.getByLabel('Email').fill(bob.email);
  await page.getByLabel('Password', { exact: true }).fill('a better one');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Menu' }).waitFor();
  await window.close();
});

test('the language changes at once and stays', async () => {
  const window = await Window.open(browser, server);
  const { page } = window;
  await window.go('/');
  await page.getByRole('button', { name: 'Русский' }).click();
  await page.getByRole('heading', { name: 'С возвращением' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'С возвращением' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ru');
  await window.close();
});

test('the entrance has no barrier in any theme, also on a phone', async () => {
  for (const theme of THEMES) {
    for (const [size, options] of Object.entries({ desktop: {}, phone: PHONE })) {
      const window = await Window.open(browser, server, { theme, ...options });
      for (const path of ['/', '/register', '/forgot']) {
        await window.go(path);
        await window.page.getByRole('heading', { level: 1 }).waitFor();
        expect(await axe(window), `${path} ${theme} ${size}`).toEqual([]);
        await window.picture(`entrance${path.replace('/', '-')}-${theme}-${size}`);
      }
      expect(window.faults).toEqual([]);
      await window.close();
    }
  }
});
