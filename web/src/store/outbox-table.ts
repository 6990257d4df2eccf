import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import type { OutboxStorage } from '../sync/outbox.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';
import type { Change } from './changes.ts';
import type { Database } from './db.ts';
import type { Secure } from './secure.ts';

/** The outbox as the account's database keeps it. */
export class OutboxTable implements OutboxStorage {
  readonly #db: Database;
  readonly #secure: Secure;

  constructor(db: Database, secure: Secure) {
    this.#db = db;
    this.#secure = secure;
  }

  async waiting(): Promise<OutboxItem[]> {
    const all = await this.#db.outbox.orderBy('order').toArray();
    const waiting = all.filter(({ state }) => state === 'waiting');
    const opened = await Promise.all(waiting.map((item) => this.#secure.unsealed(item)));
    return opened.filter(({ state }) => state === 'waiting');
  }

  async get(key: string): Promise<OutboxItem | undefined> {
    const item = await this.#db.outbox.get(key);
    return item && this.#secure.unsealed(item);
  }

  async put(item: OutboxItem): Promise<boolean> {
    const stored = await this.#secure.sealed(item);
    // Only what is still there: it may have been taken back, or told by the log, meanwhile.
    const changed = await this.#db.outbox
      .where('key')
      .equals(item.key)
      .modify((held, ref) => {
        if (held.key === item.key) ref.value = stored;
      });
    return changed > 0;
  }

  async remove(key: string): Promise<void> {
    await this.#db.outbox.delete(key);
  }
}

/** Removes what the chat's log has told by now: sent messages that have arrived. */
export async function settleOutbox(
  db: Database,
  row: ChatRow,
  messages: readonly HeldMessage[],
): Promise<Change[]> {
  const arrived = new Set(messages.flatMap(({ client_id }) => (client_id ? [outboxKey(client_id)] : [])));
  const items = await db.outbox.where('chat').equals(row.id).toArray();
  const over = items.filter(
    ({ key, state, message }) =>
      arrived.has(key) || (state === 'sent' && message !== undefined && message.seq <= row.position.seq),
  );
  await db.outbox.bulkDelete(over.map(({ key }) => key));
  return over.map(({ key, chat }) => ({ kind: 'outbox-removed', key, chat }));
}

/** Of an encrypted message the server tells device and number; the number is the outbox's key without its hyphens. */
function outboxKey(clientId: string): string {
  const uuid = /^\d+:([0-9a-f]{32})$/.exec(clientId)?.[1];
  return uuid?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') ?? clientId;
}
