import type { DraftRow } from './db.ts';

/** A draft as it was typed in some page. */
export type Typed = Pick<DraftRow, 'chat' | 'text' | 'reply_to' | 'writer'>;

/**
 * Drafts as one page knows them. What is typed in it stands at once; what comes back of it from the worker may be older
 * than what stands here by then, and never replaces it.
 */
export class PageDrafts {
  readonly #page = crypto.randomUUID();
  readonly #rows = new Map<number, DraftRow>();

  get(chat: number): DraftRow | undefined {
    return this.#rows.get(chat);
  }

  /** Notes what was typed here; gives what is to be stored. */
  typed(chat: number, text: string, reply_to: number | null): Typed {
    const typed = { chat, text, reply_to, writer: this.#page };
    const version = this.#rows.get(chat)?.version ?? 0;
    this.#rows.set(chat, { ...typed, version, dirty: true, other: null, changed: Date.now() });
    return typed;
  }

  /** What is stored, whoever wrote it. */
  take(draft: DraftRow): void {
    const here = this.#rows.get(draft.chat);
    const echo = here?.writer === this.#page && draft.writer === this.#page;
    const { text, reply_to } = echo ? here : draft;
    this.#rows.set(draft.chat, { ...draft, text, reply_to });
  }
}
