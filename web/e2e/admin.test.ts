import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person, signIn } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { ADMIN, TestServer } from './testkit/server.ts';

const OPERATOR = 'the operator of the tests';
let server: TestServer;
let browser: Browser;
let admin: Person;
let eve: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start({ ADMIN_TOKEN: OPERATOR }), openBrowser()]);
  admin = await signIn(server, ADMIN.email, ADMIN.password);
  eve = await newcomer(server, 'Eve Moneypenny');
  await newcomer(server, 'Фёдор');
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('somebody is found, banned, let in again and deleted; the log tells it', async () => {
  const window = await Window.open(browser, server, { as: admin });
  const { page } = window;
  await window.go('/admin/users');
  await page.getByLabel('Name, email or #id').fill('фёд');
  await page.getByRole('button', { name: /Фёдор/ }).waitFor();
  const openEve = async () => {
    await window.go('/admin/users');
    await page.getByLabel('Name, email or #id').fill('money');
    await page.getByRole('button', { name: /Eve Moneypenny/ }).click();
  };
  await openEve();
  await page.getByRole('switch', { name: 'Administrator' }).click();
  await page.getByText('Eve Moneypenny is an administrator now').waitFor();
  // The dialog follows what was changed in it.
  await expect.poll(() => page.getByRole('switch', { name: 'Administrator' }).isChecked()).toBe(true);
  await page.getByRole('switch', { name: 'Administrator' }).click();
  await page.getByText('Eve Moneypenny is no longer an administrator').waitFor();

  await openEve();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByText('Signed out everywhere').waitFor();
  await expect(call(server, eve.token, 'GET', '/api/chats')).rejects.toThrow('401');
  const again = await signIn(server, eve.email, eve.password);
  await page.getByRole('button', { name: 'Ban', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click();
  await page.getByText('Eve Moneypenny has been banned').waitFor();
  await expect(call(server, again.token, 'GET', '/api/chats')).rejects.toThrow(/40[13]/);
  await page.getByRole('button', { name: 'Unban' }).click();
  await page.getByText('Eve Moneypenny may sign in again').waitFor();
  await signIn(server, eve.email, eve.password);

  await openEve();
  await page.getByRole('button', { name: 'Delete account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
  await page.getByText('The account Eve Moneypenny has been deleted').waitFor();
  await page.getByText('Nobody found').waitFor();

  await page.getByRole('button', { name: 'Audit log' }).click();
  await page.getByRole('table').getByRole('row').nth(2).waitFor();
  const log = await page.getByRole('table').textContent();
  // Whoever is gone has a number only.
  expect(log).toContain(`#${eve.id}`);
  expect(log).toContain(`${admin.name} (#${admin.id})`);
  expect(window.faults).toEqual([]);
  await window.close();
});

test('a report is read and closed', async () => {
  const [ada, mallory] = [await newcomer(server, 'Ada'), await newcomer(server, 'Mallory')];
  await call(server, ada.token, 'POST', '/api/reports', { userId: mallory.id, reason: 'Sends advertising' });
  const window = await Window.open(browser, server, { as: admin });
  const { page } = window;
  await window.go('/admin/reports');
  await page.getByText('Sends advertising').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByText('No open reports').waitFor();
  await page.getByRole('tab', { name: 'Closed' }).click();
  await page.getByText('Sends advertising').waitFor();
  await window.close();
});

test('the service is switched off for everybody and brought back', async () => {
  const window = await Window.open(browser, server, { as: admin });
  const { page } = window;
  await window.go('/admin/operation');
  await page.getByLabel('Operator token').fill('wrong');
  await page.getByRole('button', { name: 'Switch' }).click();
  await page.getByText('Wrong operator token').waitFor();
  await page.getByLabel('Operator token').fill(OPERATOR);
  await page.getByRole('button', { name: 'Switch' }).click();
  await page.getByText('Maintenance is on').waitFor();
  expect((await fetch(`${server.url}/`)).status).toBe(503);
  await page.reload();
  await page.getByLabel('Operator token').fill(OPERATOR);
  await page.getByRole('button', { name: 'Switch' }).click();
  await page.getByText('The service is available again').waitFor();
  expect((await fetch(`${server.url}/`)).status).toBe(200);
  expect(window.faults).toEqual([]);
  await window.close();
});

test('an invitation becomes a link that the registration takes', async () => {
  const window = await Window.open(browser, server, { as: admin });
  const { page } = window;
  await window.go('/admin/invites');
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  const link = await page.locator('.invite-link code').textContent();
  const other = await Window.open(browser, server);
  await other.page.goto(link ?? '');
  expect(await other.page.getByLabel('Invitation code').inputValue()).not.toBe('');
  await other.close();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('The invitation has been taken back').waitFor();
  await window.close();
});

test('to anybody else the administration does not exist', async () => {
  const ada = await newcomer(server, 'Ada');
  const window = await Window.open(browser, server, { as: ada });
  await window.go('/admin/users');
  await window.page.getByText('Nothing here').waitFor();
  await window.close();
});
