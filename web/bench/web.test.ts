import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, test } from 'vitest';
import { newcomer, type Person } from '../e2e/testkit/api.ts';
import { groupOf, pairOf, say } from '../e2e/testkit/chat.ts';
import { TestServer } from '../e2e/testkit/server.ts';

/** `./kocmoc bench web`: how quick the client is in Chromium, one JSON line for each figure. */
const LARGE = Number(process.env.KOCMOC_BENCH_MESSAGES ?? 100_000);
const AT_ONCE = 48;
const CHATS = 8;
const ROUNDS = 5;
const SLOWED = 4;
const SCREEN = { width: 1280, height: 800 } as const;

let server: TestServer;
let context: BrowserContext;
let page: Page;
let debug: CDPSession;
let port: number;
let ada: Person;
let large: number;

/** `ratio` above 1: better than the target. */
function figure(name: string, ours: number, reference: number, unit: string, better: 'lower' | 'higher') {
  const ratio = better === 'lower' ? reference / Math.max(ours, 0.001) : ours / reference;
  const round = (value: number) => Math.round(value * 100) / 100;
  const line = JSON.stringify({ name, ours: round(ours), reference, ratio: round(ratio), unit });
  const out = process.env.KOCMOC_BENCH_OUT;
  if (out) appendFileSync(out, `${line}\n`);
  process.stdout.write(`${line}\n`);
}

beforeAll(async () => {
  server = await TestServer.start();
  ada = await newcomer(server, 'Ada');
  const bob = await newcomer(server, 'Bob');
  for (let i = 0; i < CHATS; i++) {
    const chat = i === 0 ? await pairOf(server, bob, ada) : await groupOf(server, `Chat ${i}`, bob, ada);
    for (let j = 0; j < 60; j++)
      await say(server, bob, chat, `Message ${j} of chat ${i}, of a usual length.`);
  }
  large = await groupOf(server, 'Large', bob, ada);
  let next = 0;
  const send = async () => {
    while (next < LARGE)
      await say(server, bob, large, `Message ${next++} of a long history, as people write.`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  await open();
}, 1_800_000);

afterAll(async () => {
  await context?.close();
  await server?.close();
});

/** A browser that keeps what it stores, with a port for Lighthouse. */
async function open(): Promise<void> {
  port = await freePort();
  context = await chromium.launchPersistentContext('', {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    baseURL: server.url,
    viewport: SCREEN,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      `--remote-debugging-port=${port}`,
      '--enable-precise-memory-info',
    ],
  });
  const { id, name, email, token } = ada;
  const account = { id, name, email, token, avatar: null, isAdmin: false };
  await context.addInitScript((known) => {
    localStorage.setItem('kocmoc.accounts', JSON.stringify([known]));
    localStorage.setItem('kocmoc.active', String(known.id));
  }, account);
  page = await context.newPage();
  debug = await context.newCDPSession(page);
  await page.goto('/');
  await page.locator('.chat-item').nth(CHATS).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds from a press on a chat to the frame in which its messages stand. */
function press(name: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((done) => {
        const links = [...document.querySelectorAll<HTMLElement>('.chat-item')];
        const link = links.find((each) => each.querySelector('.chat-item-title')?.textContent === wanted);
        const begun = performance.now();
        link?.click();
        const look = () => {
          const title = document.querySelector('.chat-header h1')?.textContent;
          if (title === wanted && document.querySelector('.message')) done(performance.now() - begun);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    name,
  );
}

test('opening a chat that is held', async () => {
  const names = ['Bob', ...Array.from({ length: CHATS - 1 }, (_, i) => `Chat ${i + 1}`)];
  for (const name of names) await press(name);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) for (const name of names) times.push(await press(name));
  figure('web: open a cached chat, median', median(times), 100, 'ms', 'lower');
});

test('the first screen from what is held, on a slowed processor', async () => {
  await page.goto('/');
  await page.locator('.chat-item').first().waitFor();
  await context.addInitScript(() => {
    const look = () => {
      if (document.querySelector('.chat-item')) performance.mark('first-screen');
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await debug.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto('/');
    await page.locator('.chat-item').first().waitFor();
    times.push(
      await page.evaluate(() => performance.getEntriesByName('first-screen')[0]?.startTime ?? Number.NaN),
    );
  }
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  figure(`web: first screen from cache, ${SLOWED}x slower CPU`, median(times), 1_000, 'ms', 'lower');
});

/** Scrolls towards the beginning; gives the messages passed and the frames in which none was to be seen. */
function scroll(steps: number): Promise<{ blank: number; frames: number; top: number }> {
  return page.evaluate(async (count) => {
    const box = document.querySelector<HTMLElement>('.messages-scroller');
    if (!box) throw new Error('no messages');
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let blank = 0;
    let frames = 0;
    for (let step = 0; step < count; step++) {
      box.scrollBy(0, -300);
      await frame();
      const { top, bottom } = box.getBoundingClientRect();
      const seen = [...box.querySelectorAll('.message')].some((message) => {
        const place = message.getBoundingClientRect();
        return place.bottom > top && place.top < bottom;
      });
      frames += 1;
      blank += Number(!seen);
      // A wheel turns no faster: what is above has to be asked for.
      if (box.scrollTop < 400) await new Promise((later) => setTimeout(later, 50));
    }
    const first = box.querySelector<HTMLElement>('.message');
    return { blank, frames, top: Number(first?.dataset.seq ?? 0) };
  }, steps);
}

async function heap(): Promise<number> {
  await debug.send('HeapProfiler.collectGarbage');
  const { usedSize } = await debug.send('Runtime.getHeapUsage');
  return usedSize / 1024 / 1024;
}

test('a chat with a long history', async () => {
  await page.goto(`/chat/${large}?m=${LARGE}`);
  await page.locator('.message').first().waitFor();
  await debug.send('HeapProfiler.enable');
  const first = await scroll(600);
  const before = await heap();
  const second = await scroll(2_400);
  const after = await heap();
  const blank = first.blank + second.blank;
  figure(
    'web: frames without a message while scrolling',
    blank,
    0.5,
    `of ${first.frames + second.frames}`,
    'lower',
  );
  figure('web: memory after 5 times as much scrolling', after, before * 1.25, 'MiB', 'lower');
});

interface Scores {
  readonly lhr: { readonly categories: Readonly<Record<string, { score: number; title: string }>> };
}
type Lighthouse = (url: string, flags: object) => Promise<Scores | undefined>;

test('Lighthouse', async () => {
  // Lies beside this file only; the client's own tools do not need it.
  const name = 'lighthouse';
  const { default: lighthouse } = (await import(name)) as { default: Lighthouse };
  const onlyCategories = ['performance', 'accessibility', 'best-practices'];
  await page.close();
  for (const [view, path] of [
    ['chats', '/'],
    ['an open chat', `/chat/${large}`],
  ] as const) {
    const flags = { port, onlyCategories, disableStorageReset: true, logLevel: 'error' };
    const result = await lighthouse(`${server.url}${path}`, flags);
    for (const { title, score } of Object.values(result?.lhr.categories ?? {}))
      figure(`web: Lighthouse, ${view}: ${title}`, score * 100, 95, 'points', 'higher');
  }
});
