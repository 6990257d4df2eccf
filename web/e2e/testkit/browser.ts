import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright';
import type { Person } from './api.ts';

const ARTIFACTS = process.env.KOCMOC_ARTIFACTS ?? mkdtempSync(join(tmpdir(), 'kocmoc-screens-'));
/** How long a window may take for one step: a machine that does other things as well is no fault. */
const PATIENCE = 60_000;
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
export type Theme = 'light' | 'dark' | 'neon';
export const THEMES: readonly Theme[] = ['light', 'dark', 'neon'];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });
}

/** Whatever is at an address. */
export interface Reachable {
  readonly url: string;
}

/** One window, and what went wrong in it that no test asked about. */
export class Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests to any other host, refusals of the content policy, errors that nobody caught. */
  readonly faults: string[] = [];

  private constructor(context: BrowserContext, page: Page, server: Reachable) {
    this.context = context;
    this.page = page;
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(data|blob):/.test(url))
        this.faults.push(`foreign request: ${url}`);
    });
    page.on('pageerror', (error) =>
      this.faults.push(`uncaught: ${error.stack || `${error.name} ${error.message}`}`),
    );
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted ?Type/i.test(message.text()))
        this.faults.push(`policy: ${message.text()}`);
    });
  }

  /** A window of its own context: of nobody, or of somebody who is signed in already. */
  static async open(
    browser: Browser,
    server: Reachable,
    options: BrowserContextOptions & { as?: Person; theme?: Theme } = {},
  ): Promise<Window> {
    const { as, theme, ...rest } = options;
    const context = await browser.newContext({
      baseURL: server.url,
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
      ...rest,
    });
    await context.addInitScript(remember, { account: as ? accountOf(as) : null, theme: theme ?? null });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    return new Window(context, page, server);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(path);
  }

  /** Keeps a picture of the window outside the repository. */
  async picture(name: string): Promise<void> {
    mkdirSync(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: join(ARTIFACTS, `${name}.png`), animations: 'disabled' });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

function accountOf({ id, name, email, token, isAdmin }: Person) {
  return { id, name, email, avatar: null, isAdmin, token };
}

/** Runs in the page before its scripts: only where nothing has been stored yet, so that signing out stays so. */
function remember({ account, theme }: { account: { id: number } | null; theme: string | null }): void {
  if (localStorage.getItem('test.prepared')) return;
  localStorage.setItem('test.prepared', 'yes');
  if (theme) localStorage.setItem('kocmoc.theme', theme);
  if (!account) return;
  localStorage.setItem('kocmoc.accounts', JSON.stringify([account]));
  localStorage.setItem('kocmoc.active', String(account.id));
}
