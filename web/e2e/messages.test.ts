import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import {
  bubble,
  choose,
  field,
  groupOf,
  line,
  log,
  openBoth,
  over,
  pairOf,
  say,
  texts,
  write,
} from './testkit/chat.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;
let eve: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob, eve] = [
    await newcomer(server, 'Ada Lovelace'),
    await newcomer(server, 'Bob'),
    await newcomer(server, 'Eve'),
  ];
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Both sides of a chat, each in a browser of its own. */
const twoIn = (chat: number) => openBoth(browser, server, [ada, bob], chat);

test('a message is typed, sent, delivered and read before the eyes of both', async () => {
  const chat = await pairOf(server, ada, bob);
  const [a, b] = await twoIn(chat);
  await field(a.page).fill('Hello **Bob**, see kocmoc.ru');
  const typing = b.page.locator('.chat-status').filter({ hasText: 'typing…' });
  // A notice is not repeated for somebody who listens a moment later; whoever goes on typing is noticed.
  const noticed = async () => {
    await field(a.page).pressSequentially(' ');
    return typing.isVisible();
  };
  await expect.poll(noticed, { timeout: 30_000, interval: 500 }).toBe(true);
  await field(a.page).press('Enter');

  await bubble(b.page, 'Hello Bob, see kocmoc.ru').waitFor();
  expect(await bubble(b.page, 'Hello Bob').locator('strong').innerText()).toBe('Bob');
  expect(await bubble(b.page, 'Hello Bob').locator('a').getAttribute('href')).toBe('https://kocmoc.ru');
  await bubble(a.page, 'Hello Bob').getByRole('img', { name: 'Read' }).waitFor();
  await write(b.page, 'Hi Ada');
  await bubble(a.page, 'Hi Ada').waitFor();
  expect(await texts(a.page)).toEqual(await texts(b.page));
  await over(a, b);
});

test('edits, reactions, replies and deletions appear on the other side', async () => {
  const chat = await pairOf(server, ada, bob);
  const [a, b] = await twoIn(chat);
  await write(a.page, 'frist');
  await bubble(b.page, 'frist').waitFor();
  await choose(a.page, 'frist', 'Edit');
  await field(a.page).fill('first');
  await field(a.page).press('Enter');
  await bubble(b.page, 'first').getByText('edited').waitFor();

  await choose(b.page, 'first', 'React');
  await b.page.getByRole('dialog').getByText('🔥', { exact: true }).first().click();
  await bubble(a.page, 'first')
    .getByRole('button', { name: /🔥, 1 person: Bob/ })
    .click();
  await bubble(b.page, 'first')
    .getByRole('button', { name: /🔥, 2 people/ })
    .waitFor();

  await choose(b.page, 'first', 'Reply');
  await write(b.page, 'an answer');
  await bubble(a.page, 'an answer')
    .getByRole('button', { name: /In reply to Ada Lovelace first/ })
    .waitFor();

  await choose(b.page, 'an answer', 'Delete');
  await b.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await bubble(a.page, 'an answer').waitFor({ state: 'detached' });
  expect(await texts(a.page)).toEqual(await texts(b.page));
  await over(a, b);
});

test('several messages are selected and forwarded, and carry their author', async () => {
  const chat = await pairOf(server, ada, bob);
  const other = await pairOf(server, ada, eve);
  await say(server, bob, chat, 'one of two');
  await say(server, bob, chat, 'two of two');
  const a = await Window.open(browser, server, { as: ada });
  const e = await Window.open(browser, server, { as: eve });
  await e.go(`/chat/${other}`);
  await a.go(`/chat/${chat}`);
  await choose(a.page, 'one of two', 'Select');
  await bubble(a.page, 'two of two').click();
  const bar = a.page.getByRole('toolbar');
  await bar.getByText('2 selected').waitFor();
  await bar.getByRole('button', { name: 'Forward' }).click();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Eve' }).click();

  await bubble(e.page, 'two of two').getByText('Forwarded from Bob').waitFor();
  expect(await texts(e.page)).toEqual(['one of two', 'two of two']);
  await over(a, e);
});

