import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person, signIn } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, over } from './testkit/chat.ts';
import { addMember, beginAnew, beginEncryptedGroup, setUp, whisper } from './testkit/encrypted.ts';
import { TestServer } from './testkit/server.ts';

// Groups whose lists of members were signed by somebody who is gone, or has other keys by now.
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Somebody new with a browser that is a device. */
async function arrives(name: string): Promise<{ person: Person; window: Window }> {
  const person = await newcomer(server, name);
  const window = await Window.open(browser, server, { as: person });
  await setUp(window);
  return { person, window };
}

/** The browser of somebody who has lost all others, after beginning anew. */
async function returns({ email, password }: Person): Promise<Window> {
  const window = await Window.open(browser, server, { as: await signIn(server, email, password) });
  await beginAnew(window, password);
  return window;
}

const away = (window: Window) => window.context.setOffline(true);
const back = (window: Window) => window.context.setOffline(false);
const alerts = (page: Page) => page.locator('.encryption-alert');
/** What tells an admin that the list is only the server's word so far. */
const doubt = (page: Page) => alerts(page).filter({ hasText: 'cannot check it from its beginning' });
/** What tells that the list of members is not believed. */
const disbelief = (page: Page) =>
  alerts(page).filter({ hasText: /does not follow|keys are gone|not signed as they must be/ });

test('the only admin begins anew, and the group goes on: newcomers, those who were away, and the admin', async () => {
  const ada = await arrives('Ada Lovelace');
  const { window: b } = await arrives('Bob');
  const { window: c } = await arrives('Carol');
  const { window: d } = await arrives('Dora');
  await ada.window.go('/');
  const group = await beginEncryptedGroup(ada.window, 'Astronomers', 'Bob');
  await addMember(ada.window, group, 'Carol');
  await ada.window.go(`/chat/${group}`);
  await whisper(ada.window.page, 'with the old keys');
  for (const { page } of [b, c]) {
    await page.goto(`/chat/${group}`);
    await bubble(page, 'with the old keys').waitFor();
  }
  await away(c);
  await ada.window.close();

  const a = await returns(ada.person);
  await a.go(`/chat/${group}`);
  await whisper(a.page, 'with the new keys');
  await bubble(b.page, 'with the new keys').waitFor();
  // Her new browser knows the list from the server alone: she looks at it before it signs anything.
  await doubt(a.page).getByRole('button', { name: 'Look at the list…' }).click();
  const dialog = a.page.getByRole('dialog');
  await dialog.getByText('your word for it').waitFor();
  expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(['You — admin', 'Bob', 'Carol']);
  await dialog.getByRole('button', { name: 'Trust this list' }).click();
  await doubt(a.page).waitFor({ state: 'detached' });
  await addMember(a, group, 'Dora');
  await a.go(`/chat/${group}`);
  await whisper(a.page, 'welcome, Dora');
  await d.go(`/chat/${group}`);
  await bubble(d.page, 'welcome, Dora').waitFor();
  await whisper(d.page, 'glad to be here');
  for (const { page } of [a, b]) await bubble(page, 'glad to be here').waitFor();

  await back(c);
  await c.go(`/chat/${group}`);
  for (const text of ['with the new keys', 'welcome, Dora', 'glad to be here'])
    await bubble(c.page, text).waitFor();
  await whisper(c.page, 'back again');
  for (const { page } of [a, b, d]) await bubble(page, 'back again').waitFor();
  for (const { page } of [a, b, c, d]) expect(await disbelief(page).count()).toBe(0);
  await over(a, b, c, d);
});

test('the account of an admin is deleted, and another one adds somebody', async () => {
  const ada = await arrives('Agnes');
  const { window: b } = await arrives('Boris');
  const { window: d } = await arrives('Daria');
  const a = ada.window;
  await a.go('/');
  const group = await beginEncryptedGroup(a, 'Botanists', 'Boris');
  await a.go(`/chat/${group}/info`);
  await a.page.getByRole('button', { name: 'Actions for Boris' }).click();
  await a.page.getByRole('menuitem', { name: 'Make admin' }).click();
  await a.page.locator('.info').getByText('admin', { exact: true }).waitFor();
  await a.go(`/chat/${group}`);
  await whisper(a.page, 'before I go');
  await b.go(`/chat/${group}`);
  await bubble(b.page, 'before I go').waitFor();
  await a.close();
  await call(server, ada.person.token, 'DELETE', '/api/account', { password: ada.person.password });

  await addMember(b, group, 'Daria');
  await b.go(`/chat/${group}`);
  await whisper(b.page, 'the two of us');
  await d.go(`/chat/${group}`);
  await bubble(d.page, 'the two of us').waitFor();
  await whisper(d.page, 'and both write');
  await bubble(b.page, 'and both write').waitFor();
  for (const { page } of [b, d]) expect(await disbelief(page).count()).toBe(0);
  await over(b, d);
});

test('where the only admin is gone nothing is sent until the user trusts the list anew', async () => {
  const ada = await arrives('Alma');
  const { window: b } = await arrives('Bruno');
  const { window: c } = await arrives('Celia');
  await ada.window.go('/');
  const group = await beginEncryptedGroup(ada.window, 'Chemists', 'Bruno');
  await whisper(ada.window.page, 'only by word of mouth');
  await b.go(`/chat/${group}`);
  await bubble(b.page, 'only by word of mouth').waitFor();
  await away(b);
  await ada.window.close();
  const again = await returns(ada.person);
  await again.go(`/chat/${group}`);
  await addMember(again, group, 'Celia');
  await again.close();
  await call(server, ada.person.token, 'DELETE', '/api/account', { password: ada.person.password });
  await c.go(`/chat/${group}`);
  await whisper(c.page, 'is anybody there');
  await bubble(c.page, 'is anybody there')
    .getByRole('img', { name: /Sent|Delivered|Read/ })
    .waitFor();

  await back(b);
  await b.go(`/chat/${group}`);
  await b.page.getByText('Said under a list of members that nobody has confirmed').waitFor();
  await whisper(b.page, 'whom am I talking to');
  const told = alerts(b.page).filter({ hasText: 'keys are gone' });
  await told.waitFor();
  await told.getByRole('button', { name: 'Look at the list…' }).click();
  const dialog = b.page.getByRole('dialog');
  await dialog.getByText('as if it saw the group for the first time').waitFor();
  await expect
    .poll(() => dialog.getByRole('listitem').allInnerTexts())
    .toEqual([expect.stringMatching(/ — admin$/), 'You', 'Celia']);
  expect(await bubble(c.page, 'whom am I talking to').count()).toBe(0);
  await b.picture('trust-anew');
  await dialog.getByRole('button', { name: 'Trust this list' }).click();
  await told.waitFor({ state: 'detached' });
  await bubble(b.page, 'is anybody there').waitFor();
  await bubble(c.page, 'whom am I talking to').waitFor();
  await whisper(c.page, 'to Celia');
  await bubble(b.page, 'to Celia').waitFor();
  for (const { page } of [b, c]) expect(await disbelief(page).count()).toBe(0);
  await over(b, c);
});
