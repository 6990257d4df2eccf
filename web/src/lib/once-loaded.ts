/** Something that is loaded once for all who ask for it. What failed is loaded anew by the next one. */
export class OnceLoaded<T> {
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | null = null;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  get(): Promise<T> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** What was asked for before, if it came; loads nothing. */
  async held(): Promise<T | null> {
    return (await this.#loading?.catch(() => null)) ?? null;
  }
}
