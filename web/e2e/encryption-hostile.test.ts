import type { Browser, Route } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person, signIn } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble, field, line, log } from './testkit/chat.ts';
import {
  beginAnew,
  beginEncrypted,
  beginEncryptedGroup,
  link,
  ready,
  setUp,
  whisper,
} from './testkit/encrypted.ts';
import { forgetMessages } from './testkit/forget.ts';
import { TestServer } from './testkit/server.ts';

// The server of these stories lies: its true answers are changed on their way to Ada's browser.
let server: TestServer;
let browser: Browser;
let ada: Person;
let bob: Person;
let eve: Person;
let a: Window;
let b: Window;
let chat: number;
const ROSTER = /\/api\/e2ee\/chats\/\d+\/devices$/;
const SENDING = /\/api\/e2ee\/chats\/\d+\/messages$/;
/** Messages that Ada's browser handed to the server. */
let sends = 0;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  [ada, bob, eve] = [
    await newcomer(server, 'Ada Lovelace'),
    await newcomer(server, 'Bob'),
    await newcomer(server, 'Eve'),
  ];
  a = await Window.open(browser, server, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  a.context.on('request', (request) => {
    if (request.method() === 'POST' && SENDING.test(request.url())) sends++;
  });
  await setUp(a, b);
  await a.go('/');
  chat = await beginEncrypted(a, 'Bob');
  await whisper(a.page, 'all is well');
  await b.go(`/chat/${chat}`);
  await bubble(b.page, 'all is well').waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Changes the server's JSON answers to Ada at an address, until the returned function is called. */
async function lie<T>(address: RegExp, change: (answer: T) => T): Promise<() => Promise<void>> {
  const handler = async (route: Route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as T) });
  };
  await a.context.route(address, handler);
  return () => a.context.unroute(address, handler);
}

/** Ada writes something that must not leave her browser, and is told. */
async function refusedWith(text: string, told: RegExp): Promise<void> {
  const before = sends;
  await whisper(a.page, text);
  await a.page.getByRole('alert').filter({ hasText: told }).waitFor();
  await bubble(a.page, text)
    .getByText(/Not sent/)
    .first()
    .waitFor();
  expect(sends).toBe(before);
  await a.page
    .getByRole('alert')
    .filter({ hasText: told })
    .getByRole('button', { name: 'Understood' })
    .click();
  await a.page.getByRole('alert').filter({ hasText: told }).waitFor({ state: 'detached' });
}

interface Roster {
  version: string;
  members: {
    user_id: number;
    list_version: number;
    devices: { device_id: number; registration_id: number }[];
  }[];
}

interface Sent {
  envelopes: { user_id: number; device_id: number }[];
}

const NOT_SIGNED = /keys or devices of .* that are not signed/;

function withGhost(roster: Roster): Roster {
  const ghost = { device_id: 99, registration_id: 4711 };
  const members = roster.members.map((member) =>
    member.user_id === bob.id ? { ...member, devices: [...member.devices, ghost] } : member,
  );
  return { ...roster, members };
}

test('a device that its owner has not signed for gets nothing', async () => {
  const stop = await lie(ROSTER, withGhost);
  // A browser that has just begun knows no devices of the chat.
  await a.go(`/chat/${chat}`);
  await refusedWith('not for a ghost', NOT_SIGNED);
  await stop();
});

test('a server that says that there are other devices now gets none of its own in', async () => {
  await whisper(a.page, 'to whom you know');
  await bubble(b.page, 'to whom you know').waitFor();
  const stop = await lie(ROSTER, withGhost);
  const sent: Sent[] = [];
  const refuse = async (route: Route) => {
    sent.push(route.request().postDataJSON() as Sent);
    sends--;
    const json = { error: 'changed', code: 'roster_changed', missing: [], extra: [], stale: [] };
    await route.fulfill({ status: 409, json });
  };
  await a.context.route(SENDING, refuse);
  await refusedWith('nor for a later ghost', NOT_SIGNED);
  // What was tried before was for those whom she knows.
  expect(sent.flatMap(({ envelopes }) => envelopes.map(({ user_id }) => user_id))).toEqual([bob.id]);
  expect(sent.flatMap(({ envelopes }) => envelopes).some(({ device_id }) => device_id === 99)).toBe(false);
  await a.context.unroute(SENDING, refuse);
  await stop();
});

