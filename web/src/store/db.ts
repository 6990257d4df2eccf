import { Dexie, type EntityTable, type Table } from 'dexie';
import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';
import type { Position } from '../sync/protocol.ts';
import type { Storage, Transaction } from '../sync/storage.ts';

/** Somebody as far as this client has heard of them. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly avatar: string | null;
}

/** What was typed in a chat and not sent. */
export interface DraftRow {
  readonly chat: number;
  readonly text: string;
  readonly reply_to: number | null;
  /** The server's version that the text is based on; 0 where it knows none. */
  readonly version: number;
  /** Not yet told to the server. */
  readonly dirty: boolean;
  /** What another device wrote meanwhile, to be looked at before it is replaced. */
  readonly other: { readonly text: string; readonly version: number } | null;
  readonly changed: number;
  /** The page in which it was typed; none where it came from the server. */
  readonly writer?: string;
}

/** Where the user's log stands, and where it did when lists had to be fetched anew that have not come since. */
interface Meta {
  readonly name: 'user' | 'owed';
  readonly position: Position;
}

/** One account's data in this browser. Each version of the tables that was ever released stays listed. */
export class Database extends Dexie implements Storage {
  readonly chats!: EntityTable<ChatRow, 'id'>;
  readonly messages!: Table<HeldMessage, [number, number]>;
  readonly outbox!: EntityTable<OutboxItem, 'key'>;
  readonly drafts!: EntityTable<DraftRow, 'chat'>;
  readonly people!: EntityTable<Person, 'id'>;
  readonly meta!: EntityTable<Meta, 'name'>;

  constructor(user: number) {
    super(databaseName(user));
    this.version(1).stores({
      chats: 'id',
      messages: '[chat_id+seq], id',
      outbox: 'key, chat, order',
      drafts: 'chat',
      people: 'id',
      meta: 'name',
    });
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transaction('rw', this.chats, this.messages, this.meta, () => work(this.#transaction));
  }

  readonly #transaction: Transaction = {
    chat: (id) => this.chats.get(id),
    chats: () => this.chats.toArray(),
    putChat: async (row) => void (await this.chats.put(row)),
    deleteChat: async (id) => {
      await this.chats.delete(id);
      await this.#ofChat(id).delete();
    },
    messages: async (chat, seqs) =>
      (await this.messages.bulkGet(seqs.map((seq) => [chat, seq]))).filter((found) => found !== undefined),
    putMessages: async (messages) => void (await this.messages.bulkPut([...messages])),
    clearMessages: async (chat) => void (await this.#ofChat(chat).delete()),
    newestMessage: (chat) =>
      this.#ofChat(chat)
        .reverse()
        .filter(({ deleted }) => !deleted)
        .first(),
    userPosition: async () => (await this.meta.get('user'))?.position ?? null,
    putUserPosition: async (position, owed = false) => {
      await this.meta.put({ name: 'user', position });
      if (owed) await this.meta.put({ name: 'owed', position });
    },
  };

  #ofChat(chat: number) {
    return this.messages.where('[chat_id+seq]').between([chat, Dexie.minKey], [chat, Dexie.maxKey]);
  }

  /** Held messages of a chat with numbers from `from` to `to`, ascending, at most `limit` from the end asked for. */
  async slice(chat: number, from: number, to: number, limit: number, end: 'first' | 'last') {
    const all = this.messages.where('[chat_id+seq]').between([chat, from], [chat, to], true, true);
    if (end === 'first') return all.limit(limit).toArray();
    return (await all.reverse().limit(limit).toArray()).reverse();
  }
}

/** Forgets all that was stored for an account. */
export async function deleteDatabase(user: number): Promise<void> {
  await Dexie.delete(databaseName(user));
}

function databaseName(user: number): string {
  return `kocmoc-${user}`;
}
