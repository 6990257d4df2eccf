import type { Database } from './db.ts';

interface Ports {
  readonly db: Database;
  /** Each tells whether it got through. */
  readonly loads: readonly (() => Promise<boolean>)[];
  readonly failed: (error: unknown) => void;
}

/**
 * Fetches what the log does not bring. That it is to be fetched is stored with the log's position, so it is not
 * forgotten where it fails, be it that the page is closed or that another tab leads from then on.
 */
export class Owed {
  readonly #ports: Ports;
  #loading = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async fetch(): Promise<void> {
    this.#loading += 1;
    try {
      await this.#fetch();
    } catch (error) {
      this.#ports.failed(error);
    } finally {
      this.#loading -= 1;
    }
  }

  async #fetch(): Promise<void> {
    const { db, loads } = this.#ports;
    const owed = await db.meta.get('owed');
    const through = await Promise.all(loads.map((load) => load()));
    if (!owed || through.includes(false)) return;
    const { epoch, seq } = owed.position;
    // What has come to be owed meanwhile is not in what came.
    const paid = db.meta.where('name').equals('owed');
    await paid.and(({ position }) => position.epoch === epoch && position.seq === seq).delete();
  }

  /** Begins once more with what is owed, unless it is being fetched: what comes is stored in its turn. */
  async again(): Promise<void> {
    const owed = await this.#ports.db.meta.get('owed');
    if (owed && this.#loading === 0) void this.fetch();
  }
}
