import { ApiError } from '../api/error.ts';
import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import type { EventData } from '../sync/protocol.ts';
import type { Database } from './db.ts';

interface Ports {
  readonly db: Database;
  readonly command: <T>(type: string, fields: object) => Promise<T>;
  readonly mark: (chat: number, change: (row: ChatRow) => ChatRow) => Promise<unknown>;
}

/** Bursts of messages are acknowledged once. */
const BURST = 400;
/** How long to wait after a refusal that names no time. */
const PAUSE = 3_000;

/** How far things have come: tells the server what was received and seen here, and notes what others tell. */
export class Marks {
  readonly #ports: Ports;
  readonly #received = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refused: ReturnType<typeof setTimeout> | undefined;
  #waking = false;
  #again = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Messages have been stored here. */
  received(row: ChatRow, messages: readonly HeldMessage[], me: number): void {
    const newest = Math.max(0, ...messages.filter(({ sender_id }) => sender_id !== me).map(({ seq }) => seq));
    if (newest <= Math.max(row.read_seq, this.#received.get(row.id) ?? 0)) return;
    this.#received.set(row.id, newest);
    this.#timer ??= setTimeout(() => this.#tellReceived(), BURST);
  }

  #tellReceived(): void {
    this.#timer = undefined;
    for (const [chat, seq] of this.#received) {
      // Lost ones are made up for by the next, or by reading.
      this.#ports.command('chat:delivered', { chat, seq }).catch(() => undefined);
    }
    this.#received.clear();
  }

  /** Tells the server what was seen and is not confirmed; its log confirms it, no answer does. */
  async wake(): Promise<void> {
    this.#again = this.#waking;
    if (this.#waking) return;
    this.#waking = true;
    try {
      do {
        this.#again = false;
        await this.#tellSeen();
      } while (this.#again);
    } finally {
      this.#waking = false;
    }
  }

  async #tellSeen(): Promise<void> {
    const rows = await this.#ports.db.chats.filter(({ seen, read_seq }) => seen > read_seq).toArray();
    for (const { id, seen } of rows) {
      try {
        await this.#ports.command('chat:read', { chat: id, seq: seen });
      } catch (error) {
        // Not connected: told when the line is back.
        if (error instanceof ApiError && error.transient && error.status !== 0)
          this.#later(error.retryAfter ?? PAUSE);
      }
    }
  }

  #later(millis: number): void {
    this.#refused ??= setTimeout(() => {
      this.#refused = undefined;
      void this.wake();
    }, millis);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#refused);
  }

  /** Somebody else has received or read. */
  async told(chat: number, type: string, { user, seq }: EventData): Promise<void> {
    if (user === undefined || seq === undefined) return;
    await this.#ports.mark(chat, (row) =>
      type === 'chat:read' ? othersRead(row, user, seq) : othersReceived(row, seq),
    );
  }
}

function othersReceived(row: ChatRow, seq: number): ChatRow {
  // In a group this is one of several; the next connection tells what all have.
  if (row.type !== 'personal') return row;
  return { ...row, others_delivered: Math.max(row.others_delivered ?? 0, seq) };
}

function othersRead(row: ChatRow, user: number, seq: number): ChatRow {
  const readers = { ...row.readers, [user]: Math.max(row.readers[user] ?? 0, seq) };
  if (row.type === 'personal') {
    const read = Math.max(row.others_read ?? 0, seq);
    return {
      ...row,
      readers,
      others_read: read,
      others_delivered: Math.max(row.others_delivered ?? 0, read),
    };
  }
  const others = row.members?.filter(({ id }) => id !== row.me);
  const all = others?.map(({ id }) => readers[id] ?? 0);
  const read = all && all.length > 0 ? Math.max(row.others_read ?? 0, Math.min(...all)) : row.others_read;
  return { ...row, readers, others_read: read };
}
