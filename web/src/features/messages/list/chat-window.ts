import type { Want } from '../../../store/changes.ts';
import type { ChatListener, Client } from '../../../store/client.ts';
import type { HeldMessage } from '../../../sync/chat-row.ts';
import {
  EMPTY,
  opened,
  type Window,
  withChanged,
  withNewer,
  withOlder,
  withoutEnd,
  withoutStart,
} from './window.ts';

/** What is on show of a chat, and whether something is being fetched or could not be. */
export interface WindowState {
  readonly window: Window;
  readonly loading: boolean;
  readonly failed: boolean;
  /** Counts the runs opened: a new one is looked at from its own place, not from where the last one was. */
  readonly opening: number;
}

/**
 * The run of messages of one chat: opens where it is told to, grows in both directions, follows what the log tells.
 * What is held comes at once; the server is asked only for what is missing.
 */
export class ChatWindow implements ChatListener {
  readonly #client: Client;
  readonly #chat: number;
  readonly #listeners = new Set<() => void>();
  readonly #unwatch: readonly (() => void)[];
  #state: WindowState = { window: EMPTY, loading: true, failed: false, opening: 0 };
  #want: Want;
  #growing = false;
  #outdated = false;

  /** Begins to fetch what is wanted, and follows the chat until it is closed. */
  constructor(client: Client, chat: number, want: Want) {
    this.#client = client;
    this.#chat = chat;
    this.#want = want;
    this.#unwatch = [client.watch(chat, this), client.on('connection', () => this.#reached())];
    void this.open(want);
  }

  close(): void {
    for (const stop of this.#unwatch) stop();
  }

  /** Whether a run is on show, or being fetched, that begins where another is wanted. */
  shows(want: Want): boolean {
    if (this.#outdated || this.#state.failed) return false;
    if (this.#state.opening === 0) return JSON.stringify(want) === JSON.stringify(this.#want);
    const { messages, atEnd } = this.#state.window;
    if (want.of === 'newest') return atEnd;
    const [first, last] = [messages[0], messages.at(-1)];
    return first !== undefined && first.seq <= want.seq && (atEnd || (last?.seq ?? 0) >= want.seq);
  }

  #reached(): void {
    const { connection } = this.#client;
    if (this.#state.failed && (connection === 'live' || connection === 'polling')) void this.open(this.#want);
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly state = () => this.#state;

  /** Shows another run: the newest messages, or those around a number. */
  async open(want: Want): Promise<void> {
    this.#want = want;
    this.#set({ loading: true, failed: false });
    const { service } = this.#client;
    const held = await service.held(this.#chat, want);
    if (this.#want !== want) return;
    const slice = held ?? (await service.slice(this.#chat, want).catch(() => null));
    if (this.#want !== want) return;
    if (!slice) return this.#set({ loading: false, failed: true });
    this.#set({ window: opened(slice), loading: false, failed: false, opening: this.#state.opening + 1 });
  }

  async older(): Promise<void> {
    const first = this.#state.window.messages[0];
    if (!first || this.#state.window.atStart) return;
    await this.#grow({ of: 'before', seq: first.seq }, withOlder, withoutEnd);
  }

  async newer(): Promise<void> {
    const last = this.#state.window.messages.at(-1);
    if (!last || this.#state.window.atEnd) return;
    await this.#grow({ of: 'after', seq: last.seq }, withNewer, withoutStart);
  }

  /** Whether a message is on show. */
  has(seq: number): boolean {
    return this.#state.window.messages.some((message) => message.seq === seq);
  }

  changed(messages: readonly HeldMessage[]): void {
    if (this.#state.opening > 0) this.#set({ window: withChanged(this.#state.window, messages) });
  }

  restarted(): void {
    // Nobody looks: fetched when somebody does.
    if (this.#listeners.size === 0) this.#outdated = true;
    else void this.open({ of: 'newest' });
  }

  async #grow(
    want: Want,
    merge: (window: Window, slice: Window) => Window,
    cut: (window: Window) => Window,
  ): Promise<void> {
    if (this.#growing) return;
    this.#growing = true;
    const { opening } = this.#state;
    const isHere = () => opening === this.#state.opening;
    const slice = await this.#client.service.slice(this.#chat, want).catch(() => null);
    if (slice && isHere()) {
      this.#set({ window: merge(this.#state.window, slice) });
      // The list keeps its place by how many lines came or went at one end: never at both in the same drawing.
      await new Promise((drawn) => setTimeout(drawn));
      if (isHere()) this.#set({ window: cut(this.#state.window) });
    }
    this.#growing = false;
  }

  #set(change: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
