import type { ChatRow, HeldMessage } from './chat-row.ts';
import type { Position } from './protocol.ts';

/** What a transaction may do. Everything in it happens, or nothing. */
export interface Transaction {
  chat(id: number): Promise<ChatRow | undefined>;
  chats(): Promise<ChatRow[]>;
  putChat(row: ChatRow): Promise<void>;
  /** Removes a chat with its messages. */
  deleteChat(id: number): Promise<void>;
  /** The messages with these numbers, as far as they are held. */
  messages(chat: number, seqs: readonly number[]): Promise<HeldMessage[]>;
  putMessages(messages: readonly HeldMessage[]): Promise<void>;
  /** Forgets all messages of a chat. */
  clearMessages(chat: number): Promise<void>;
  /** The newest message that is not deleted, looked for from the end of what is held. */
  newestMessage(chat: number): Promise<HeldMessage | undefined>;
  userPosition(): Promise<Position | null>;
  /** @param owed whether what the log does not bring is to be fetched anew from there: noted until it has been */
  putUserPosition(position: Position, owed?: boolean): Promise<void>;
}

/** Where an account's data lies between visits. Transactions of all tabs exclude one another. */
export interface Storage {
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
