import type { Http } from '../api/http.ts';
import { type Range, rangeAround } from '../lib/ranges.ts';
import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import { type Page, withPage } from '../sync/rows.ts';
import type { Slice, Want } from './changes.ts';
import type { Database } from './db.ts';

/** The server's largest page. */
const PAGE = 100;
/** Messages in one slice. */
const SLICE = 60;

interface Ports {
  readonly db: Database;
  readonly http: Http;
  readonly stored: (row: ChatRow, messages: readonly HeldMessage[]) => void;
}

/** Reads runs of messages, from this browser as far as they are held, else from the server. Any tab. */
export class History {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The run wanted; nothing where the chat is not known. Needs the server only for what is not held. */
  async slice(chat: number, want: Want): Promise<Slice | null> {
    const row = await this.#ports.db.chats.get(chat);
    return row ? this.#run(row, want) : null;
  }

  #run(row: ChatRow, want: Want): Promise<Slice> {
    switch (want.of) {
      case 'newest':
        return this.#newest(row);
      case 'around':
        return this.#around(row, want.seq);
      case 'before':
        return this.#before(row, want.seq);
      case 'after':
        return this.#after(row, want.seq);
    }
  }

  /** What is held of the end of a chat, without asking the server. */
  async held(chat: number, want: Want): Promise<Slice | null> {
    const row = await this.#ports.db.chats.get(chat);
    if (!row) return null;
    const at = want.of === 'newest' ? row.position.seq : Math.max(want.seq, row.visible_from_seq, 1);
    return rangeAround(row.parts, at) ? this.#run(row, want) : null;
  }

  async #newest(row: ChatRow): Promise<Slice> {
    const known = row.parts.at(-1);
    const now = known && known[1] >= row.position.seq ? row : await this.#fetch(row, {});
    const part = now.parts.at(-1) ?? [now.visible_from_seq, now.position.seq];
    return this.#read(now, part, part[1], 'last');
  }

  async #around(row: ChatRow, wanted: number): Promise<Slice> {
    let now = row;
    // Before the first number that this member may see there is nothing to look at.
    const seq = Math.max(wanted, row.visible_from_seq, 1);
    if (!rangeAround(now.parts, seq)) {
      now = await this.#fetch(now, { before: seq + 1 });
      if (seq < now.position.seq) now = await this.#fetch(now, { after: seq });
    }
    const part = rangeAround(now.parts, seq) ?? [seq, seq];
    const before = await this.#read(now, part, seq, 'last');
    const after = await this.#read(now, part, seq + 1, 'first');
    return {
      messages: [...before.messages, ...after.messages],
      atStart: before.atStart,
      atEnd: after.atEnd,
    };
  }

  async #before(row: ChatRow, seq: number): Promise<Slice> {
    let now = row;
    let part = rangeAround(now.parts, seq - 1) ?? rangeAround(now.parts, seq);
    if (!part || (part[0] > now.visible_from_seq && seq - part[0] < SLICE)) {
      now = await this.#fetch(now, { before: part?.[0] ?? seq });
      part = rangeAround(now.parts, seq - 1);
    }
    return this.#read(now, part ?? [now.visible_from_seq, seq - 1], seq - 1, 'last');
  }

  async #after(row: ChatRow, seq: number): Promise<Slice> {
    let now = row;
    let part = rangeAround(now.parts, seq + 1) ?? rangeAround(now.parts, seq);
    if (!part || (part[1] < now.position.seq && part[1] - seq < SLICE)) {
      now = await this.#fetch(now, { after: part?.[1] ?? seq });
      part = rangeAround(now.parts, seq + 1);
    }
    return this.#read(now, part ?? [seq + 1, now.position.seq], seq + 1, 'first');
  }

  async #read(row: ChatRow, part: Range, from: number, end: 'first' | 'last'): Promise<Slice> {
    const [low, high] = end === 'last' ? [part[0], from] : [from, part[1]];
    const found = await this.#ports.db.slice(row.id, low, high, SLICE, end);
    const whole = found.length < SLICE;
    return {
      messages: found,
      atStart: end === 'last' ? whole && part[0] <= row.visible_from_seq : false,
      atEnd: end === 'first' ? whole && part[1] >= row.position.seq : from >= row.position.seq,
    };
  }

  async #fetch(row: ChatRow, where: { before?: number; after?: number }): Promise<ChatRow> {
    const { db, http } = this.#ports;
    // Asking before the end of all numbers, not for the newest, brings tombstones too.
    const query = where.after === undefined ? { before: where.before ?? Number.MAX_SAFE_INTEGER } : where;
    const { messages } = await http.get('/api/messages/{id}', {
      path: { id: row.id },
      query: { limit: PAGE, ...query },
    });
    const page: Page = { ...where, messages, end: messages.length < PAGE, asked: row.position.seq };
    const stored = await db.transact(async (tx) => {
      const now = await tx.chat(row.id);
      if (!now) return null;
      const seqs = messages.map(({ seq }) => seq);
      const held = new Map((await tx.messages(row.id, seqs)).map((message) => [message.seq, message]));
      const result = withPage(now, page, held);
      await tx.putMessages(result.put);
      await tx.putChat(result.row);
      return result;
    });
    if (!stored) return row;
    this.#ports.stored(stored.row, stored.put);
    return stored.row;
  }
}
