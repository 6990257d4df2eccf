import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, PHONE, Window } from './testkit/browser.ts';
import { bubble, field, groupOf, line, say, write } from './testkit/chat.ts';
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

test('a chat is begun by name, and appears on the other side with the first message', async () => {
  const [a, b] = [
    await Window.open(browser, server, { as: ada }),
    await Window.open(browser, server, { as: bob }),
  ];
  await b.go('/');
  await b.page.getByText('No chats yet').waitFor();
  await a.go('/');
  await a.page.getByRole('button', { name: 'New chat' }).first().click();
  const dialog = a.page.getByRole('dialog', { name: 'New chat' });
  await dialog.getByLabel('Name or email').fill('bob');
  await dialog.getByRole('button', { name: 'Bob' }).click();
  await write(a.page, 'Hello');
  await line(b.page, 'Ada Lovelace').getByText('1 unread message').waitFor();
  await line(b.page, 'Ada Lovelace').getByText('Hello').waitFor();
  // Both are watched from the moment at which they have a chat.
  await line(b.page, 'Ada Lovelace').locator('.avatar-online').waitFor();
  await a.page.locator('.chat-status').filter({ hasText: 'online' }).waitFor();
  expect([...a.faults, ...b.faults]).toEqual([]);
  await Promise.all([a.close(), b.close()]);
});

test('a group is made, grows, changes roles, and is joined by a link', async () => {
  const [a, b] = [
    await Window.open(browser, server, { as: ada }),
    await Window.open(browser, server, { as: bob }),
  ];
  await b.go('/');
  await a.go('/');
  await a.page.getByRole('button', { name: 'New chat' }).first().click();
  await a.page.getByRole('button', { name: 'New group' }).click();
  const making = a.page.getByRole('dialog', { name: 'New group' });
  await making.getByLabel('Name of the group').fill('Crew');
  await making.getByLabel('Name or email').fill('bob');
  await making.getByRole('button', { name: 'Bob' }).click();
  await making.getByRole('button', { name: 'Create group' }).click();
  await line(b.page, 'Crew').waitFor();

  await a.page.getByRole('link', { name: /Crew.*members/ }).click();
  const info = a.page.getByRole('complementary', { name: 'Details' });
  await info.getByRole('button', { name: 'Actions for Bob' }).click();
  await a.page.getByRole('menuitem', { name: 'Make admin' }).click();
  await info.getByText('admin', { exact: true }).waitFor();
  await info.getByRole('button', { name: 'Add people' }).click();
  const adding = a.page.getByRole('dialog', { name: 'Add people' });
  await adding.getByLabel('Name or email').fill('eve');
  await adding.getByRole('button', { name: 'Eve' }).click();
  await adding.getByRole('button', { name: 'Add people' }).click();
  await info.getByText('3 members').waitFor();
  await info.getByRole('button', { name: 'Create link' }).click();
  const address = await info.locator('code').innerText();
  const grace = await newcomer(server, 'Grace');
  const g = await Window.open(browser, server, { as: grace });
  await g.go(new URL(address).pathname);
  await g.page.getByRole('dialog', { name: 'Join Crew?' }).getByRole('button', { name: 'Join' }).click();
  await field(g.page).waitFor();
  await info.getByText('4 members').waitFor();
  await g.close();

  await line(b.page, 'Crew').click({ button: 'right' });
  await b.page.getByRole('menuitem', { name: 'Leave group' }).click();
  await b.page.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click();
  await line(b.page, 'Crew').waitFor({ state: 'detached' });
  await info.getByText('3 members').waitFor();
  expect([...a.faults, ...b.faults]).toEqual([]);
  await Promise.all([a.close(), b.close()]);
});

