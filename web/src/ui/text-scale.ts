import { useSyncExternalStore } from 'react';

const KEY = 'kocmoc.textScale';
const USUAL = 100;
const listeners = new Set<() => void>();

function stored(): number {
  const value = Number(localStorage.getItem(KEY));
  return value >= 80 && value <= 200 ? value : USUAL;
}

/** Applies the size of texts, in percent, and keeps it on this device. Everything is measured by it. */
export function setTextScale(percent: number): void {
  localStorage.setItem(KEY, String(percent));
  document.documentElement.style.fontSize = stored() === USUAL ? '' : `${(16 * stored()) / 100}px`;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The size of texts in percent. */
export function useTextScale(): number {
  return useSyncExternalStore(subscribe, stored);
}
