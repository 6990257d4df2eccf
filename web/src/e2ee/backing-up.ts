import { saveBackup } from './backup.ts';
import type { Surroundings } from './device.ts';
import { quietly } from './quietly.ts';

/** New keys go into the backup after this, several at once. */
const PAUSE = 3_000;
/** So often a device without the backup's key looks for it, beside each start. */
const LOOK_AGAIN = 600_000;

/** Brings the backup up to date a while after something has come. */
export class BackingUp {
  readonly #s: Surroundings;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lookedMs = 0;
  #over = false;

  constructor(s: Surroundings) {
    this.#s = s;
  }

  due(): void {
    if (!this.#over) this.#timer ??= setTimeout(() => this.#save(), PAUSE);
  }

  /** The server was restored: it may lack what it had, so all goes there again. */
  async anew(): Promise<void> {
    await this.#s.db.backed.clear();
    this.due();
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #save(): void {
    this.#timer = undefined;
    const now = this.#s.now();
    const looks = now - this.#lookedMs >= LOOK_AGAIN;
    if (looks) this.#lookedMs = now;
    // What does not get through now goes with the next.
    saveBackup(this.#s, looks).catch(quietly);
  }
}
