import type { ChatRow, HeldMessage } from '../../src/sync/chat-row.ts';
import type { Position } from '../../src/sync/protocol.ts';
import type { Storage, Transaction } from '../../src/sync/storage.ts';

/** An account's data in memory, with transactions one after another. */
export class MemoryStorage implements Storage, Transaction {
  readonly rows = new Map<number, ChatRow>();
  readonly held = new Map<number, Map<number, HeldMessage>>();
  position: Position | null = null;
  owed: Position | null = null;
  #last: Promise<unknown> = Promise.resolve();

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const next = this.#last.then(() => work(this));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async chat(id: number) {
    return this.rows.get(id);
  }

  async chats() {
    return [...this.rows.values()];
  }

  async putChat(row: ChatRow) {
    this.rows.set(row.id, row);
  }

  async deleteChat(id: number) {
    this.rows.delete(id);
    this.held.delete(id);
  }

  async messages(chat: number, seqs: readonly number[]) {
    return seqs.flatMap((seq) => this.held.get(chat)?.get(seq) ?? []);
  }

  async putMessages(messages: readonly HeldMessage[]) {
    for (const message of messages) {
      const ofChat = this.held.get(message.chat_id) ?? new Map<number, HeldMessage>();
      this.held.set(message.chat_id, ofChat.set(message.seq, message));
    }
  }

  async clearMessages(chat: number) {
    this.held.delete(chat);
  }

  async newestMessage(chat: number) {
    const all = [...(this.held.get(chat)?.values() ?? [])].filter(({ deleted }) => !deleted);
    return all.sort((a, b) => b.seq - a.seq)[0];
  }

  async userPosition() {
    return this.position;
  }

  async putUserPosition(position: Position, owed = false) {
    this.position = position;
    if (owed) this.owed = position;
  }
}
