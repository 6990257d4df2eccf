import type { Http } from '../api/http.ts';
import type { UploadedFile } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import type { UploadOptions } from '../api/upload.ts';
import type { EncryptedFile } from '../e2ee/content.ts';
import type { TextRow } from '../e2ee/database.ts';
import type { Encryption, GroupHead } from '../e2ee/encryption.ts';
import { logPage } from '../e2ee/log-pages.ts';
import type { LogPlace } from '../e2ee/missing.ts';
import { quietly } from '../e2ee/quietly.ts';
import type { Outgoing, Placed } from '../e2ee/sender.ts';
import { OnceLoaded } from '../lib/once-loaded.ts';
import { classified } from '../sync/apply.ts';
import { type ChatRow, ENCRYPTED, type HeldMessage } from '../sync/chat-row.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';
import type { ServerEvent } from '../sync/protocol.ts';
import type { Change } from './changes.ts';
import type { Database } from './db.ts';
import type { EncryptionView, Secure } from './secure.ts';

interface Ports {
  readonly db: Database;
  readonly http: Http;
  readonly session: () => Session;
  readonly secure: Secure;
  readonly publish: (changes: readonly Change[]) => void;
  readonly inOrder: <T>(work: () => Promise<T>) => Promise<T>;
  /** This browser is a device, known to the server. */
  readonly ready: () => void;
  /** Rows and messages changed. */
  readonly stored: (row: ChatRow, messages: readonly HeldMessage[]) => void;
}

/** How long the log may take to tell what the server has answered already. */
const TOLD_WITHIN = 5_000;

/** The leader's part in encrypted chats: brings what devices say to each other together with what the log tells. */
export class Protected {
  readonly #ports: Ports;
  readonly #waiting = new Set<{ chat: number; seq: number; done: () => void }>();
  readonly #encryption = new OnceLoaded(() => this.#load());
  #device: EncryptionView['device'] = 'unknown';

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  stop(): void {
    void this.#encryption.held().then((encryption) => encryption?.stop());
  }

