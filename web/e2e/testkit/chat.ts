import type { Browser, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { call, type Person } from './api.ts';
import { Window } from './browser.ts';
import type { TestServer } from './server.ts';

/** The personal chat of two. */
export async function pairOf(server: TestServer, one: Person, other: Person): Promise<number> {
  const body = { participantIds: [other.id], type: 'personal' };
  const { chat } = await call<{ chat: { id: number } }>(server, one.token, 'POST', '/api/chats', body);
  return chat.id;
}

/** A group that the first one owns. */
export async function groupOf(
  server: TestServer,
  name: string,
  owner: Person,
  ...others: Person[]
): Promise<number> {
  const body = { participantIds: others.map(({ id }) => id), type: 'group', name };
  const { chat } = await call<{ chat: { id: number } }>(server, owner.token, 'POST', '/api/chats', body);
  return chat.id;
}

/** Sends over HTTP; gives the message. */
export async function say(server: TestServer, who: Person, chat: number, text: string) {
  const path = `/api/messages/${chat}`;
  const { message } = await call<{ message: { id: number; seq: number } }>(server, who.token, 'POST', path, {
    text,
  });
  return message;
}

/** The field to write in. */
export function field(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message', exact: true });
}

/** Writes as a person does and sends with Enter. */
export async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** The messages on show. */
export function log(page: Page): Locator {
  return page.getByRole('log');
}

/** The bubble of a message that holds a text. */
export function bubble(page: Page, text: string | RegExp): Locator {
  return log(page).getByRole('article').filter({ hasText: text });
}

/** Opens the menu of a message and chooses from it. */
export async function choose(page: Page, text: string, action: string): Promise<void> {
  await bubble(page, text).click({ button: 'right' });
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** The line of a chat in the list. */
export function line(page: Page, name: string): Locator {
  return page.locator('.shell-list').getByRole('link').filter({ hasText: name });
}

/** All texts on show, in their order. */
export function texts(page: Page): Promise<string[]> {
  return log(page).locator('.message-text').allInnerTexts();
}

/** Both sides of a chat, each in a browser of its own. */
export async function openBoth(
  browser: Browser,
  server: TestServer,
  [one, other]: readonly [Person, Person],
  chat: number,
): Promise<[Window, Window]> {
  const windows: [Window, Window] = [
    await Window.open(browser, server, { as: one }),
    await Window.open(browser, server, { as: other }),
  ];
  for (const window of windows) await window.go(`/chat/${chat}`);
  for (const { page } of windows) await field(page).waitFor();
  return windows;
}

/** Closes windows in which nothing may have gone wrong. */
export async function over(...windows: Window[]): Promise<void> {
  for (const window of windows) {
    expect(window.faults).toEqual([]);
    await window.close();
  }
}
