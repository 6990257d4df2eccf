import { ApiError } from '../api/error.ts';
import type { Message, UploadedFile } from '../api/models.ts';
import { laneOf, type OutboxItem } from './outbox-item.ts';

/** Where the outbox keeps its things. */
export interface OutboxStorage {
  waiting(): Promise<OutboxItem[]>;
  get(key: string): Promise<OutboxItem | undefined>;
  /** Changes what is still there; whether it was. */
  put(item: OutboxItem): Promise<boolean>;
  remove(key: string): Promise<void>;
}

/** How things are carried out. Refusals and lost connections are `ApiError`s. */
export interface Carrier {
  /** Gives the message that came of it, if any. */
  carry(item: OutboxItem): Promise<Message | null>;
  upload(item: OutboxItem, signal: AbortSignal): Promise<UploadedFile>;
}

export interface OutboxListener {
  changed(item: OutboxItem): void;
  removed(item: OutboxItem): void;
}

/** How long to wait after a refusal that names no time. */
const PAUSE = 3_000;

/**
 * Carries out what the user did: things of one lane in their order, each until the server has answered, however
 * often that takes. What the server refuses for good stays as failed and no longer holds up its lane. One per
 * account works at a time: the leader's.
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #carrier: Carrier;
  readonly #listener: OutboxListener;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #uploads = new Map<string, AbortController>();
  #open = false;

  constructor(storage: OutboxStorage, carrier: Carrier, listener: OutboxListener) {
    this.#storage = storage;
    this.#carrier = carrier;
    this.#listener = listener;
  }

  /** The server can be reached: go on. */
  async open(): Promise<void> {
    this.#open = true;
    await this.wake();
  }

  /** The server cannot be reached: what is under way fails and waits. */
  close(): void {
    this.#open = false;
  }

  /** Looks for new things. */
  async wake(): Promise<void> {
    if (!this.#open) return;
    for (const item of await this.#storage.waiting()) {
      const lane = laneOf(item);
      if (!this.#lanes.has(lane)) this.#lanes.set(lane, this.#work(lane));
    }
  }

  /** Takes a thing back. What is already on its way may still arrive; its log entry will tell. */
  async cancel(key: string): Promise<void> {
    // Another tab may have taken it out of the store already.
    this.#uploads.get(key)?.abort();
    const item = await this.#storage.get(key);
    if (!item || item.state === 'sent') return;
    await this.#storage.remove(key);
    this.#listener.removed(item);
  }

  async #work(lane: string): Promise<void> {
    try {
      while (this.#open) {
        const next = (await this.#storage.waiting()).find((item) => laneOf(item) === lane);
        if (!next) return;
        const pause = await this.#try(next);
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
    } finally {
      this.#lanes.delete(lane);
      // What was put in between the last look and now.
      if (this.#open && (await this.#storage.waiting()).some((item) => laneOf(item) === lane))
        await this.wake();
    }
  }

  /** Tries once; gives the milliseconds to wait before the next thing or try. */
  async #try(item: OutboxItem): Promise<number> {
    try {
      const ready = await this.#uploaded(item);
      if (!ready) return 0;
      const message = await this.#carrier.carry(ready);
      if (message) await this.#settle(item.key, { state: 'sent', message });
      else await this.#done(item);
      return 0;
    } catch (error) {
      return this.#refused(item, error);
    }
  }

  async #refused(item: OutboxItem, error: unknown): Promise<number> {
    if (error instanceof ApiError && error.transient) return error.retryAfter ?? PAUSE;
    if (error instanceof DOMException && error.name === 'AbortError') return 0;
    const code = error instanceof ApiError ? error.code : 'unexpected';
    await this.#settle(item.key, { state: 'failed', code });
    return 0;
  }

  /** The thing with its file at the server; nothing if it was taken back meanwhile. */
  async #uploaded(item: OutboxItem): Promise<OutboxItem | undefined> {
    if (item.op.kind !== 'send' || !item.op.file) return this.#storage.get(item.key);
    const { file, fields, ...more } = item.op;
    const abort = new AbortController();
    this.#uploads.set(item.key, abort);
    const kept = await this.#carrier.upload(item, abort.signal).finally(() => this.#uploads.delete(item.key));
    const sent =
      file.duration !== undefined
        ? { ...fields, voice_url: kept.url, voice_duration: file.duration, message_type: 'voice' }
        : {
            ...fields,
            file_url: kept.url,
            file_name: kept.originalName,
            file_size: kept.size,
            file_type: kept.mimetype,
            message_type: fields.message_type ?? 'file',
          };
    return this.#change(item.key, (now) => ({ ...now, op: { ...more, fields: sent } }));
  }

  async #settle(key: string, result: Partial<OutboxItem>): Promise<void> {
    await this.#change(key, (now) => ({ ...now, ...result }));
  }

  async #change(key: string, change: (now: OutboxItem) => OutboxItem): Promise<OutboxItem | undefined> {
    const now = await this.#storage.get(key);
    if (!now) return undefined;
    const next = change(now);
    if (!(await this.#storage.put(next))) return undefined;
    this.#listener.changed(next);
    return next;
  }

  async #done(item: OutboxItem): Promise<void> {
    await this.#storage.remove(item.key);
    this.#listener.removed(item);
  }
}
