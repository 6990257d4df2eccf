import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, choose, field, groupOf, line, log, say, texts, write } from './testkit/chat.ts';
import { DeafProxy } from './testkit/proxy.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob] = [await newcomer(server, 'Ada'), await newcomer(server, 'Bob')];
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Somebody in a chat, with the line up. */
async function inChat(who: Person, chat: number): Promise<Window> {
  const window = await Window.open(browser, server, { as: who });
  await window.go(`/chat/${chat}`);
  await field(window.page).waitFor();
  await line(window.page, '').first().waitFor();
  return window;
}

test('what is written offline is queued, in order, and arrives once when the line is back', async () => {
  const chat = await groupOf(server, 'Queue', ada, bob);
  const [a, b] = [await inChat(ada, chat), await inChat(bob, chat)];
  await write(a.page, 'before');
  await bubble(b.page, 'before').waitFor();
  await a.context.setOffline(true);
  for (const text of ['first', 'second', 'third']) await write(a.page, text);
  await bubble(a.page, 'third').getByRole('img', { name: 'Waiting to be sent' }).waitFor();
  await write(b.page, 'meanwhile');
  await bubble(b.page, 'meanwhile').getByRole('img', { name: 'Sent' }).waitFor();
  await a.context.setOffline(false);

  await bubble(b.page, 'third').waitFor();
  const expected = ['before', 'meanwhile', 'first', 'second', 'third'];
  await expect.poll(() => texts(b.page)).toEqual(expected);
  await expect.poll(() => texts(a.page)).toEqual(expected);
  await a.close();
  await b.close();
});

test('edits, deletions and messages of an absence are there after it', async () => {
  const chat = await groupOf(server, 'Absence', ada, bob);
  const [one, two] = [await say(server, bob, chat, 'one'), await say(server, bob, chat, 'two')];
  const a = await inChat(ada, chat);
  await bubble(a.page, 'two').waitFor();
  await a.context.setOffline(true);
  await call(server, bob.token, 'PATCH', `/api/messages/${one.id}/edit`, { text: 'one, changed' });
  await call(server, bob.token, 'DELETE', `/api/messages/${two.id}`);
  await say(server, bob, chat, 'three');
  await a.context.setOffline(false);
  await bubble(a.page, 'three').waitFor();
  await expect.poll(() => texts(a.page)).toEqual(['one, changed', 'three']);
  await a.close();
});

test('after a restart of the server and a reload nothing is missing and nothing is double', async () => {
  const chat = await groupOf(server, 'Restart', ada, bob);
  const [a, b] = [await inChat(ada, chat), await inChat(bob, chat)];
  await write(a.page, 'before');
  await bubble(b.page, 'before').waitFor();
  await server.down();
  await write(a.page, 'while it was down');
  await bubble(a.page, 'while it was down').getByRole('img', { name: 'Waiting to be sent' }).waitFor();
  await server.up();
  await bubble(b.page, 'while it was down').waitFor({ timeout: 90_000 });
  await a.page.reload();
  await expect.poll(() => texts(a.page), { timeout: 20_000 }).toEqual(['before', 'while it was down']);
  await expect.poll(() => texts(b.page)).toEqual(['before', 'while it was down']);
  await a.close();
  await b.close();
});

test('a chat that was open before opens without the server', async () => {
  const chat = await groupOf(server, 'Stored', ada, bob);
  await say(server, bob, chat, 'kept here');
  const a = await inChat(ada, chat);
  await bubble(a.page, 'kept here').waitFor();
  await a.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await a.page.reload();
  await bubble(a.page, 'kept here').waitFor();
  await a.context.setOffline(true);
  await a.page.reload();
  await bubble(a.page, 'kept here').waitFor();
  await write(a.page, 'written without a server');
  await a.page.reload();
  await bubble(a.page, 'written without a server').waitFor();
  await a.context.setOffline(false);
  await bubble(a.page, 'written without a server').getByRole('img', { name: 'Sent' }).waitFor();
  await a.close();
});

test('tabs of one browser share one socket and one truth, also when the leading one is closed', async () => {
  const chat = await groupOf(server, 'Tabs', ada, bob);
  const a = await inChat(ada, chat);
  const second = await a.context.newPage();
  let sockets = 0;
  second.on('websocket', () => sockets++);
  await second.goto(`/chat/${chat}`);
  await field(second).waitFor();
  await write(second, 'from the second');
  await bubble(a.page, 'from the second').getByRole('img', { name: 'Sent' }).waitFor();
  expect(sockets).toBe(0);
  await a.page.close();
  await say(server, bob, chat, 'to whoever is left');
  await bubble(second, 'to whoever is left').waitFor();
  await write(second, 'still here');
  await bubble(second, 'still here').getByRole('img', { name: 'Sent' }).waitFor();
  await a.close();
});

test('a long chat scrolls to its beginning without a blank frame', async () => {
  const chat = await groupOf(server, 'Long', ada, bob);
  for (let from = 0; from < 600; from += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, i) => say(server, bob, chat, `message ${from + i}`)));
  }
  const a = await inChat(ada, chat);
  await a.page.getByRole('button', { name: /To the newest/ }).click();
  const scroller = log(a.page);
  let blank = 0;
  for (let step = 0; step < 400 && !(await a.page.locator('.message[data-seq="2"]').count()); step++) {
    await scroller.evaluate((box) => box.scrollBy(0, -900));
    await a.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    blank += Number((await a.page.locator('.message').count()) === 0);
  }
  expect(blank).toBe(0);
  await bubble(a.page, 'message').first().waitFor();
  expect(await a.page.locator('.message').count()).toBeLessThan(120);
  await a.close();
});

test('where no socket comes through, news comes and goes by questions', async () => {
  const chat = await groupOf(server, 'Deaf', ada, bob);
  const proxy = await DeafProxy.before(server.url);
  const a = await Window.open(browser, proxy, { as: ada });
  await a.go(`/chat/${chat}`);
  await a.page.getByText('The network blocks live news').waitFor({ timeout: 60_000 });
  const first = await say(server, bob, chat, 'through the wall');
  await bubble(a.page, 'through the wall').waitFor();
  await write(a.page, 'and back');
  await bubble(a.page, 'and back').getByRole('img', { name: 'Sent' }).waitFor();
  await choose(a.page, 'through the wall', 'React');
  await a.page.getByRole('dialog').getByRole('button', { name: '👍' }).first().click();
  const reactions = async () => {
    const page = await call<{ messages: { id: number; reactions: object[] }[] }>(
      ...([server, bob.token, 'GET', `/api/messages/${chat}`] as const),
    );
    return page.messages.find(({ id }) => id === first.id)?.reactions.length;
  };
  await expect.poll(reactions).toBe(1);
  expect(proxy.refused).toBeGreaterThan(0);
  expect(a.faults).toEqual([]);
  await a.close();
  proxy.close();
});
