import type { Locator, Page } from 'playwright';
import type { Window } from './browser.ts';

/** Begins an encrypted chat by the switch, as a person does, once both sides are set up; gives its number. */
export async function beginEncrypted({ page }: Window, name: string): Promise<number> {
  await page.getByRole('button', { name: 'New chat' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('switch', { name: 'End-to-end encrypted' }).check();
  await dialog.getByRole('searchbox').fill(name);
  const person = dialog.getByRole('button', { name }).first();
  // The other browser may still be making its keys.
  for (let tries = 0; tries < 60; tries++) {
    await person.click();
    const opened = await page.waitForURL(/\/chat\/\d+$/, { timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (opened) break;
  }
  await secretField(page).waitFor();
  return Number(/\/chat\/(\d+)/.exec(page.url())?.[1]);
}

/** Makes an encrypted group of oneself and somebody else, as a person does; gives its number. */
export async function beginEncryptedGroup({ page }: Window, name: string, other: string): Promise<number> {
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the group').fill(name);
  await dialog.getByRole('switch', { name: 'End-to-end encrypted' }).check();
  await dialog.getByRole('searchbox').fill(other);
  await dialog.getByRole('button', { name: other }).first().click();
  await dialog.getByRole('button', { name: 'Create group' }).click();
  await secretField(page).waitFor();
  return Number(/\/chat\/(\d+)/.exec(page.url())?.[1]);
}

/** Adds somebody to an encrypted group, as its admin does. */
export async function addMember({ page }: Window, group: number, name: string): Promise<void> {
  await page.goto(`/chat/${group}/info`);
  await page.getByRole('button', { name: 'Add people' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill(name);
  await dialog.getByRole('button', { name }).first().click();
  await dialog.getByRole('button', { name: 'Add people' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Begins anew in a browser that is no device, as somebody does who has lost all others. */
export async function beginAnew(window: Window, password: string): Promise<void> {
  const { page } = window;
  await window.go('/settings/encryption');
  await page.getByText(/Your account has encryption|taken off/).waitFor();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await ready(window);
}

/** The field to write in, of an encrypted chat. */
export function secretField(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Encrypted message' });
}

export async function whisper(page: Page, text: string): Promise<void> {
  await secretField(page).fill(text);
  await secretField(page).press('Enter');
}

/** Waits on the page of encryption until this browser can read and write. */
export async function ready({ page }: Window): Promise<void> {
  await page.getByText('Set up: it can read and write in encrypted chats.').waitFor({ timeout: 60_000 });
}

/** Lets browsers become devices, one after the other. */
export async function setUp(...windows: readonly Window[]): Promise<void> {
  for (const window of windows) {
    await window.go('/settings/encryption');
    await ready(window);
  }
}

/** Makes `fresh` a further device of the account that `old` belongs to, by code and digits. */
export async function link(old: Window, fresh: Window): Promise<void> {
  await fresh.go('/settings/encryption');
  await fresh.page.getByRole('button', { name: 'Show code' }).click();
  const code = await fresh.page.getByRole('textbox', { name: 'The code as text' }).inputValue();
  await old.go('/settings/encryption');
  await old.page.getByRole('textbox', { name: 'Code of the new device' }).fill(code);
  await old.page.getByRole('button', { name: 'Go on' }).click();
  const digits = await old.page.locator('.recovery-code').innerText();
  await fresh.page.locator('.recovery-code').filter({ hasText: digits }).waitFor();
  await old.page.getByRole('button', { name: 'The digits are the same: link it' }).click();
  await ready(fresh);
}
