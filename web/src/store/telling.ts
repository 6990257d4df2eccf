import type { Change } from './changes.ts';

/** Pages draw no more often. */
const FRAME = 16;

/**
 * Tells changes in their order: at once where all is quiet, else all that has come within a frame together, so that a
 * burst is drawn once.
 */
export class Telling {
  readonly #tell: (changes: readonly Change[]) => Promise<void>;
  #waiting: Change[] = [];
  #busy = false;

  constructor(tell: (changes: readonly Change[]) => Promise<void>) {
    this.#tell = tell;
  }

  add(changes: readonly Change[]): void {
    this.#waiting.push(...changes);
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const now = this.#waiting;
      this.#waiting = [];
      // What cannot be decrypted now must not silence what follows.
      await this.#tell(now).catch(() => undefined);
      await new Promise((passed) => setTimeout(passed, FRAME));
    }
    this.#busy = false;
  }
}