test('a chat opens at the first unread message, and reading clears the count everywhere', async () => {
  const chat = await groupOf(server, 'Long', ada, bob);
  for (let i = 1; i <= 70; i++) await say(server, ada, chat, `old ${i}`);
  await call(server, bob.token, 'PUT', `/api/messages/${chat}/read`);
  for (let i = 1; i <= 30; i++) await say(server, ada, chat, `new ${i}.`);
  const b = await Window.open(browser, server, { as: bob });
  const second = await b.context.newPage();
  await second.goto('/');
  await line(second, 'Long').getByText('30 unread messages').waitFor();
  await b.go(`/chat/${chat}`);
  const divider = log(b.page).getByRole('separator');
  await divider.waitFor();
  await b.picture('chat-unread');
  const box = await divider.boundingBox();
  expect(box?.y).toBeGreaterThan(60);
  expect(box?.y).toBeLessThan(400);
  await bubble(b.page, 'new 1.').first().waitFor();
  await b.page.bringToFront();
  await b.page.getByRole('button', { name: /To the newest/ }).click();
  await bubble(b.page, 'new 30.').waitFor();
  await line(second, 'Long').getByText('unread messages').waitFor({ state: 'detached' });
  await over(b);
});

test('a reply leads to its origin far above, and a press leads back', async () => {
  const chat = await groupOf(server, 'Far', ada, bob);
  const origin = await say(server, ada, chat, 'the origin');
  for (let i = 1; i <= 230; i++) await say(server, i % 2 ? ada : bob, chat, `between ${i}`);
  await call(server, bob.token, 'POST', `/api/messages/${chat}`, { text: 'the answer', reply_to: origin.id });
  const a = await Window.open(browser, server, { as: ada });
  await a.go(`/chat/${chat}?m=1`);
  await bubble(a.page, 'the origin').waitFor();
  await a.page.getByRole('button', { name: /To the newest/ }).click();
  await bubble(a.page, 'the answer')
    .getByRole('button', { name: /In reply to/ })
    .click();
  await bubble(a.page, 'the origin').waitFor();
  await a.page.getByRole('button', { name: 'Back to where you were' }).click();
  await bubble(a.page, 'the answer').waitFor();
  await over(a);
});

test('what is pinned stands above the chat for everybody, and leads to its place', async () => {
  const chat = await groupOf(server, 'Rules', ada, eve);
  const rules = await say(server, ada, chat, 'the rules of this group');
  for (let i = 1; i <= 130; i++) await say(server, i % 2 ? ada : eve, chat, `between ${i}`);
  await call(server, ada.token, 'PUT', `/api/chats/${chat}/pins/${rules.id}`, {});
  const [a, e] = await openBoth(browser, server, [ada, eve], chat);
  const bar = (page: Page, text: string) => page.getByRole('button', { name: `Pinned message ${text}` });
  for (const { page } of [a, e]) await bar(page, 'the rules of this group').waitFor();

  await say(server, eve, chat, 'a newer rule');
  await a.page.getByRole('button', { name: /To the newest/ }).click();
  await choose(a.page, 'a newer rule', 'Pin');
  for (const { page } of [a, e]) await bar(page, '1 of 2 a newer rule').waitFor();
  await bar(e.page, '1 of 2').click();
  await bar(e.page, '2 of 2 the rules of this group').click();
  await bubble(e.page, 'the rules of this group').waitFor();
  await bar(e.page, '1 of 2').waitFor();
  // Only admins pin.
  await bubble(e.page, 'the rules of this group').click({ button: 'right' });
  await e.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
  expect(await e.page.getByRole('menuitem', { name: /pin/i }).count()).toBe(0);
  await e.page.keyboard.press('Escape');

  await choose(a.page, 'a newer rule', 'Unpin');
  for (const { page } of [a, e]) await bar(page, 'the rules of this group').waitFor();
  await call(server, ada.token, 'DELETE', `/api/messages/${rules.id}`);
  for (const { page } of [a, e]) await bar(page, '').waitFor({ state: 'detached' });
  await over(a, e);
});