  #loaded(): Promise<Encryption> {
    return this.#encryption.get();
  }

  async #load(): Promise<Encryption> {
    const { session, http, secure } = this.#ports;
    const { Encryption, surroundings } = await import('../e2ee/encryption.ts');
    return new Encryption(await surroundings(session(), http, secure.db), {
      received: (texts) => this.#received(texts),
      state: (state) => {
        this.#device = state;
        if (state === 'ready') this.#ports.ready();
        void secure.reader().then((reader) => reader.reset());
        void this.tell();
      },
      alarmed: () => void this.tell(),
      groups: () => this.#groups(),
      chats: async () => (await this.#encrypted()).map(({ id }) => id),
    });
  }

  #encrypted(): Promise<ChatRow[]> {
    return this.#ports.db.chats.filter(({ mode }) => mode === 'e2ee').toArray();
  }

  async #groups(): Promise<GroupHead[]> {
    const groups = (await this.#encrypted()).filter(({ peer_id }) => peer_id === null);
    // Edits and reactions are no newest message, but the log has their numbers.
    return groups.map(({ id, position }) => ({ chat: id, head: position.seq }));
  }

  /** The line to the server stands. */
  async wake(): Promise<void> {
    // Without WebCrypto, which browsers give to secure pages only, there is no encryption.
    if (crypto.subtle !== undefined) await (await this.#loaded()).wake();
  }

  /** The server's logs have begun anew. */
  async restarted(): Promise<void> {
    const encryption = await this.#encryption.held();
    if (!encryption) return;
    await encryption.recover();
    await this.#showAnew();
  }

  /** This browser has become a device, and may have got old messages: everything encrypted is shown anew. */
  async joined(): Promise<void> {
    (await this.#ports.secure.reader()).reset();
    await (await this.#loaded()).tend();
    await this.#showAnew();
  }

  /** The log of a chat was not followed for a while: of what is newest there, what was deleted meanwhile is forgotten. */
  async chatRestarted(chat: number): Promise<void> {
    this.#ports.publish([{ kind: 'chat-restarted', chat }]);
    if (await this.#ports.secure.isEncrypted(chat)) await this.#forgetDeleted(chat).catch(quietly);
  }

  async #forgetDeleted(chat: number): Promise<void> {
    const { db, http, publish } = this.#ports;
    const gone = (await logPage(http, chat, {})).filter(({ body }) => body === null);
    await this.#forget(gone.map(({ seq }) => [chat, seq]));
    const row = await db.chats.get(chat);
    if (row && gone.length > 0) publish([{ kind: 'chat', row, messages: [] }]);
  }

  async #showAnew(): Promise<void> {
    for (const row of await this.#encrypted())
      this.#ports.publish([
        { kind: 'chat', row, messages: [] },
        { kind: 'chat-restarted', chat: row.id },
      ]);
  }

  async send(outgoing: Outgoing): Promise<Placed> {
    return (await this.#loaded()).send(outgoing);
  }

  async sent(key: string): Promise<Placed | null> {
    return (await this.#loaded()).sent(key);
  }

  async upload(item: OutboxItem, options: UploadOptions): Promise<UploadedFile> {
    const file = item.op.kind === 'send' ? item.op.file : undefined;
    if (!file) throw new TypeError('nothing to upload');
    return (await this.#loaded()).upload(this.#ports.session(), item.key, file, options);
  }

  async uploaded(key: string): Promise<EncryptedFile | null> {
    return (await this.#loaded()).uploaded(key);
  }

  /** News of devices and keys. */
  async event({ type, data }: ServerEvent): Promise<void> {
    if (type === 'keys:low') await (await this.#loaded()).tend();
    else if (type === 'e2ee:message') await (await this.#loaded()).drain();
    else if (type === 'device:update' && typeof data?.user_id === 'number')
      await (await this.#loaded()).devicesChanged(data.user_id);
  }

  /** What pages should know, anew. */
  async tell(): Promise<void> {
    this.#ports.publish([{ kind: 'encryption', view: await this.view() }]);
  }

  async view(): Promise<EncryptionView> {
    return { device: this.#device, alerts: await this.#ports.secure.alerts() };
  }

  /** The log has told of these. What is not decrypted yet waits in the mailbox. */
  async seen(row: ChatRow, messages: readonly HeldMessage[]): Promise<void> {
    const { secure } = this.#ports;
    for (const one of this.#waiting) if (one.chat === row.id && row.position.seq >= one.seq) one.done();
    const mine = messages.filter(({ message_type }) => message_type === ENCRYPTED);
    if (mine.length === 0) return;
    const gone = mine.filter(({ deleted }) => deleted).map(({ seq }) => [row.id, seq]);
    if (gone.length > 0) await this.#forget(gone);
    const left = mine.filter(({ deleted }) => !deleted);
    if (left.length === 0) return;
    const classes = await (await secure.reader()).classes(row.id, left);
    await this.#classify(row.id, classes);
    if (left.every(({ seq }) => classes.has(seq))) return;
    const encryption = await this.#loaded();
    await encryption.bring(
      left.filter(({ seq }) => !classes.has(seq)).map(({ seq }) => ({ chat: row.id, seq })),
    );
    // A page may hold messages that the log has not told of yet.
    const head = Math.max(row.position.seq, ...left.map(({ seq }) => seq));
    if (row.peer_id === null) await encryption.catchUp(row.id, head);
  }

  /** Takes what waits; what nothing brings is noted as unreadable. */
  async bring(places: readonly LogPlace[]): Promise<void> {
    await (await this.#loaded()).bring(places);
  }

  async #forget(places: readonly number[][]): Promise<void> {
    const { texts } = this.#ports.secure.db;
    const rows = await texts
      .where('[chat+seq]')
      .anyOf(places as [number, number][])
      .toArray();
    const refs = rows.map(({ ref }) => ref);
    await texts.where('target').anyOf(refs).delete();
    await texts.bulkDelete(refs);
  }

  async #received(texts: readonly TextRow[]): Promise<void> {
    const { db, secure, inOrder } = this.#ports;
    const chats = new Map<number, Map<number, 'content' | 'update'>>();
    for (const { chat, seq, class: kind } of texts) {
      if (seq === null) continue;
      const ofChat = chats.get(chat) ?? new Map();
      chats.set(chat, ofChat.set(seq, kind === 'update' ? 'update' : 'content'));
    }
    for (const [chat, classes] of chats) await this.#classify(chat, classes);
    // What was changed by these is drawn anew.
    const targets = texts.flatMap(({ target }) => (target === null ? [] : [target]));
    const changed = await secure.db.texts.bulkGet([...new Set(targets)]);
    for (const text of changed) {
      if (!text || text.seq === null) continue;
      const place: [number, number] = [text.chat, text.seq];
      await inOrder(async () => {
        const [row, message] = await Promise.all([db.chats.get(text.chat), db.messages.get(place)]);
        if (row && message) this.#ports.stored(row, [message]);
      });
    }
  }

  async #classify(chat: number, classes: ReadonlyMap<number, 'content' | 'update'>): Promise<void> {
    if (classes.size === 0) return;
    const { db, inOrder, publish } = this.#ports;
    const result = await inOrder(() =>
      db.transact(async (tx) => {
        const row = await tx.chat(chat);
        const messages = row ? await tx.messages(chat, [...classes.keys()]) : [];
        if (!row || messages.length === 0) return null;
        const next = messages.reduce(
          (now, message) => classified(now, message, classes.get(message.seq) ?? 'content'),
          row,
        );
        await tx.putChat(next);
        return { row: next, messages };
      }),
    );
    if (result) publish([{ kind: 'chat', ...result }]);
  }

  /** An own message lies at the server: returns once the log has told of it, or soon would have. */
  async placed(chat: number, { seq }: Placed): Promise<void> {
    const text = await this.#ports.secure.db.texts.where('[chat+seq]').equals([chat, seq]).first();
    if (text) await this.#received([text]);
    const row = await this.#ports.db.chats.get(chat);
    if ((row?.position.seq ?? 0) >= seq) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(one);
        clearTimeout(timer);
        resolve();
      };
      const one = { chat, seq, done };
      const timer = setTimeout(done, TOLD_WITHIN);
      this.#waiting.add(one);
    });
  }
}
