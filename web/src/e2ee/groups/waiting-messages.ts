import { type Bytes, equal } from '../../crypto/ratchet/bytes.ts';
import type { EncryptionDatabase, TextRow } from '../database.ts';
import { UNCONFIRMED } from './unconfirmed.ts';

/** What may be readable later: by another key, or another entry of the chain. */
const WAITING = ['NO_SESSION', 'UNDECRYPTABLE', 'IDENTITY_MISMATCH', UNCONFIRMED];

/** Messages of groups that could not be read, and by which membership chain that was tried last. */
export class WaitingMessages {
  readonly #db: EncryptionDatabase;
  /** The newest entry of each group's chain at the last try since the start. */
  readonly #tried = new Map<number, Bytes | undefined>();

  constructor(db: EncryptionDatabase) {
    this.#db = db;
  }

  /** Those of a group, in the order of its log. */
  async of(chat: number): Promise<TextRow[]> {
    const ofChat = (row: TextRow) => row.chat === chat;
    const rows = await this.#db.texts.where('failure').anyOf(WAITING).filter(ofChat).toArray();
    return rows.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  }

  /** Tries them by the chain as it is. What fails for now is due again in any case, see `GroupReader`. */
  async try(chat: number, work: () => Promise<void>): Promise<void> {
    this.#tried.set(chat, await this.#newest(chat));
    await work();
  }

  /** Whether a try is due by the chain, which has grown or was trusted anew since, or of which the server may know more. */
  async mayOpen(chat: number): Promise<boolean> {
    const rows = await this.of(chat);
    if (rows.length === 0) return false;
    return (await this.isOther(chat)) || rows.some(({ failure }) => failure === UNCONFIRMED);
  }

  /** Whether the chain is another one than at the last try. */
  async isOther(chat: number): Promise<boolean> {
    const [newest, tried] = [await this.#newest(chat), this.#tried.get(chat)];
    if (!this.#tried.has(chat)) return true;
    return newest && tried ? !equal(newest, tried) : newest !== tried;
  }

  async #newest(chat: number): Promise<Bytes | undefined> {
    return (await this.#db.groups.get(chat))?.entries.at(-1);
  }
}
