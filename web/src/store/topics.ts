/** Who wants to hear of what. Marks collect until they are flushed, so that one batch of changes is one notice. */
export class Topics {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #marked = new Set<string>();

  /** Calls back after each flush in which the topic was marked; returns how to stop that. */
  on(topic: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }

  mark(...topics: readonly string[]): void {
    for (const topic of topics) this.#marked.add(topic);
  }

  flush(): void {
    const topics = [...this.#marked];
    this.#marked.clear();
    const told = new Set(topics.flatMap((topic) => [...(this.#listeners.get(topic) ?? [])]));
    for (const listener of told) listener();
  }

  tellAll(): void {
    this.mark(...this.#listeners.keys());
    this.flush();
  }
}
