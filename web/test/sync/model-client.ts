import type { ServerEvent, SyncRequest } from '../../src/sync/protocol.ts';
import { Replica } from '../../src/sync/replica.ts';
import { rowFrom, withPage } from '../../src/sync/rows.ts';
import { MemoryStorage } from './memory-storage.ts';
import { CHAT, ME, type ModelServer } from './model-server.ts';

/** A client of the model server over a line that loses, doubles and reorders whatever it likes. */
export class ModelClient {
  readonly storage = new MemoryStorage();
  readonly gaps: SyncRequest[] = [];
  readonly #server: ModelServer;
  readonly #replica: Replica;
  #line: ServerEvent[] = [];
  #told = 0;
  #userTold = 0;

  constructor(server: ModelServer) {
    this.#server = server;
    this.#replica = new Replica(this.storage, this.#listener(), ME);
  }

  #listener() {
    const nothing = () => undefined;
    return {
      changed: nothing,
      removed: nothing,
      restarted: nothing,
      event: nothing,
      reload: () => this.#reloads.push('list'),
      unknown: () => this.#reloads.push('chat'),
      gap: (request: SyncRequest) => this.gaps.push(request),
    };
  }

  readonly #reloads: string[] = [];

  /** What the server has logged since goes onto the line. */
  hear(): void {
    const { log, userLog } = this.#server;
    while (this.#told < log.length) this.#line.push(this.#server.event(++this.#told));
    while (this.#userTold < userLog.length) this.#line.push(this.#server.userEvent(++this.#userTold));
  }

  lose(pick: number): void {
    if (this.#line.length > 0) this.#line.splice(pick % this.#line.length, 1);
  }

  double(pick: number): void {
    const event = this.#line[pick % Math.max(1, this.#line.length)];
    if (event) this.#line.push(event);
  }

  swap(pick: number): void {
    const [event] = this.#line.splice(pick % Math.max(1, this.#line.length), 1);
    if (event) this.#line.unshift(event);
  }

  /** Delivers what is on the line, or only what is of one log. */
  async deliver(log?: 'chat' | 'user'): Promise<void> {
    if (log) this.hear();
    const isOfLog = (event: ServerEvent) => !log || (event.chat === undefined) === (log === 'user');
    const events = this.#line.filter(isOfLog);
    this.#line = this.#line.filter((event) => !isOfLog(event));
    await this.#replica.apply(events);
    await this.#fetchLists();
  }

  /** The answers to all that was asked; `lost` ones never come. */
  async heal(lost: boolean): Promise<void> {
    const asked = this.gaps.splice(0);
    if (lost) return;
    for (const request of asked) await this.#replica.synced(this.#server.sync(request));
  }

  async reconnect(): Promise<void> {
    this.#line = [];
    this.gaps.length = 0;
    const { events, resumed } = this.#server.resume(await this.#replica.resume());
    this.#told = this.#server.log.length;
    this.#userTold = this.#server.userLog.length;
    await this.#replica.apply(events);
    await this.#replica.resumed(resumed);
    await this.#fetchLists();
  }

  async page(size: number): Promise<void> {
    const before = this.row?.parts.at(-1)?.[0];
    const page = this.#server.page(before ?? Number.MAX_SAFE_INTEGER, size);
    await this.#take(page, before, page.length < size);
  }

  /** A page is asked for now, but comes only after `between` has happened. */
  async slowPage(size: number, between: () => Promise<void>): Promise<void> {
    const asked = this.row?.position.seq ?? 0;
    const before = this.row?.parts.at(-1)?.[0];
    const page = this.#server.page(before ?? Number.MAX_SAFE_INTEGER, size);
    await between();
    await this.#take(page, before, page.length < size, asked);
  }

  async #take(
    messages: ReturnType<ModelServer['page']>,
    before: number | undefined,
    end: boolean,
    asked = this.row?.position.seq ?? 0,
  ) {
    const row = this.row;
    if (!row) return;
    const held = new Map(this.storage.held.get(CHAT));
    const base = { messages, end, asked };
    const taken = withPage(row, before === undefined ? base : { ...base, before }, held);
    await this.storage.putMessages(taken.put);
    await this.storage.putChat(taken.row);
  }

  async #fetchLists(): Promise<void> {
    if (this.#reloads.splice(0).length === 0) return;
    this.storage.rows.set(CHAT, rowFrom(this.#server.list(), { me: ME, epoch: 1 }, this.row));
    await this.#replica.known(CHAT);
  }

  get row() {
    return this.storage.rows.get(CHAT);
  }

  /** The messages of everything that is held in full. */
  get shown() {
    const parts = this.row?.parts ?? [];
    const held = [...(this.storage.held.get(CHAT)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
    return held
      .filter(({ seq }) => parts.some(([from, to]) => from <= seq && seq <= to))
      .map(({ at: _, ...message }) => message);
  }
}