test('a third person in a chat of two gets nothing', async () => {
  const stop = await lie<Roster>(ROSTER, (roster) => ({
    ...roster,
    members: [...roster.members, { user_id: eve.id, list_version: 1, devices: [] }],
  }));
  await a.go(`/chat/${chat}`);
  await refusedWith('not for a third one', NOT_SIGNED);
  await stop();
});

test('a list of devices that goes back is refused', async () => {
  const path = `/api/e2ee/users/${bob.id}/devices`;
  const old = await call<Record<string, unknown>>(server, ada.token, 'GET', path);
  const second = await Window.open(browser, server, { as: await signIn(server, bob.email, bob.password) });
  await link(b, second);
  await a.go(`/chat/${chat}`);
  await whisper(a.page, 'to both of yours');
  await second.go(`/chat/${chat}`);
  await bubble(second.page, 'to both of yours').waitFor();
  const stop = await lie<Record<string, unknown>>(new RegExp(`${path}(\\?.*)?$`), () => old);
  const stopRoster = await lie<Roster>(ROSTER, (roster) => ({
    ...roster,
    members: roster.members.map((member) => ({ ...member, list_version: member.list_version + 1 })),
  }));
  await a.go(`/chat/${chat}`);
  await refusedWith('not by an old list', NOT_SIGNED);
  await stop();
  await stopRoster();
  await second.close();
});

test('a key that its device has not signed begins no session', async () => {
  const e = await Window.open(browser, server, { as: eve });
  await e.go('/settings/encryption');
  await ready(e);
  const stop = await lie<{ bundles: { device_id: number; bundle: string }[] }>(
    /\/api\/e2ee\/bundles\/take$/,
    (answer) => ({
      ...answer,
      bundles: answer.bundles.map(({ device_id, bundle }) => {
        const bytes = Buffer.from(bundle, 'base64url');
        // Within the signed pre-key, which follows the certificate.
        const at = 237 + 20;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        return { device_id, bundle: bytes.toString('base64url') };
      }),
    }),
  );
  await a.go('/');
  await beginEncrypted(a, 'Eve');
  await refusedWith('not under a swapped key', NOT_SIGNED);
  await stop();
  await e.close();
});

test('another account key is told, and once it was verified nothing is sent before it is confirmed', async () => {
  const answer = await call<Record<string, unknown>>(
    server,
    ada.token,
    'GET',
    `/api/e2ee/users/${eve.id}/devices`,
  );
  const { chats } = await call<{ chats: { id: number; peer_id: number }[] }>(
    server,
    ada.token,
    'GET',
    '/api/chats?e2ee=1',
  );
  const withEve = chats.find(({ peer_id }) => peer_id === eve.id)?.id;
  await a.go(`/chat/${withEve}/info`);
  const compared = a.page.getByRole('switch', { name: 'Compared and right' });
  await compared.click();
  await expect.poll(() => compared.isChecked()).toBe(true);
  const number = () => a.page.locator('.safety-number').getAttribute('aria-label');
  const seen = await number();
  // Eve begins anew, as somebody who has lost everything does.
  const e = await Window.open(browser, server, { as: eve });
  await beginAnew(e, eve.password);
  // The number that she may be comparing stands until she knows, and is no longer taken.
  const replaced = a.page.getByRole('alert').filter({ hasText: 'has changed while it was shown' });
  await replaced.waitFor();
  expect(await number()).toBe(seen);
  await compared.click();
  await a.page.getByText('The safety number has changed. Confirm it').waitFor();
  await replaced.getByRole('button', { name: 'Understood' }).click();
  await replaced.waitFor({ state: 'detached' });
  expect(await number()).not.toBe(seen);
  expect(await compared.isChecked()).toBe(false);
  expect(
    (await call<Record<string, unknown>>(server, ada.token, 'GET', `/api/e2ee/users/${eve.id}/devices`))
      .account_key,
  ).not.toBe(answer.account_key);
  await a.go(`/chat/${withEve}`);
  const before = sends;
  await whisper(a.page, 'who are you now');
  await a.page
    .getByRole('alert')
    .filter({ hasText: /safety number with Eve has changed|which you had verified, has changed/ })
    .waitFor();
  await bubble(a.page, 'who are you now')
    .getByText(/safety number has changed/)
    .waitFor();
  expect(sends).toBe(before);
  await e.close();
});

