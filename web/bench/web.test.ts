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
/** Messages that the wheel passes before memory is looked at for the first time. */
const PASSED = Math.min(1_500, Math.floor(LARGE / 12));
const JUMPS = 60;
/** The first numbers of a chat are of how it came to be. */
const EVENTS = 10;
const SCREEN = { width: 1280, height: 800 } as const;

let server: TestServer;
let context: BrowserContext;
let page: Page;
let debug: CDPSession;
let port: number;
let ada: Person;
let large: number;
/** The number of the newest message of the long history. */
let newest = 0;

/** `ratio` above 1: better than the target. */
function figure(name: string, ours: number, reference: number, unit: string, better: 'lower' | 'higher') {
  const ratio = better === 'lower' ? reference / Math.max(ours, 0.001) : ours / reference;
  const round = (value: number) => Math.round(value * 100) / 100;
  const line = JSON.stringify({
    name,
    ours: round(ours),
    reference: round(reference),
    ratio: round(ratio),
    unit,
  });
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
    while (next < LARGE) {
      const said = await say(server, bob, large, `Message ${next++} of a long history, as people write.`);
      newest = Math.max(newest, said.seq);
    }
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
  page = await context.newPage();
  debug = await context.newCDPSession(page);
  await page.goto('/');
  await page.evaluate((known) => {
    localStorage.setItem('kocmoc.accounts', JSON.stringify([known]));
    localStorage.setItem('kocmoc.active', String(known.id));
  }, account);
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
  const first: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // What an earlier page held in memory is gone; the browser still has it.
    await page.goto('/');
    await page.locator('.chat-item').nth(CHATS).waitFor();
    // The code of an open chat has been fetched by then.
    await press('Large');
    for (const name of names) first.push(await press(name));
  }
  figure('web: open a cached chat, median', median(first), 100, 'ms', 'lower');
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round++) for (const name of names) again.push(await press(name));
  figure('web: come back to a chat, median', median(again), 100, 'ms', 'lower');
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

interface Frames {
  readonly frames: number;
  readonly blank: number;
}

/** Looks at every frame from now on, whether a message is to be seen in it. */
function watch(): Promise<void> {
  return page.evaluate(() => {
    const seen = { frames: 0, blank: 0 };
    Object.assign(window, { seen });
    const look = () => {
      const box = document.querySelector('.messages-scroller');
      const { top = 0, bottom = 0 } = box?.getBoundingClientRect() ?? {};
      const shown = [...document.querySelectorAll('.message')].some((message) => {
        const place = message.getBoundingClientRect();
        return place.bottom > top && place.top < bottom;
      });
      seen.frames += 1;
      seen.blank += Number(!shown);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

function watched(): Promise<Frames> {
  return page.evaluate(() => (window as unknown as { seen: Frames }).seen);
}

/** The numbers of the first and the last message that are drawn. */
function drawn(): Promise<readonly [number, number]> {
  return page.evaluate(() => {
    const numbers = [...document.querySelectorAll<HTMLElement>('.message')].map(({ dataset }) =>
      Number(dataset.seq),
    );
    return [Math.min(...numbers), Math.max(...numbers)] as const;
  });
}

/** Turns the wheel as fast as a hand does, until so many messages have passed. */
async function wheel(messages: number): Promise<void> {
  await page.mouse.move(SCREEN.width / 2 + 100, SCREEN.height / 2);
  const [from] = await drawn();
  for (let turns = 0; turns < messages; turns++) {
    await page.mouse.wheel(0, -480);
    if (turns % 20 === 0 && from - (await drawn())[0] >= messages) return;
  }
  throw new Error(`the wheel came from ${from} to ${(await drawn())[0]} only`);
}

/** Goes to a message far away, and waits until it is there. */
async function jump(seq: number): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', to), `/chat/${large}?m=${seq}`);
  await page.locator(`.message[data-seq="${seq}"]`).waitFor();
}

/** What is in use after everything that can go has gone. */
async function heap(): Promise<number> {
  await debug.send('HeapProfiler.collectGarbage');
  const { usedSize } = await debug.send('Runtime.getHeapUsage');
  return usedSize / 1024 / 1024;
}

test('a chat with a long history', async () => {
  await page.goto(`/chat/${large}?m=${newest}`);
  await page.locator(`.message[data-seq="${newest}"]`).waitFor();
  await debug.send('HeapProfiler.enable');
  await watch();
  await wheel(PASSED);
  const before = await heap();
  await wheel(4 * PASSED);
  const after = await heap();
  const wheeled = await watched();
  for (let i = 1; i <= JUMPS; i++)
    await jump(Math.max(EVENTS, Math.round((newest * ((i * 7) % JUMPS)) / JUMPS)));
  const jumped = await watched();
  const leapt = await heap();
  // One frame in which the browser was quicker than the page would be one too many.
  figure('web: blank frames, wheel', wheeled.blank, 0.5, `of ${wheeled.frames}`, 'lower');
  const [blank, frames] = [jumped.blank - wheeled.blank, jumped.frames - wheeled.frames];
  figure(`web: blank frames, ${JUMPS} jumps`, blank, 0.5, `of ${frames}`, 'lower');
  figure(`web: memory after ${5 * PASSED} messages`, after, before * 1.25, 'MiB', 'lower');
  figure(`web: memory after ${JUMPS} jumps`, leapt, before * 1.25, 'MiB', 'lower');
});

interface Scores {
  readonly lhr: { readonly categories: Readonly<Record<string, { score: number; title: string }>> };
}
type Lighthouse = (url: string, flags: object, config?: object) => Promise<Scores | undefined>;

test('Lighthouse', async () => {
  // Lies beside this file only; the client's own tools do not need it.
  const names = ['lighthouse', 'lighthouse/core/config/desktop-config.js'] as const;
  const { default: lighthouse } = (await import(names[0])) as { default: Lighthouse };
  const { default: desktop } = (await import(names[1])) as { default: object };
  const onlyCategories = ['performance', 'accessibility', 'best-practices'];
  await page.close();
  for (const [view, path, keeps] of [
    ['chats', '/', true],
    ['an open chat', `/chat/${large}`, true],
    // Forgets the kept client first, so that it is a first visit; whoever is signed in sees the sign-in only here.
    ['sign-in', '/add-account', false],
  ] as const) {
    for (const [device, config] of [
      ['desktop', desktop],
      ['phone', undefined],
    ] as const) {
      const flags = { port, onlyCategories, disableStorageReset: keeps, logLevel: 'error' };
      const result = await lighthouse(`${server.url}${path}`, flags, config);
      for (const { title, score } of Object.values(result?.lhr.categories ?? {}))
        figure(`web: Lighthouse, ${view}, ${device}: ${title}`, score * 100, 95, 'points', 'higher');
    }
  }
});