test('members are mentioned by name, and see it in the list', async () => {
  const chat = await groupOf(server, 'Crew', ada, bob, eve);
  const a = await Window.open(browser, server, { as: ada });
  const e = await Window.open(browser, server, { as: eve });
  await e.go('/');
  await line(e.page, 'Crew').waitFor();
  await a.go(`/chat/${chat}`);
  await field(a.page).pressSequentially('Hey @ev');
  await a.page.getByRole('option', { name: 'Eve' }).waitFor();
  await a.page.evaluate(holdFrames);
  await field(a.page).press('Enter');
  await field(a.page).press('w');
  await a.page.evaluate(drawFrames);
  await field(a.page).pressSequentially('elcome');
  expect(await field(a.page).inputValue()).toBe('Hey @Eve welcome');
  await field(a.page).press('Enter');
  await line(e.page, 'Crew').getByRole('img', { name: '1 mention' }).waitFor();
  await line(e.page, 'Crew').click();
  expect(await bubble(e.page, 'welcome').locator('.mention-me').innerText()).toBe('@Eve');
  await over(a, e);
});

test('a draft is kept over a reload, on other devices, and never replaced unseen', async () => {
  const chat = await pairOf(server, ada, eve);
  const here = await Window.open(browser, server, { as: ada });
  const there = await Window.open(browser, server, { as: ada });
  for (const { page } of [here, there]) await page.goto(`/chat/${chat}`);
  await field(here.page).fill('half a thought');
  await line(here.page, 'Eve').getByText('Draft:').waitFor();
  await expect.poll(() => field(there.page).inputValue()).toBe('half a thought');
  await here.page.reload();
  await expect.poll(() => field(here.page).inputValue()).toBe('half a thought');

  await there.context.setOffline(true);
  await field(there.page).fill('another thought');
  await field(here.page).fill('a whole thought');
  await line(here.page, 'Eve').getByText('a whole thought').waitFor();
  await there.context.setOffline(false);
  await there.page.getByText('Another device wrote here:').waitFor();
  expect(await field(there.page).inputValue()).toBe('another thought');
  await there.page.getByRole('button', { name: 'Take that' }).click();
  await expect.poll(() => field(there.page).inputValue()).toBe('a whole thought');
  await over(here, there);
});

test('in a group one sees who has read a message', async () => {
  const chat = await groupOf(server, 'Readers', ada, bob, eve);
  await say(server, ada, chat, 'who reads this');
  await call(server, bob.token, 'PUT', `/api/messages/${chat}/read`);
  const a = await Window.open(browser, server, { as: ada });
  await a.go(`/chat/${chat}`);
  await choose(a.page, 'who reads this', 'Who has read it');
  const dialog = a.page.getByRole('dialog', { name: 'Who has read it' });
  await dialog.getByText('Read by 1 of 2').waitFor();
  const rows = dialog.getByRole('listitem');
  expect(await rows.first().innerText()).toContain('Bob');
  await rows.first().getByRole('img', { name: 'Read' }).waitFor();
  await over(a);
});

/** Runs in the page: nothing is drawn for a while, as while somebody types faster than that. */
function holdFrames(): void {
  const held: FrameRequestCallback[] = [];
  const real = window.requestAnimationFrame;
  window.requestAnimationFrame = (draw) => held.push(draw);
  Object.assign(window, {
    drawFrames: () => {
      window.requestAnimationFrame = real;
      for (const draw of held) draw(performance.now());
    },
  });
}

function drawFrames(): void {
  (window as unknown as { drawFrames(): void }).drawFrames();
}
