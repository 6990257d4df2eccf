import { backoff, type Synced, type SyncRequest } from './protocol.ts';

export interface PollerPorts {
  /** The positions held. */
  readonly resume: () => Promise<SyncRequest | null>;
  readonly ask: (request: SyncRequest) => Promise<Synced>;
  /** Takes an answer in before the next question. */
  readonly take: (answer: Synced, first: boolean) => Promise<void>;
  /** Whether the server answers, whenever that changes. */
  readonly reached: (yes: boolean) => void;
  readonly random: () => number;
}

/** Between an answer and the next question. */
const EVERY = 4_000;

/**
 * Asks for news again and again, for networks that let no socket through. Made once; `start` and `stop` may be called
 * any number of times.
 */
export class Poller {
  readonly #ports: PollerPorts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #running = false;
  #reaches = false;
  #failures = 0;

  constructor(ports: PollerPorts) {
    this.#ports = ports;
  }

  get reaches(): boolean {
    return this.#reaches;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    void this.#ask(++this.#round);
  }

  /** Stops without a word: whoever stops it knows how the line is. */
  stop(): void {
    this.#running = false;
    this.#reaches = false;
    this.#round++;
    clearTimeout(this.#timer);
  }

  /** Asks at once instead of at the next turn. */
  kick(): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    void this.#ask(++this.#round);
  }

  async #ask(round: number): Promise<void> {
    const pause = await this.#once(round).then(
      () => this.#answered(round),
      () => this.#failed(round),
    );
    if (round === this.#round) this.#timer = setTimeout(() => void this.#ask(round), pause);
  }

  async #once(round: number): Promise<void> {
    const { resume, ask, take } = this.#ports;
    const request = await resume();
    const answer = await ask(request ?? {});
    if (round === this.#round) await take(answer, request === null);
  }

  #answered(round: number): number {
    this.#failures = 0;
    if (round === this.#round) this.#tell(true);
    return EVERY;
  }

  #failed(round: number): number {
    if (round === this.#round) this.#tell(false);
    return Math.max(EVERY, backoff(this.#failures++, this.#ports.random()));
  }

  #tell(reaches: boolean): void {
    if (reaches === this.#reaches) return;
    this.#reaches = reaches;
    this.#ports.reached(reaches);
  }
}