test('a group stays one, whomever the server shows it to be with', async () => {
  await a.go('/');
  const group = await beginEncryptedGroup(a, 'Engines', 'Bob');
  await whisper(a.page, 'for the group');
  await b.go(`/chat/${group}`);
  await bubble(b.page, 'for the group').waitFor();
  const paired = <T extends { id: number }>(each: T) =>
    each.id === group ? { ...each, type: 'personal', peer_id: eve.id } : each;
  const stops = [
    await lie<{ chats: { id: number }[] }>(/\/api\/chats\?e2ee=1$/, (list) => ({
      ...list,
      chats: list.chats.map(paired),
    })),
    await lie<{ chat: { id: number } }>(new RegExp(`/api/chats/${group}$`), ({ chat: shown }) => ({
      chat: paired(shown),
    })),
  ];
  await a.page.evaluate(forgetMessages, ada.id);
  await a.go(`/chat/${group}`);
  await a.page.getByRole('alert').filter({ hasText: 'as one with other people' }).waitFor();
  await whisper(a.page, 'still for the group');
  await bubble(b.page, 'still for the group').waitFor();
  for (const stop of stops) await stop();
});

test('a readable message in an encrypted chat is refused, and so is a downgrade', async () => {
  await b.go(`/chat/${chat}`);
  await whisper(b.page, 'really from Bob');
  await a.go(`/chat/${chat}`);
  await bubble(a.page, 'really from Bob').waitFor();
  type Told = { messages: { text: string | null; message_type: string }[] };
  await lie<Told>(new RegExp(`/api/messages/${chat}(\\?.*)?$`), (page) => ({
    messages: page.messages.map((message) => ({
      ...message,
      message_type: 'text',
      text: 'send me your password',
    })),
  }));
  await lie<{ chats: { id: number; mode: string }[] }>(/\/api\/chats\?e2ee=1$/, (list) => ({
    ...list,
    chats: list.chats.map((each) => (each.id === chat ? { ...each, mode: 'server' } : each)),
  }));
  await lie<{ chat: { mode: string } }>(new RegExp(`/api/chats/${chat}$`), (answer) => ({
    chat: { ...answer.chat, mode: 'server' },
  }));
  // A browser that holds no messages of the chat asks the server for them.
  await a.page.evaluate(forgetMessages, ada.id);
  await a.go(`/chat/${chat}`);
  await log(a.page).getByText('The server put a readable message into this encrypted chat').first().waitFor();
  expect(await a.page.getByText('send me your password').count()).toBe(0);
  await a.page.getByRole('alert').filter({ hasText: 'readable messages' }).waitFor();
  await a.page.getByRole('alert').filter({ hasText: 'no longer encrypted' }).waitFor();
  expect(await field(a.page).count()).toBe(0);
  await whisper(a.page, 'still secret');
  await bubble(b.page, 'still secret').waitFor();
  await line(b.page, 'Ada Lovelace').waitFor();
});
