import { createHmac } from 'node:crypto';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, signIn } from './testkit/api.ts';
import { openBrowser, PHONE, Window } from './testkit/browser.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A picture as a browser makes one. */
async function drawn(window: Window): Promise<Buffer> {
  const bytes = await window.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(600, 400);
    const paint = canvas.getContext('2d');
    if (!paint) throw new Error('no canvas');
    for (let x = 0; x < 600; x += 20) {
      paint.fillStyle = `hsl(${x * 0.6} 80% 55%)`;
      paint.fillRect(x, 0, 20, 400);
    }
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  return Buffer.from(bytes);
}

test('the profile changes, and its picture is cropped and shown', async () => {
  const ada = await newcomer(server, 'Ada');
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/settings/profile');
  await page.getByRole('navigation').getByText('Ada', { exact: true }).waitFor();
  // A new name or picture must not begin the account anew: the socket would be lost, and the list be read again.
  const begun: string[] = [];
  page.on('worker', (worker) => begun.push(worker.url()));
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await page.getByLabel('About', { exact: true }).fill('First programmer');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
  await page.getByRole('navigation').getByText('Ada Lovelace').waitFor();

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await drawn(window) });
  await page.getByRole('slider').fill('2');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Your picture has been changed').waitFor();
  const picture = page.getByRole('main').locator('.avatar img');
  await picture.waitFor();
  expect(
    await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBe(512);
  const { user } = await call<{ user: { name: string; bio: string; avatar: string } }>(
    server,
    ada.token,
    'GET',
    `/api/users/${ada.id}`,
  );
  expect(user).toMatchObject({ name: 'Ada Lovelace', bio: 'First programmer' });
  expect(await picture.getAttribute('src')).toBe(user.avatar);
  expect(begun).toEqual([]);
  expect(window.faults).toEqual([]);
  await window.close();
});

test('privacy is kept by the server, and blocked people can be let go', async () => {
  const [ada, eve] = [await newcomer(server, 'Ada'), await newcomer(server, 'Eve')];
  await call(server, ada.token, 'POST', `/api/blocks/${eve.id}`);
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/settings/privacy');
  await page.getByRole('group', { name: 'Who sees when I was online' }).getByText('Nobody').click();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await page.getByText('Eve is no longer blocked').waitFor();
  await page.reload();
  expect(
    await page
      .getByRole('group', { name: 'Who sees when I was online' })
      .getByRole('radio', { name: 'Nobody' })
      .isChecked(),
  ).toBe(true);
  expect(await call(server, ada.token, 'GET', '/api/blocks')).toEqual({ blocks: [] });
  await window.close();
});

test('another session is ended from the list', async () => {
  const ada = await newcomer(server, 'Ada');
  const other = await signIn(server, ada.email, ada.password);
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/settings/sessions');
  await page.getByText('This one').waitFor();
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByText('The session has been ended').waitFor();
  await expect(call(server, other.token, 'GET', '/api/chats')).rejects.toThrow('401');
  await call(server, ada.token, 'GET', '/api/chats');
  await window.close();
});

test('a new password signs others out and keeps this one in', async () => {
  const ada = await newcomer(server, 'Ada');
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/settings/security');
  const form = page.getByRole('region', { name: 'Password' });
  await form.getByLabel('Current password').fill(ada.password);
  await form.getByLabel('New password').fill('an even better one');
  await form.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password has been changed').waitFor();
  await window.go('/settings/sessions');
  await page.getByText('This one').waitFor();
  await expect(call(server, ada.token, 'GET', '/api/chats')).rejects.toThrow('401');
  await signIn(server, ada.email, 'an even better one');
  await window.close();
});

test('the second factor is set up, asked for, and replaced by a recovery code', async () => {
  const ada = await newcomer(server, 'Ada');
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/settings/security');
  const group = page.getByRole('region', { name: 'Two-step verification' });
  await group.getByLabel('Current password').fill(ada.password);
  await group.getByRole('button', { name: 'Set up' }).click();
  await group.getByRole('img', { name: 'QR code of the key' }).waitFor();
  const secret = (await group.locator('.totp-secret').textContent()) ?? '';
  await group.getByLabel('Digit 1 of 6').focus();
  await page.keyboard.type(totp(secret));
  await group.getByText('Keep these recovery codes').waitFor();
  const recovery = (await group.locator('.recovery-codes code').first().textContent()) ?? '';
  await group.getByRole('button', { name: 'I have kept them' }).click();

  await page.getByRole('button', { name: 'Back' }).first().click();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Email').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Two-step verification' }).waitFor();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(recovery);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Menu' }).waitFor();
  await window.close();
});

test('two accounts live side by side, and deleting one leaves the other', async () => {
  const [ada, bob] = [await newcomer(server, 'Ada'), await newcomer(server, 'Bob')];
  const window = await Window.open(browser, server, { as: ada });
  const { page } = window;
  await window.go('/');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Add account' }).click();
  await page.getByLabel('Email').fill(bob.email);
  await page.getByLabel('Password', { exact: true }).fill(bob.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Switch to Ada' }).click();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Switch to Bob' }).waitFor();
  await page.keyboard.press('Escape');
  await window.go('/settings/data');
  await page.getByRole('main').getByRole('button', { name: 'Delete account' }).click();
  await page.getByLabel('Current password').fill(ada.password);
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByText(bob.email).waitFor();
  await expect(signIn(server, ada.email, ada.password)).rejects.toThrow('401');
  expect(window.faults).toEqual([]);
  await window.close();
});

test('everything of the account is downloaded as a ZIP', async () => {
  const ada = await newcomer(server, 'Ada');
  const window = await Window.open(browser, server, { as: ada });
  await window.go('/settings/data');
  const downloads = window.page.waitForEvent('download');
  await window.page.getByRole('button', { name: 'Download my data' }).click();
  const file = await downloads;
  expect(file.suggestedFilename()).toMatch(/^kocmoc-\d+-.*\.zip$/);
  await window.close();
});

test('a phone goes from the list of sections to one and back', async () => {
  const phone = await Window.open(browser, server, { as: await newcomer(server, 'Ada'), ...PHONE });
  await phone.go('/settings');
  await phone.page.getByRole('button', { name: /Appearance/ }).click();
  await phone.page.getByRole('heading', { name: 'Appearance and language' }).waitFor();
  await phone.page.goBack();
  await phone.page.getByRole('button', { name: /Appearance/ }).waitFor();
  await phone.close();
});

/** RFC 6238 with its usual parameters. */
function totp(secret: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[^A-Z2-7]/gi, '').toUpperCase()]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest[19] ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
