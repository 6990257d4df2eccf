import type { Surroundings } from './device.ts';
import { Admitting, Joining } from './link.ts';

/** Setting up further devices: by a code from one screen to the other, or by the backup. */
export class JoinDesk {
  readonly #s: Surroundings;
  #joining: Joining | null = null;
  #admitting: Admitting | null = null;

  constructor(s: Surroundings) {
    this.#s = s;
  }

  /** The text of the code to show on this new device. */
  async invite(): Promise<string> {
    this.#joining?.stop();
    this.#joining = await Joining.begin(this.#s);
    return this.#joining.code;
  }

  /** Once the old device has answered: the six digits to compare. */
  async digits(): Promise<string> {
    return (await this.#joining?.digits()) ?? '';
  }

  /** Once the user has confirmed on the old device. */
  async finish(): Promise<void> {
    await this.#joining?.finish();
  }

  /** Takes a new device's code on an old one; gives the six digits to compare. */
  async admit(code: string): Promise<string> {
    this.#admitting?.stop();
    this.#admitting = await Admitting.begin(this.#s, code);
    return this.#admitting.digits;
  }

  /** The digits are the same on both. */
  async confirm(): Promise<void> {
    await this.#admitting?.confirm();
  }

  stop(): void {
    this.#joining?.stop();
    this.#admitting?.stop();
  }
}