test('pinning, muting and archiving are the same on all devices', async () => {
  await groupOf(server, 'Alpha', ada, bob);
  const beta = await groupOf(server, 'Beta', ada, bob);
  await say(server, bob, beta, 'newest');
  const [here, there] = [
    await Window.open(browser, server, { as: ada }),
    await Window.open(browser, server, { as: ada }),
  ];
  await Promise.all([here.go('/'), there.go('/')]);
  const menu = async (name: string, entry: string) => {
    await line(here.page, name).click({ button: 'right' });
    await here.page.getByRole('menuitem', { name: entry, exact: true }).click();
  };
  await line(there.page, 'Alpha').waitFor();
  await menu('Alpha', 'Pin');
  await line(there.page, 'Alpha').getByRole('img', { name: 'Pinned' }).waitFor();
  expect(await there.page.locator('.chat-item').first().innerText()).toContain('Alpha');
  await menu('Beta', 'Mute');
  await line(there.page, 'Beta').getByRole('img', { name: 'Muted' }).waitFor();
  await menu('Beta', 'Archive');
  await line(there.page, 'Beta').waitFor({ state: 'detached' });
  await there.page.getByRole('tab', { name: 'Archive' }).click();
  await line(there.page, 'Beta').waitFor();
  expect([...here.faults, ...there.faults]).toEqual([]);
  await Promise.all([here.close(), there.close()]);
});

test('one search finds chats, people and messages of the whole history, and leads to the place', async () => {
  const chat = await groupOf(server, 'Ёлка', ada, bob);
  await say(server, bob, chat, 'Подарки уже лежат под ёлкой');
  for (let i = 0; i < 180; i++) await say(server, bob, chat, `filler ${i}`);
  await newcomer(server, 'Elka Ivanova');
  const a = await Window.open(browser, server, { as: ada });
  await a.go('/');
  const search = a.page.getByRole('searchbox', { name: 'Search' });
  await search.fill('елка');
  const results = a.page.getByRole('region', { name: 'Results' });
  await results.getByRole('button', { name: 'Ёлка' }).first().waitFor();
  // Another form of the words, in a message that this browser does not hold.
  await search.fill('подарок под ёлками');
  const hit = results.getByRole('button', { name: /Подарки/ });
  await hit.waitFor();
  expect(await hit.locator('mark').first().innerText()).toBe('Подарки');
  await hit.click();
  await bubble(a.page, 'Подарки').waitFor();
  await search.fill('elka');
  await results.getByRole('button', { name: 'Elka Ivanova' }).click();
  await field(a.page).waitFor();
  expect(a.faults).toEqual([]);
  await a.close();
});

test('saved messages are a chat with oneself', async () => {
  const a = await Window.open(browser, server, { as: ada });
  await a.go('/');
  await a.page.getByRole('button', { name: 'New chat' }).first().click();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Saved messages' }).click();
  await write(a.page, 'to remember');
  await line(a.page, 'Saved messages').getByText('to remember').waitFor();
  expect(a.faults).toEqual([]);
  await a.close();
});

test('a phone shows one thing at a time, and a swipe archives', async () => {
  await groupOf(server, 'Swiped', eve, bob);
  const e = await Window.open(browser, server, { as: eve, ...PHONE });
  await e.go('/');
  await line(e.page, 'Swiped').tap();
  await field(e.page).waitFor();
  expect(await line(e.page, 'Swiped').isVisible()).toBe(false);
  await e.page.goBack();
  await line(e.page, 'Swiped').evaluate((row) => {
    const touch = (type: string, x: number) => {
      const point = new Touch({ identifier: 1, target: row, clientX: x, clientY: 300 });
      const touches = type === 'touchend' ? [] : [point];
      row.dispatchEvent(new TouchEvent(type, { bubbles: true, touches, changedTouches: [point] }));
    };
    touch('touchstart', 300);
    for (const x of [280, 240, 200, 180]) touch('touchmove', x);
    touch('touchend', 180);
  });
  await line(e.page, 'Swiped').waitFor({ state: 'detached' });
  const archived = async () => {
    const { chats } = await call<{ chats: { archived: boolean }[] }>(server, eve.token, 'GET', '/api/chats');
    return chats.filter((chat) => chat.archived).length;
  };
  await expect.poll(archived).toBe(1);
  await e.close();
});
