import type { Page } from 'playwright';
import { bubble, choose, field, log } from './chat.ts';
import type { World } from './world.ts';

/** A view: where it is, and what is done there until it is what its name says. */
export interface View {
  readonly name: string;
  readonly path: (world: World) => string;
  readonly reach?: (page: Page) => Promise<unknown>;
  /** What is undone afterwards. */
  readonly leave?: (page: Page) => Promise<unknown>;
  /** Also on a phone. */
  readonly phone?: true;
}

export const ENTRANCE: readonly View[] = [
  {
    name: 'sign-in',
    path: () => '/',
    reach: (page) => page.getByText('Welcome back').waitFor(),
    phone: true,
  },
  {
    name: 'register',
    path: () => '/register',
    reach: (page) => page.getByText('Welcome to space').waitFor(),
    phone: true,
  },
  { name: 'forgot', path: () => '/forgot', reach: (page) => page.getByLabel('Email').waitFor() },
];

const inPair = ({ pair }: World) => `/chat/${pair}`;
export const inGroup = ({ group }: World) => `/chat/${group}`;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();

export const CHATS: readonly View[] = [
  {
    name: 'list',
    path: () => '/',
    reach: (page) => page.locator('.chat-item').nth(5).waitFor(),
    phone: true,
  },
  { name: 'pair', path: inPair, reach: (page) => bubble(page, '🚀').waitFor(), phone: true },
  { name: 'group', path: inGroup, reach: (page) => bubble(page, 'когда').waitFor(), phone: true },
  {
    name: 'person',
    path: (world) => `${inPair(world)}/info`,
    reach: (page) => page.getByText('Астрофотограф').waitFor(),
    phone: true,
  },
  {
    name: 'members',
    path: (world) => `${inGroup(world)}/info`,
    reach: (page) => page.getByRole('complementary').getByText('5 members').waitFor(),
    phone: true,
  },
  {
    name: 'message-menu',
    path: inGroup,
    reach: async (page) => {
      await bubble(page, 'T_c').click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
    phone: true,
  },
  {
    name: 'react',
    path: inGroup,
    reach: async (page) => {
      await choose(page, 'T_c', 'React');
      await page.getByRole('dialog').locator('.emoji-scroller').getByText('😀').first().waitFor();
    },
    phone: true,
  },
  { name: 'forward', path: inGroup, reach: (page) => choose(page, 'T_c', 'Forward') },
  { name: 'delete', path: inPair, reach: (page) => choose(page, 'тут все снимки', 'Delete') },
  { name: 'select', path: inGroup, reach: (page) => choose(page, 'T_c', 'Select'), phone: true },
  {
    name: 'viewer',
    path: inPair,
    reach: async (page) => {
      await button(page, /Open photo/).click();
      await page.getByRole('dialog', { name: 'Viewer' }).getByRole('img', { name: 'aurora' }).waitFor();
    },
    phone: true,
  },
  {
    name: 'emoji',
    path: inPair,
    reach: async (page) => {
      await button(page, 'Emoji').click();
      await page.getByRole('region', { name: 'Emoji and stickers' }).getByText('😀').first().waitFor();
    },
    phone: true,
  },
  {
    name: 'stickers',
    path: inPair,
    reach: async (page) => {
      await button(page, 'Emoji').click();
      await page.getByRole('tab', { name: 'Stickers' }).click();
      await page.locator('.sticker-grid img').first().waitFor();
    },
    phone: true,
  },
  {
    name: 'attach',
    path: inPair,
    reach: async (page) => {
      const buffer = Buffer.from('A page of notes');
      const files = ['заметки о звёздном небе.txt', 'b.txt'].map((name) => ({
        name,
        mimeType: 'text/plain',
        buffer,
      }));
      await page.locator('input[type=file]').setInputFiles(files);
      await page.getByRole('dialog').waitFor();
    },
    phone: true,
  },
  {
    name: 'recorder',
    path: inPair,
    reach: async (page) => {
      await button(page, 'Record a voice message').click();
      await page.getByText('0:01').waitFor();
    },
    phone: true,
  },
  {
    name: 'chat-search',
    path: inGroup,
    reach: async (page) => {
      await button(page, 'Search in this chat').click();
      await page.getByRole('searchbox', { name: 'Search in this chat' }).fill('давление');
      await page.getByText('1 of 2').waitFor();
    },
  },
  {
    name: 'search',
    path: () => '/',
    reach: async (page) => {
      await page.getByRole('searchbox', { name: 'Search' }).fill('графики');
      await page.getByRole('region', { name: 'Results' }).getByText('соберу').waitFor();
    },
    phone: true,
  },
  {
    name: 'new-chat',
    path: () => '/',
    reach: async (page) => {
      await button(page, 'New chat').click();
      await page.getByRole('dialog').getByText('Борис').first().waitFor();
    },
    phone: true,
  },
  {
    name: 'new-group',
    path: () => '/',
    reach: async (page) => {
      await button(page, 'New chat').click();
      await button(page, 'New group').click();
      await page.getByRole('dialog', { name: 'New group' }).getByText('Борис').first().waitFor();
    },
    phone: true,
  },
  {
    name: 'chat-menu',
    path: () => '/',
    reach: async (page) => {
      await page.locator('.chat-item').nth(1).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'main-menu',
    path: () => '/',
    reach: async (page) => {
      await button(page, 'Menu').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'story',
    path: () => '/',
    reach: async (page) => {
      await button(page, /story of Борис/i).click();
      await page.getByText('Геминиды').first().waitFor();
      await page.keyboard.press('Space');
    },
    phone: true,
  },
  {
    name: 'story-composer',
    path: () => '/',
    reach: async (page) => {
      await page.getByRole('region', { name: 'Stories' }).getByRole('button', { name: 'Add' }).click();
      await page.getByLabel('Your text').fill('К звёздам!');
    },
    phone: true,
  },
  {
    name: 'reply',
    path: inGroup,
    reach: async (page) => {
      await choose(page, 'T_c', 'Reply');
      await field(page).fill('Длинный ответ\nна несколько\nстрок');
    },
    leave: (page) => field(page).fill(''),
    phone: true,
  },
  {
    name: 'readers',
    path: inGroup,
    reach: async (page) => {
      await log(page).locator('.bubble-photo').first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Who has read it' }).click();
      await page.getByRole('dialog').getByText('Read by').waitFor();
    },
    phone: true,
  },
  {
    name: 'palette',
    path: () => '/',
    reach: async (page) => {
      await page.locator('.chat-item').first().waitFor();
      await page.keyboard.press('Control+KeyK');
      await page.getByRole('dialog', { name: 'Go anywhere' }).waitFor();
    },
  },
  {
    name: 'shortcuts',
    path: () => '/',
    reach: async (page) => {
      await page.locator('.chat-item').first().waitFor();
      await page.keyboard.press('Control+Slash');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
];

export const SETTINGS: readonly View[] = [
  ...['profile', 'look', 'notifications', 'privacy', 'security', 'sessions', 'data'].map((section) => ({
    name: `settings-${section}`,
    path: () => `/settings/${section}`,
    reach: (page: Page) => page.getByRole('main').getByRole('heading', { level: 3 }).first().waitFor(),
    phone: true as const,
  })),
  {
    name: 'settings',
    path: () => '/settings',
    reach: (page) => page.getByText('Appearance and language').waitFor(),
    phone: true,
  },
];

export const ADMINISTRATION: readonly View[] = [
  ...['overview', 'users', 'reports', 'devices', 'invites', 'audit', 'operation'].map((section) => ({
    name: `admin-${section}`,
    path: () => `/admin/${section}`,
    reach: (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).waitFor(),
    phone: true as const,
  })),
  {
    name: 'admin-account',
    path: () => '/admin/users',
    reach: async (page) => {
      await button(page, /Clara/).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete account' }).waitFor();
    },
    phone: true,
  },
];

export const NOTHING: readonly View[] = [
  {
    name: 'no-chats',
    path: () => '/',
    reach: (page) => page.getByText('No chats yet').waitFor(),
    phone: true,
  },
];
