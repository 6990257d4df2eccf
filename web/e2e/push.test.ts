import type { Browser, BrowserContext } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { field, groupOf, say } from './testkit/chat.ts';
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

/**
 * A browser of tests has no push service: it gets a subscription of one that nobody runs. Everything else of the way
 * is real, and what a push service would deliver is handed to the service worker by the debugger.
 */
function subscribable(): void {
  const key = (length: number) =>
    btoa(String.fromCharCode(4, ...crypto.getRandomValues(new Uint8Array(length - 1))))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  let held: object | null = null;
  Object.assign(PushManager.prototype, {
    getSubscription: () => Promise.resolve(held),
    subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array<ArrayBuffer> }) => {
      const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
        'deriveBits',
      ]);
      const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
      const p256dh = btoa(String.fromCharCode(...point))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '');
      const endpoint = 'https://push.invalid/to/this/browser';
      held = {
        endpoint,
        options: { applicationServerKey: applicationServerKey.buffer },
        toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth: key(16) } }),
        unsubscribe: () => {
          held = null;
          return Promise.resolve(true);
        },
      };
      return held;
    },
  });
}

/** Hands messages to the service worker as the browser does with what its push service sent. */
async function pushService(
  context: BrowserContext,
  window: Window,
): Promise<(told: object) => Promise<void>> {
  const session = await context.newCDPSession(window.page);
  const registered = new Promise<string>((found) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) found(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  return async (told) =>
    void (await session.send('ServiceWorker.deliverPushMessage', {
      ...{ origin: server.url, registrationId, data: JSON.stringify(told) },
    }));
}

/**
 * Chromium forgets a notice that is about to be shown when somebody asks for all that are: whoever asks often asks at
 * that moment.
 */
const SELDOM = { interval: 1_500 };

/** The notices on show: title, text, tag. */
function notices({ page }: Window): Promise<string[][]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag }) => [title, body, tag]);
  });
}

test('push is agreed to in the settings, tried, logged, shown by the service worker, and leads to the chat', async () => {
  const chat = await groupOf(server, 'Звездочёты', ada, bob);
  await say(server, bob, chat, 'look up');
  const window = await Window.open(browser, server, { as: ada });
  const { page, context } = window;
  await context.grantPermissions(['notifications'], { origin: server.url });
  await context.addInitScript(subscribable);
  await window.go('/');
  await page.locator('.chat-item').first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await window.go('/settings/notifications');
  await expect(call(server, ada.token, 'POST', '/api/push/test')).rejects.toThrow('not_subscribed');
  const subscribed = page.waitForResponse((answer) => answer.url().endsWith('/api/push/subscriptions'));
  await page.getByRole('switch', { name: 'Show notifications' }).click();
  const subscription = await subscribed;
  expect(subscription.status()).toBe(201);
  // Without it nobody would be told of what is written in encrypted chats.
  expect(subscription.request().postDataJSON()).toMatchObject({ encrypted: true });
  await page.getByRole('button', { name: 'Send a trial' }).click();
  await page.getByText('A trial notification is on its way').waitFor();
  const log = page.getByRole('list', { name: 'Last notifications' });
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      return log.getByText('Trial').count();
    })
    .toBeGreaterThan(0);

  const deliver = await pushService(context, window);
  await deliver({ v: 1, kind: 'message', chat, unread: 3 });
  await expect
    .poll(() => notices(window), SELDOM)
    .toEqual([['Звездочёты', '3 new messages', `chat ${chat}`]]);
  await deliver({ v: 1, kind: 'mention', chat, unread: 4 });
  await expect
    .poll(() => notices(window), SELDOM)
    .toEqual([['Звездочёты', 'You were mentioned', `chat ${chat}`]]);
  await deliver({ v: 9, kind: 'what comes later' });
  await expect.poll(async () => (await notices(window)).map(([title]) => title), SELDOM).toContain('KOCMOC');

  const worker = context.serviceWorkers().find((each) => each.url().endsWith('/sw.js'));
  await worker?.evaluate(async (id) => {
    const scope = self as unknown as ServiceWorkerGlobalScope;
    const [notification] = await scope.registration.getNotifications({ tag: `chat ${id}` });
    if (notification) scope.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
  }, chat);
  await page.waitForURL(`**/chat/${chat}`);
  await field(page).waitFor();

  await window.go('/settings/notifications');
  const ended = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await page.getByRole('switch', { name: 'Show notifications' }).click();
  expect((await ended).status()).toBe(200);
  expect(window.faults).toEqual([]);
  await window.close();
});
