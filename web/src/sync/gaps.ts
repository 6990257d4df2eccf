import { ApiError } from '../api/error.ts';
import type { Synced, SyncRequest } from './protocol.ts';

interface Ports {
  readonly ask: (request: SyncRequest) => Promise<Synced>;
  readonly take: (answer: Synced) => Promise<void>;
  /** A question was refused: what it was about stays open. */
  readonly refused: () => void;
}

/** Asks for what is missing of logs: one question at a time, about all that was found to be missing by then. */
export class Gaps {
  readonly #ports: Ports;
  #missing: SyncRequest | null = null;
  #asking = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async heal(gap: SyncRequest): Promise<void> {
    this.#missing = together(this.#missing, gap);
    if (this.#asking) return;
    this.#asking = true;
    try {
      await this.#askAll();
    } catch (error) {
      // A lost line heals by resuming.
      this.#missing = null;
      if (error instanceof ApiError && error.status !== 0) this.#ports.refused();
    } finally {
      this.#asking = false;
    }
  }

  async #askAll(): Promise<void> {
    for (let now = this.#missing; now; now = this.#missing) {
      this.#missing = null;
      await this.#ports.take(await this.#ports.ask(now));
    }
  }
}

function together(before: SyncRequest | null, gap: SyncRequest): SyncRequest {
  const user = gap.user ?? before?.user;
  return { chats: { ...before?.chats, ...gap.chats }, ...(user ? { user } : {}) };
}
