import { ApiError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { Session } from '../api/session.ts';
import { type AlertRow, type ChatPin, EncryptionDatabase } from '../e2ee/database.ts';
import type { Desk } from '../e2ee/desk.ts';
import type { Surroundings } from '../e2ee/device.ts';
import type { JoinDesk } from '../e2ee/join-desk.ts';
import type { Reader } from '../e2ee/reader.ts';
import { OnceLoaded } from '../lib/once-loaded.ts';
import { type ChatRow, ENCRYPTED, type HeldMessage } from '../sync/chat-row.ts';
import type { Attachment, Op, OutboxItem } from '../sync/outbox-item.ts';
import type { Change } from './changes.ts';

/** How encryption stands in this browser, for the pages. */
export interface EncryptionView {
  readonly device: 'unknown' | 'ready' | 'unlinked' | 'removed';
  readonly alerts: readonly AlertRow[];
}

/** What waits in the outbox, without its file. */
type Waiting = Omit<Op, 'file'> & { readonly about?: Omit<Attachment, 'blob'> };

const OPEN_FILES = 20;

/** The other one of a chat of two, which may be oneself; nothing for a group. */
function peerIn({ type, me, peer_id }: ChatRow): number | null {
  return type === 'saved' ? me : peer_id;
}

/**
 * What stands between the stored data of an account and its pages: what is encrypted is opened on the way out, in any
 * tab. An encrypted chat is one for ever: what a server then shows as readable is refused.
 */
export class Secure {
  readonly db: EncryptionDatabase;
  readonly #session: Session;
  readonly #http: Http;
  readonly #pins = new Map<number, ChatPin>();
  readonly #alarmed: () => void;
  /** Files of the outbox as they are read, the oldest out. */
  readonly #files = new Map<string, Blob>();
  readonly #reader = new OnceLoaded<Reader>(async () => {
    const { Reader } = await import('../e2ee/reader.ts');
    return new Reader(this.db, this.#session.user);
  });
  readonly #desk = new OnceLoaded<Desk>(async () => {
    const { Desk } = await import('../e2ee/desk.ts');
    return new Desk(await this.surroundings());
  });
  readonly #joinDesk = new OnceLoaded<JoinDesk>(async () => {
    const { JoinDesk } = await import('../e2ee/join-desk.ts');
    return new JoinDesk(await this.surroundings());
  });

  /** @param alarmed called when something for the user to know has been noted */
  constructor(session: Session, http: Http, alarmed: () => void) {
    this.#session = session;
    this.#http = http;
    this.#alarmed = alarmed;
    this.db = new EncryptionDatabase(session.user);
  }

  /** Reads which chats are encrypted; before anything of them is shown. */
  async open(): Promise<void> {
    for (const pin of await this.db.chats.toArray()) this.#pins.set(pin.chat, pin);
  }

  /** What reads decrypted messages; its code is loaded when the first encrypted chat is there. */
  reader(): Promise<Reader> {
    return this.#reader.get();
  }

  /** The device that this sign-in belongs to, if it was told so. */
  async claimed(): Promise<number | null> {
    const row = await this.db.self.get('device');
    if (!row?.registered || crypto.subtle === undefined) return null;
    const token = new TextEncoder().encode(this.#session.token);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', token));
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return row.claimed === hex ? row.device : null;
  }

  /** The server says that it does not: to be claimed anew. */
  async unclaim(): Promise<void> {
    await this.db.self.update('device', { claimed: '' });
  }

  /** What makes browsers devices of the account. */
  joinDesk(): Promise<JoinDesk> {
    return this.#joinDesk.get();
  }

  async surroundings(): Promise<Surroundings> {
    const { surroundings } = await import('../e2ee/encryption.ts');
    return surroundings(this.#session, this.#http, this.db);
  }

  /** What answers questions about keys and devices. */
  desk(): Promise<Desk> {
    return this.#desk.get();
  }

  /** Whether a chat is encrypted, as far as any tab knows. */
  async isEncrypted(chat: number): Promise<boolean> {
    if (this.#pins.has(chat)) return true;
    const pin = await this.db.chats.get(chat);
    if (pin) this.#pins.set(chat, pin);
    return pin !== undefined;
  }

  /** What another tab has told: that one has noted which chats are encrypted, or what this browser is. */
  learn(changes: readonly Change[]): readonly Change[] {
    for (const change of changes) {
      if (change.kind === 'encryption') void this.#reader.held().then((reader) => reader?.reset());
      if (change.kind !== 'chat' || change.row.mode !== 'e2ee') continue;
      const { id } = change.row;
      if (!this.#pins.has(id)) this.#pins.set(id, { chat: id, peer: peerIn(change.row) });
    }
    return changes;
  }

  /** Notes for ever that a chat is encrypted, and with whom; a server that gives one with others for it is refused. */
  async pin(chat: number, peer: number | null): Promise<void> {
    const pin = await this.#noted({ chat, peer });
    if (pin.peer === peer) return;
    await this.#refused('other_people', chat);
    throw new ApiError(409, 'encryption_other_people', 'an encrypted chat with others');
  }

  /** What was noted first of an encrypted chat stands, in whichever tab that was. */
  async #noted(pin: ChatPin): Promise<ChatPin> {
    const known = this.#pins.get(pin.chat);
    if (known) return known;
    const { chats } = this.db;
    const first = await this.db.transaction('rw', chats, async () => {
      const held = await chats.get(pin.chat);
      if (!held) await chats.add(pin);
      return held ?? pin;
    });
    this.#pins.set(first.chat, first);
    return first;
  }

  /** The chat as it is shown: encrypted once means encrypted always, and with the same people. */
  async row(row: ChatRow): Promise<ChatRow> {
    if (row.mode === 'e2ee') await this.#noted({ chat: row.id, peer: peerIn(row) });
    const pin = this.#pins.get(row.id);
    if (!pin) return row;
    if (row.mode !== 'e2ee') await this.#refused('downgrade', row.id);
    const people =
      peerIn(row) === pin.peer ? {} : { peer_id: pin.peer, type: pin.peer ? 'personal' : 'group' };
    if ('type' in people) await this.#refused('other_people', row.id);
    // Where the code that reads does not load, the list stands without it.
    const newest = await this.reader()
      .then((reader) => reader.newest(row.id))
      .catch(() => null);
    const last = newest ?? (row.last && { ...row.last, text: null, file_name: null, kind: ENCRYPTED });
    return { ...row, ...people, mode: 'e2ee', last };
  }

  async messages(chat: number, messages: readonly HeldMessage[]): Promise<readonly HeldMessage[]> {
    if (messages.length === 0 || !(await this.isEncrypted(chat))) return messages;
    const readable = messages.some(({ deleted, message_type }) => !deleted && message_type !== ENCRYPTED);
    if (readable) await this.#refused('plaintext', chat);
    return (await this.reader()).present(chat, messages);
  }

  /** A thing in the outbox as it is stored: what is said in an encrypted chat lies encrypted until it is sent. */
  async sealed(item: OutboxItem): Promise<OutboxItem> {
    const { op, key, chat } = item;
    if (op.kind === 'delete' || !(await this.isEncrypted(chat))) return item;
    const { file, ...said } = op.kind === 'send' ? op : { ...op, file: undefined };
    const reader = await this.reader();
    const { blob, ...about } = file ?? {};
    const waiting: Waiting = {
      ...said,
      ...(file && { about: { ...about, name: file.name, type: file.type } }),
    };
    const sealed = await reader.seal(`outbox ${key}`, JSON.stringify(waiting));
    const kept = blob && (await reader.sealFile(`outbox file ${key}`, blob));
    if (!sealed || kept === null) return item;
    if (blob) this.#files.set(key, blob);
    const hidden = kept && { file: { blob: kept, name: '', type: '' } };
    return { ...item, op: { kind: 'send', fields: {}, ...hidden }, sealed };
  }

  /** A thing of the outbox as it was done; what this browser cannot open any more is shown as failed. */
  async unsealed(item: OutboxItem): Promise<OutboxItem> {
    const { sealed, ...plain } = item;
    if (!sealed) return item;
    const opened = await this.#opened(plain, sealed).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'RatchetError') return null;
      throw error;
    });
    return opened ?? { ...plain, state: 'failed', code: 'encryption_message_lost' };
  }

  async #opened(plain: OutboxItem, sealed: NonNullable<OutboxItem['sealed']>): Promise<OutboxItem | null> {
    const text = await (await this.reader()).open(`outbox ${plain.key}`, sealed);
    if (text === null) return null;
    const { about, ...op }: Waiting = JSON.parse(text);
    const kept = plain.op.kind === 'send' ? plain.op.file?.blob : undefined;
    const blob = kept && (await this.#file(plain.key, kept, about?.type ?? ''));
    return { ...plain, op: { ...op, ...(blob && about && { file: { ...about, blob } }) } as Op };
  }

  /** A file that waits is opened once for each visit. */
  async #file(key: string, kept: Blob, type: string): Promise<Blob | null> {
    const open =
      this.#files.get(key) ?? (await (await this.reader()).openFile(`outbox file ${key}`, kept, type));
    if (open) this.#files.set(key, open);
    for (const oldest of this.#files.keys()) if (this.#files.size > OPEN_FILES) this.#files.delete(oldest);
    return open;
  }

  /** Messages of several chats. */
  async mixed(messages: readonly HeldMessage[]): Promise<HeldMessage[]> {
    const shown = messages.map((message) => this.messages(message.chat_id, [message]));
    return (await Promise.all(shown)).flat();
  }

  async changes(changes: readonly Change[]): Promise<readonly Change[]> {
    const isMeant = (change: Change) =>
      change.kind === 'chat' && (change.row.mode === 'e2ee' || this.#pins.has(change.row.id));
    if (!changes.some(isMeant)) return changes;
    // One that cannot be opened now, as where the code for it does not load, silences no other.
    const shown = changes.map((change) =>
      isMeant(change) ? this.#change(change).catch(() => null) : change,
    );
    return (await Promise.all(shown)).filter((change) => change !== null);
  }

  async #change(change: Change): Promise<Change> {
    if (change.kind !== 'chat') return change;
    const row = await this.row(change.row);
    return { ...change, row, messages: await this.messages(row.id, change.messages) };
  }

  async #refused(kind: string, chat: number): Promise<void> {
    const id = `${kind} ${chat}`;
    if (await this.db.alerts.get(id)) return;
    await this.db.alerts.put({ id, kind, user: null, chat, at: Date.now() });
    this.#alarmed();
  }

  /** Encrypted messages that hold all the words, newest first, as far as what this browser decrypted says of them. */
  async search(words: readonly string[], chat: number | null): Promise<HeldMessage[]> {
    if (this.#pins.size === 0 || words.length === 0) return [];
    return (await this.reader()).search(words, chat);
  }

  alerts(): Promise<AlertRow[]> {
    return this.db.alerts.toArray();
  }

  close(): void {
    this.db.close();
  }

  async forget(): Promise<void> {
    this.close();
    await this.db.delete();
  }
}
