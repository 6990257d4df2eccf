/** What a key asks for anywhere in the client. */
export type Shortcut = 'palette' | 'settings' | 'help' | 'next-chat' | 'previous-chat' | 'search';

/** The fields of a `KeyboardEvent` that decide. */
export interface Keys {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Keys by their place on the keyboard, so that they are the same under every layout. `mod`: Ctrl, or ⌘ on a Mac. */
export const SHORTCUTS: Record<
  Shortcut,
  { readonly code: string; readonly mod?: true; readonly alt?: true }
> = {
  palette: { code: 'KeyK', mod: true },
  search: { code: 'KeyF', mod: true, alt: true },
  settings: { code: 'Comma', mod: true },
  help: { code: 'Slash', mod: true },
  'next-chat': { code: 'ArrowDown', alt: true },
  'previous-chat': { code: 'ArrowUp', alt: true },
};

/** The shortcut that a key press means, if any. */
export function shortcutOf({ code, ctrlKey, metaKey, altKey, shiftKey }: Keys): Shortcut | null {
  if (shiftKey || (ctrlKey && metaKey)) return null;
  const mod = ctrlKey || metaKey;
  for (const [name, keys] of Object.entries(SHORTCUTS) as [Shortcut, (typeof SHORTCUTS)[Shortcut]][]) {
    if (keys.code === code && (keys.mod ?? false) === mod && (keys.alt ?? false) === altKey) return name;
  }
  return null;
}

/** How a shortcut is written for people, by default as on the machine in use. */
export function written(shortcut: Shortcut, mac = /Mac|iPhone|iPad/.test(navigator.userAgent)): string {
  const { code, mod, alt } = SHORTCUTS[shortcut];
  const names: Record<string, string> = { Comma: ',', Slash: '/', ArrowDown: '↓', ArrowUp: '↑' };
  const key = names[code] ?? code.replace('Key', '');
  const parts = [mod && (mac ? '⌘' : 'Ctrl'), alt && (mac ? '⌥' : 'Alt'), key];
  return parts.filter(Boolean).join(mac ? '' : '+');
}
