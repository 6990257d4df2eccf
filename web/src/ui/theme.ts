import { useSyncExternalStore } from 'react';

/** A look of the client. `system` follows the device between light and dark. */
export type ThemeChoice = 'system' | 'light' | 'dark' | 'neon';
export type Theme = Exclude<ThemeChoice, 'system'>;

export const THEMES: readonly Theme[] = ['light', 'dark', 'neon'];

const KEY = 'kocmoc.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function stored(): ThemeChoice {
  const value = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? 'system';
}

function apply(): void {
  const choice = stored();
  document.documentElement.dataset.theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
  const background = getComputedStyle(document.documentElement).getPropertyValue('--background').trim();
  // The bars of a phone take the colour of the page below them.
  for (const meta of document.querySelectorAll('meta[name="theme-color"]'))
    meta.setAttribute('content', background);
  for (const listener of listeners) listener();
}

/** Applies the chosen look and keeps following the device and other tabs. */
export function startTheme(): void {
  apply();
  system.addEventListener('change', apply);
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY) apply();
  });
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The choice that is in force. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, stored);
}
