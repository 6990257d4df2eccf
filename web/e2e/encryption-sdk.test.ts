import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { bubble } from './testkit/chat.ts';
import { beginEncrypted, beginEncryptedGroup, ready, whisper } from './testkit/encrypted.ts';
import { SdkPeer } from './testkit/sdk-peer.ts';
import { TestServer } from './testkit/server.ts';

let server: TestServer;
let browser: Browser;
let ada: Person;
let window: Window;
let bob: SdkPeer;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  ada = await newcomer(server, 'Ada Lovelace');
  bob = await SdkPeer.start(server, await newcomer(server, 'Bob'));
  window = await Window.open(browser, server, { as: ada });
  await window.go('/settings/encryption');
  await ready(window);
});

afterAll(async () => {
  await bob?.close();
  await browser?.close();
  await server?.close();
});

/** Both say something and read what the other one says. */
async function talk(chat: number): Promise<void> {
  await whisper(window.page, `from the browser into ${chat}`);
  await bubble(window.page, `from the browser into ${chat}`).waitFor();
  await bob.receive(`${chat} from the browser into ${chat}`);
  await bob.say(chat, `from the SDK into ${chat}`);
  await bubble(window.page, `from the SDK into ${chat}`).waitFor();
}

async function groupEnvelopes(chat: number): Promise<boolean[]> {
  const path = `/api/e2ee/chats/${chat}/messages`;
  const { messages } = await call<{ messages: { group_envelope: string | null }[] }>(
    server,
    ada.token,
    'GET',
    path,
  );
  return messages.map(({ group_envelope }) => group_envelope !== null);
}

test('a browser and a device of the SDK read each other in a chat of two', async () => {
  await window.go('/');
  await talk(await beginEncrypted(window, 'Bob'));
});

test('in a group that the browser made', async () => {
  await window.go('/');
  const chat = await beginEncryptedGroup(window, 'Made here', 'Bob');
  await talk(chat);
  expect(await groupEnvelopes(chat)).toEqual([true, true]);
});

test('in a group that the SDK made', async () => {
  const chat = await bob.group('Made there', ada.id);
  await window.go(`/chat/${chat}`);
  await talk(chat);
  expect(await groupEnvelopes(chat)).toEqual([true, true]);
});
