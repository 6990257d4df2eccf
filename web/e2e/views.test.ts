import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from './testkit/api.ts';
import { axe } from './testkit/axe.ts';
import { openBrowser, PHONE, THEMES, Window } from './testkit/browser.ts';
import { log } from './testkit/chat.ts';
import { TestServer } from './testkit/server.ts';
import { ADMINISTRATION, CHATS, ENTRANCE, NOTHING, SETTINGS, type View } from './testkit/views.ts';
import { makeWorld, type World } from './testkit/world.ts';

let server: TestServer;
let browser: Browser;
let world: World;

beforeAll(async () => {
  [server, browser] = await Promise.all([TestServer.start(), openBrowser()]);
  world = await makeWorld(server);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Walks the views in one window: each without a barrier, each kept as a picture. */
async function walk(window: Window, views: readonly View[], suffix: string): Promise<string[]> {
  const found: string[] = [];
  for (const view of views) {
    await window.go(view.path(world));
    await view.reach?.(window.page);
    await window.page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await window.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await settled(window.page);
    const phone = suffix.includes('phone');
    // A phone shows one column, which on its first page is navigation.
    const barriers = (await axe(window)).filter((line) => !phone || !line.startsWith('landmark-one-main'));
    found.push(...barriers.map((barrier) => `${view.name} ${suffix}: ${barrier}`));
    const wide = await window.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) found.push(`${view.name} ${suffix}: ${wide} px too wide`);
    await window.picture(`${view.name}-${suffix}`);
    await view.leave?.(window.page);
  }
  return [...found, ...window.faults];
}

/** Waits until pictures are there and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const images = [...document.images].filter(({ loading, complete }) => loading !== 'lazy' && !complete);
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
    const ends = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
      .map((each) => each.finished.catch(() => undefined));
    // What is stopped, as a story is, never ends.
    await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, 1_000))]);
  });
}

const sets: readonly [string, readonly View[], () => Person | undefined][] = [
  ['the entrance', ENTRANCE, () => undefined],
  ['chats', CHATS, () => world.ada],
  ['settings', SETTINGS, () => world.ada],
  ['the administration', ADMINISTRATION, () => world.admin],
  ['an account without chats', NOTHING, () => world.lonely],
];

/** Many views on a machine that may be busy. */
const LONG = 300_000;

for (const theme of THEMES) {
  for (const [name, views, who] of sets) {
    test(
      `${name} in ${theme}: no view has a barrier`,
      async () => {
        const as = who();
        const window = await Window.open(browser, server, { theme, ...(as ? { as } : {}) });
        expect(await walk(window, views, theme)).toEqual([]);
        await window.close();
      },
      LONG,
    );
  }
}

for (const [name, views, who] of sets) {
  test(
    `${name} on a phone: no view has a barrier or is too wide`,
    async () => {
      const as = who();
      const window = await Window.open(browser, server, { ...PHONE, theme: 'dark', ...(as ? { as } : {}) });
      const onPhone = views.filter(({ phone }) => phone);
      expect(await walk(window, onPhone, 'phone')).toEqual([]);
      await window.close();
    },
    LONG,
  );
}

test('in Russian nothing is too wide either', async () => {
  for (const [suffix, options] of [
    ['ru', {}],
    ['ru-phone', PHONE],
  ] as const) {
    const window = await Window.open(browser, server, {
      as: world.ada,
      theme: 'light',
      locale: 'ru-RU',
      ...options,
    });
    const views = [
      ...CHATS.filter(({ name }) => name === 'list' || name === 'group'),
      ...SETTINGS.slice(0, 7),
    ];
    expect(await walk(window, views, suffix)).toEqual([]);
    expect(await log(window.page).count()).toBe(0);
    await window.close();
  }
});
