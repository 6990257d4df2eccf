import type { Page } from 'playwright';
import type { Window } from './browser.ts';
import { bubble } from './chat.ts';
import { secretField, whisper } from './encrypted.ts';
import type { RoughProxy } from './rough-proxy.ts';
import type { TestServer } from './server.ts';

/** Numbers below a bound, always the same ones for a seed. */
export type Draw = (below: number) => number;

export function luck(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Who plays, and what can be done to them. */
export interface Stage {
  readonly server: TestServer;
  /** Between the server and the browser of two tabs. */
  readonly network: RoughProxy;
  /** The browser of two tabs. */
  readonly mine: Window;
  /** The browser of the other one, who has a good line. */
  readonly other: Window;
  readonly chats: readonly [number, number];
}

interface Tab {
  page: Page;
  chat: number;
}

/**
 * A random history of one device in two tabs: both write at once, in different chats, as one person's two hands would;
 * sockets are cut, tabs are closed and loaded anew in the middle, the browser is offline, the server dies. Everything
 * said was on show before anything else happened to its tab.
 */
export class TabHistory {
  /** What was said in each chat. */
  readonly said: ReadonlyMap<number, string[]>;
  /** How often each thing happened. */
  readonly counts: Record<string, number> = {};
  readonly #stage: Stage;
  readonly #draw: Draw;
  readonly #tabs: Tab[] = [];
  #others: number;
  #number = 0;

  constructor(stage: Stage, draw: Draw) {
    this.#stage = stage;
    this.#draw = draw;
    this.said = new Map(stage.chats.map((chat) => [chat, []]));
    this.#others = stage.chats[0];
  }

  get tabs(): Page[] {
    return this.#tabs.map(({ page }) => page);
  }

  async begin(): Promise<void> {
    const { mine, other, chats } = this.#stage;
    this.#tabs.push(
      { page: mine.page, chat: chats[0] },
      { page: await mine.context.newPage(), chat: chats[1] },
    );
    for (const { page, chat } of this.#tabs) await open(page, chat);
    await open(other.page, this.#others);
  }

  async step(): Promise<void> {
    const tab = this.#tabs[this.#draw(2)] as Tab;
    const steps: readonly [number, string, () => Promise<void> | void][] = [
      [6, 'one tab writes', () => this.#say(tab, 1 + this.#draw(3))],
      [4, 'the other one writes', () => this.#otherSays(1 + this.#draw(3))],
      [10, 'all write at once', () => this.#allSay(3)],
      [4, 'sockets cut', () => this.#stage.network.cut()],
      [2, 'offline', () => this.#offline()],
      [2, 'tab closed', () => this.#reopen(tab)],
      [2, 'tab loaded anew', () => this.#reload(tab)],
      [2, 'tabs change chats', () => this.#change()],
      [1, 'server killed', () => this.#kill()],
    ];
    const likely = steps.flatMap((one) => Array.from({ length: one[0] }, () => one));
    const [, name, act] = likely[this.#draw(likely.length)] as (typeof steps)[number];
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    await act();
  }

  /** What was said last is on show, so what this page said is stored. */
  async #stored({ page, chat }: Tab): Promise<void> {
    const last = this.said.get(chat)?.at(-1);
    if (last) await bubble(page, last).waitFor();
  }

  async #say({ page, chat }: Tab, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const text = `message ${++this.#number}.`;
      await whisper(page, text);
      this.said.get(chat)?.push(text);
    }
  }

  #otherSays(times: number): Promise<void> {
    return this.#say({ page: this.#stage.other.page, chat: this.#others }, times);
  }

  /** Nothing waits until the former is there. */
  async #allSay(times: number): Promise<void> {
    await Promise.all([...this.#tabs.map((tab) => this.#say(tab, times)), this.#otherSays(1)]);
  }

  async #offline(): Promise<void> {
    const { context } = this.#stage.mine;
    await context.setOffline(true);
    await this.#allSay(1);
    await context.setOffline(false);
  }

  async #kill(): Promise<void> {
    const back = this.#stage.server.crash();
    await this.#allSay(1);
    await back;
  }

  /** While what was just said is under way: once it is on show it is stored. */
  async #interrupt(tab: Tab): Promise<void> {
    await this.#say(tab, 2);
    await this.#stored(tab);
  }

  async #reopen(tab: Tab): Promise<void> {
    await this.#interrupt(tab);
    await tab.page.close();
    tab.page = await this.#stage.mine.context.newPage();
    await open(tab.page, tab.chat);
  }

  async #reload(tab: Tab): Promise<void> {
    await this.#interrupt(tab);
    await open(tab.page, tab.chat);
  }

  /** Each tab looks at the chat of the other one: in one chat, what is typed in a tab is shown in both. */
  async #change(): Promise<void> {
    const [one, other] = this.#stage.chats;
    const opposite = (chat: number): number => (chat === one ? other : one);
    for (const tab of this.#tabs) await this.#stored(tab);
    for (const tab of this.#tabs) {
      tab.chat = opposite(tab.chat);
      await open(tab.page, tab.chat);
    }
    const { page } = this.#stage.other;
    await this.#stored({ page, chat: this.#others });
    this.#others = opposite(this.#others);
    await open(page, this.#others);
  }
}

/** Opens a chat in a page; one that is cut off while it loads is loaded again, as a person would. */
export async function open(page: Page, chat: number): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    const opened = await page.goto(`/chat/${chat}`).then(
      () => true,
      () => false,
    );
    if (opened) break;
    await new Promise((go) => setTimeout(go, 500));
  }
  await secretField(page).waitFor();
}
