/** A short message at the edge of the screen. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'info' | 'success' | 'error';
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Long enough to read; messages that offer something stay twice as long, and all stay while pointed at. */
const SHOWN_MILLIS = 5_000;
const MOST_AT_ONCE = 3;

let shown: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function change(next: readonly Toast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows a message for a few seconds. The same text does not stand there twice. */
export function toast(text: string, options: Partial<Pick<Toast, 'kind' | 'action'>> = {}): number {
  const same = shown.find((each) => each.text === text);
  if (same) dismiss(same.id);
  lastId += 1;
  const made: Toast = { id: lastId, text, kind: 'info', ...options };
  change([...shown, made].slice(-MOST_AT_ONCE));
  resume(made.id);
  return made.id;
}

export function dismiss(id: number): void {
  hold(id);
  change(shown.filter((each) => each.id !== id));
}

/** Keeps a message for as long as somebody points at it. */
export function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export function resume(id: number): void {
  hold(id);
  const found = shown.find((each) => each.id === id);
  if (found)
    timers.set(
      id,
      setTimeout(() => dismiss(id), SHOWN_MILLIS * (found.action ? 2 : 1)),
    );
}

export function toasts(): readonly Toast[] {
  return shown;
}

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
