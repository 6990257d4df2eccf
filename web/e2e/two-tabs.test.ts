import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { report } from '../test/ratchet/report.ts';
import { call, newcomer, type Person } from './testkit/api.ts';
import { openBrowser, Window } from './testkit/browser.ts';
import { line, log, over } from './testkit/chat.ts';
import { beginEncrypted, beginEncryptedGroup, setUp, whisper } from './testkit/encrypted.ts';
import { KeyWatch } from './testkit/key-watch.ts';
import { type Fate, RoughProxy } from './testkit/rough-proxy.ts';
import { TestServer } from './testkit/server.ts';
import { type Draw, luck, open, TabHistory } from './testkit/tab-history.ts';

// Two tabs of one browser are one device: whatever happens to them, it has one state. KOCMOC_CHAOS_SECONDS makes the
// histories longer, KOCMOC_CHAOS_SEED repeats one.
const SECONDS = Number(process.env.KOCMOC_CHAOS_SECONDS ?? 8);
const SEED = Number(process.env.KOCMOC_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PATIENCE = { timeout: 90_000 };
const LOSSY = /e2ee\/(chats\/\d+\/(messages|devices)|mailbox)|\/api\/messages/;

let server: TestServer;
let browser: Browser;
let network: RoughProxy;
let ada: Person;
let bob: Person;
let a: Window;
let b: Window;
let pair: number;
let group: number;
const keys = new KeyWatch();

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  network = await RoughProxy.before(server.url);
  network.seen = (path, body) => keys.see(path, body);
  ada = await newcomer(server, 'Ada Lovelace');
  bob = await newcomer(server, 'Bob');
  a = await Window.open(browser, network, { as: ada });
  b = await Window.open(browser, server, { as: bob });
  await setUp(a, b);
  await a.go('/');
  pair = await beginEncrypted(a, 'Bob');
  await a.go('/');
  group = await beginEncryptedGroup(a, 'Inner circle', 'Bob');
});

afterAll(async () => {
  await browser?.close();
  network?.close();
  await server?.close();
});

interface Listed {
  chats: { id: number; unread_count: number; read_seq: number }[];
}

/** What the server says is unread, and what a recount of its messages gives. */
async function unread(chat: number): Promise<[number, number]> {
  const { chats } = await call<Listed>(...([server, ada.token, 'GET', '/api/chats?e2ee=1'] as const));
  const row = chats.find(({ id }) => id === chat);
  const all = await stored(chat);
  const counted = all.filter(({ seq, sender_id }) => seq > (row?.read_seq ?? 0) && sender_id !== ada.id);
  return [row?.unread_count ?? -1, counted.length];
}

async function stored(chat: number): Promise<{ seq: number; sender_id: number }[]> {
  const all: { seq: number; sender_id: number }[] = [];
  for (;;) {
    const path = `/api/e2ee/chats/${chat}/messages?limit=50&after=${all.at(-1)?.seq ?? 0}`;
    const { messages } = await call<{ messages: typeof all }>(...([server, ada.token, 'GET', path] as const));
    all.push(...messages);
    if (messages.length < 50) return all;
  }
}

test(
  `two tabs in chaos lose nothing, double nothing, use no key twice and count right (seed ${SEED})`,
  async () => {
    const history = new TabHistory({ server, network, mine: a, other: b, chats: [pair, group] }, luck(SEED));
    await history.begin();
    network.fate = losing(luck(SEED + 1));
    for (const end = Date.now() + SECONDS * 1_000; Date.now() < end; ) await history.step();
    network.fate = () => 'through';

    const [first, second] = history.tabs as [Page, Page];
    for (const [chat, said] of history.said) await agree(chat, said, [first, second, b.page]);
    expect(await first.evaluate(unreadable, ada.id)).toEqual([]);
    expect(await b.page.evaluate(unreadable, bob.id)).toEqual([]);
    expect(keys.reused).toEqual([]);
    expect(keys.uses).toBeGreaterThan(0);
    await countTogether(first, second);
    await over(a, b);
    const numbers = [...history.said.values()].map(({ length }) => length);
    const steps = Object.entries(history.counts).map(([name, times]) => `${name} ${times}`);
    report(`two tabs: ${numbers.join(' + ')} messages, ${keys.uses} uses of keys; ${steps.join(', ')}`);
  },
  240_000 + SECONDS * 4_000,
);

/** Of what concerns messages, one request in six is lost, half of them on the way back. */
function losing(draw: Draw): (path: string) => Fate {
  return (path) => {
    const drawn = LOSSY.test(path) ? draw(12) : 11;
    return drawn === 0 ? 'lost' : drawn === 1 ? 'unanswered' : 'through';
  };
}

/** All pages show all that was said, once and in one order, and the server holds nothing else. */
async function agree(chat: number, said: readonly string[], pages: readonly Page[]): Promise<void> {
  for (const page of pages) await open(page, chat);
  for (const page of pages)
    await expect.poll(async () => (await shown(page)).sort(), PATIENCE).toEqual([...said].sort());
  const [one, ...others] = await Promise.all(pages.map(shown));
  for (const other of others) expect(other).toEqual(one);
  expect(await stored(chat)).toHaveLength(said.length);
  await expect.poll(() => unread(chat), PATIENCE).toEqual([0, 0]);
}

/** Both tabs show the same count of what came over a bad line, and what is read in one is read in the other. */
async function countTogether(first: Page, second: Page): Promise<void> {
  for (const page of [first, second]) await page.goto('/');
  await open(b.page, pair);
  for (const text of ['first', 'second', 'third']) {
    await whisper(b.page, `${text} unread`);
    network.cut();
  }
  for (const page of [first, second]) await line(page, 'Bob').getByText('3 unread messages').waitFor();
  expect(await unread(pair)).toEqual([3, 3]);
  await open(first, pair);
  await line(second, 'Bob').getByText('3 unread messages').waitFor({ state: 'detached' });
  await expect.poll(() => unread(pair), PATIENCE).toEqual([0, 0]);
}

/** Runs in the page: why what could not be read in this browser could not be. */
async function unreadable(user: number): Promise<string[]> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`kocmoc-e2ee-${user}`);
    request.onsuccess = () => resolve(request.result);
  });
  const rows = await new Promise<{ failure: string | null }[]>((resolve) => {
    const request = db.transaction('texts').objectStore('texts').getAll();
    request.onsuccess = () => resolve(request.result);
  });
  db.close();
  return rows.flatMap(({ failure }) => failure ?? []);
}

/** What was said in a chat as a tab shows it, in its order; a long one shows only a part at once. */
async function shown(page: Page): Promise<string[]> {
  const found = new Map<string, string>();
  const box = log(page);
  await box.evaluate((each) => each.scrollTo(0, each.scrollHeight));
  for (let still = 0, before = -1; still < 3; before = found.size) {
    // What is under way has no number yet.
    const part = await box
      .locator('.message')
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.getAttribute('data-seq') ?? '',
          row.querySelector('.message-text')?.textContent ?? '',
        ]),
      );
    for (const [seq = '', text = ''] of part) found.set(seq || `under way: ${text}`, text);
    still = found.size === before ? still + 1 : 0;
    await box.evaluate((each) => each.scrollBy(0, -500));
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  }
  await box.evaluate((each) => each.scrollTo(0, each.scrollHeight));
  const rows = [...found].sort(([one], [other]) => Number(one) - Number(other));
  return rows.map(([, text]) => text).filter((text) => text.startsWith('message '));
}
