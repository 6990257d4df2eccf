import type { OutboxItem } from '../sync/outbox-item.ts';

const NOTHING: readonly OutboxItem[] = [];

/**
 * What is on its way, as one page knows it. What has left the outbox does not come back: the worker reads and decrypts
 * what is stored while other tabs go on, so that it may tell of a thing after it was told that it is gone.
 */
export class PageOutbox {
  readonly #items = new Map<number, readonly OutboxItem[]>();
  readonly #gone = new Set<string>();

  of(chat: number): readonly OutboxItem[] {
    return this.#items.get(chat) ?? NOTHING;
  }

  put(item: OutboxItem): void {
    if (this.#gone.has(item.key)) return;
    const others = this.of(item.chat).filter(({ key }) => key !== item.key);
    this.#items.set(
      item.chat,
      [...others, item].sort((a, b) => a.order - b.order),
    );
  }

  remove(chat: number, gone: string): void {
    this.#gone.add(gone);
    this.#items.set(
      chat,
      this.of(chat).filter(({ key }) => key !== gone),
    );
  }
}
