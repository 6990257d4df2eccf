import { useEffect, useRef } from 'react';
import { type Shortcut, shortcutOf } from '../lib/shortcuts.ts';

/** Whether something lies over the page that takes keys and Esc for itself. */
function isCovered(): boolean {
  return document.querySelector('dialog[open], [role="menu"], [role="listbox"][data-open]') !== null;
}

/** Listens for the shortcuts of the client, and for Esc where nothing lies over the page. */
export function useShortcuts(onShortcut: (shortcut: Shortcut) => void, onEscape: () => void): void {
  const latest = useRef({ onShortcut, onEscape });
  latest.current = { onShortcut, onEscape };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isCovered()) return;
      const shortcut = shortcutOf(event);
      if (shortcut) latest.current.onShortcut(shortcut);
      else if (event.key === 'Escape') latest.current.onEscape();
      else return;
      event.preventDefault();
    };
    // Last of all, so that whatever has the focus may take the key first.
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
