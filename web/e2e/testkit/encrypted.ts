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

/** The field to write in, of an encrypted chat. */
export function secretField(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Encrypted message' });
}

export async function whisper(page: Page, text: string): Promise<void> {
  await secretField(page).fill(text);
  await secretField(page).press('Enter');
}
