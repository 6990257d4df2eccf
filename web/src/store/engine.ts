import { ApiError } from '../api/error.ts';
import { Http } from '../api/http.ts';
import type { Message, Sendable } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import { wordsOf } from '../lib/text/words.ts';
import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import { leadWhenAlone } from '../sync/leader.ts';
import type { Attachment, Op } from '../sync/outbox-item.ts';
import { undone } from '../sync/rows.ts';
import type { Call, Change, ChatSettings, Slice, Snapshot, Want } from './changes.ts';
import { Database, deleteDatabase } from './db.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { forwarding, plainFile, sealedRef } from './forwarding.ts';
import { History } from './history.ts';
import { Leading } from './leading.ts';
import { settleOutbox } from './outbox-table.ts';
import type { Typed } from './page-drafts.ts';
import { searched } from './searching.ts';
import { Secure } from './secure.ts';
import { Telling } from './telling.ts';

/**
 * One account in one tab, inside its worker: reads and writes what is stored, and leads when no other tab does.
 * What it does is stored first and told afterwards, to this tab's page and to all others.
 */
export class Engine {
  readonly #session: Session;
  readonly #tell: (changes: readonly Change[]) => void;
  readonly #db: Database;
  readonly #http: Http;
  readonly #history: History;
  readonly #channel: BroadcastChannel;
  /** Encrypted chats, and what is asked about them. */
  readonly secure: Secure;
  readonly #telling = new Telling((changes) => this.#show(changes));
  #doing: Promise<void> = Promise.resolve();
  readonly #over = new AbortController();
  #leading: Leading | null = null;

  constructor(session: Session, tell: (changes: readonly Change[]) => void) {
    this.#session = session;
    this.#tell = tell;
    this.#db = new Database(session.user);
    this.#http = new Http(() => session);
    const stored = (row: ChatRow, messages: readonly HeldMessage[]) => void this.#stored(row, messages);
    this.#history = new History({ db: this.#db, http: this.#http, stored });
    this.secure = new Secure(session, this.#http, () => this.#toLeader({ to: 'leader', encryption: 'tell' }));
    this.#channel = new BroadcastChannel(`kocmoc-${session.user}`);
    this.#channel.onmessage = ({ data }) => this.#called(data as Call);
  }

  /** What is stored, at once; everything newer is told afterwards. */
  async start(): Promise<Snapshot> {
    const { chats, outbox, drafts, people, meta } = this.#db;
    await this.secure.open();
    const [rows, items, texts, known, user] = await Promise.all([
      chats.toArray(),
      outbox.orderBy('order').toArray(),
      drafts.toArray(),
      people.toArray(),
      meta.get('user'),
    ]);
    leadWhenAlone(`kocmoc-${this.#session.user}`, () => this.#lead(), this.#over.signal);
    this.#toLeader({ to: 'leader', hello: true });
    const shown = await Promise.all(rows.map((row) => this.secure.row(row)));
    const waiting = await Promise.all(items.map((item) => this.secure.unsealed(item)));
    return { chats: shown, outbox: waiting, drafts: texts, people: known, listed: user !== undefined };
  }

  /** Ends this tab's part; what is stored stays. */
  stop(): void {
    this.#over.abort();
    this.#leading?.stop();
    this.#channel.close();
    this.#db.close();
    this.secure.close();
  }

  /** Ends and forgets all that was stored. */
  async forget(): Promise<void> {
    this.stop();
    await deleteDatabase(this.#session.user);
    await this.secure.forget();
  }

  async slice(chat: number, want: Want): Promise<Slice | null> {
    return this.#opened(chat, await this.#history.slice(chat, want));
  }

  async held(chat: number, want: Want): Promise<Slice | null> {
    return this.#opened(chat, await this.#history.held(chat, want));
  }

  async #opened(chat: number, slice: Slice | null): Promise<Slice | null> {
    if (!slice) return null;
    const messages = await this.secure.messages(chat, slice.messages);
    const waiting = messages.filter(({ sealed }) => sealed === 'waiting');
    if (waiting.length > 0)
      this.#toLeader({ to: 'leader', encryption: waiting.map(({ seq }) => ({ chat, seq })) });
    return { ...slice, messages };
  }

  /** Something about encryption was changed here: told to all pages, and looked at by the leader. */
  encryptionChanged(what: 'tell' | 'wake' | 'history'): void {
    this.#toLeader({ to: 'leader', encryption: what });
  }

  /** Messages by their ids, as far as they are held. */
  async messagesById(ids: readonly number[]): Promise<HeldMessage[]> {
    const found = await this.#db.messages
      .where('id')
      .anyOf([...ids])
      .toArray();
    return this.secure.mixed(found);
  }

  /** Messages that hold all the words, newest first: of all chats, or of one. */
  search(query: string, chat: number | null = null): Promise<HeldMessage[]> {
    return searched(this.#db, this.secure, wordsOf(query), chat);
  }

  send(chat: number, fields: Sendable, file?: Attachment): Promise<void> {
    return this.#do(chat, file ? { kind: 'send', fields, file } : { kind: 'send', fields });
  }

  async forward(chat: number, origin: Message): Promise<void> {
    const [from, to] = await Promise.all([
      this.secure.isEncrypted(origin.chat_id),
      this.secure.isEncrypted(chat),
    ]);
    return this.#do(chat, await forwarding(origin, { from, to }, (url) => this.#file(url)));
  }

  async #file(url: string): Promise<Blob> {
    const ref = sealedRef(url);
    return ref === null ? plainFile(url, this.#session) : (await this.secure.desk()).file(ref);
  }

  edit(chat: number, message: number, text: string, base_revision: number): Promise<void> {
    return this.#do(chat, { kind: 'edit', message, text, base_revision });
  }

  delete(chat: number, message: number): Promise<void> {
    return this.#do(chat, { kind: 'delete', message });
  }

  /** Sets the own reaction; an empty one takes it back. */
  react(chat: number, message: number, reaction: string): Promise<void> {
    return this.#do(chat, { kind: 'react', message, reaction });
  }

  /** Tries once more what was refused. */
  async retry(key: string): Promise<void> {
    const item = await this.#db.outbox.get(key);
    if (!item) return;
    const { code: _, ...again } = { ...item, state: 'waiting' as const };
    await this.#db.outbox.put(again);
    this.#publish([{ kind: 'outbox', item: await this.secure.unsealed(again) }]);
    this.#toLeader({ to: 'leader', wake: 'outbox' });
  }

  /** Takes back what has not been sent. */
  async cancel(key: string): Promise<void> {
    if (this.#leading) return this.#leading.cancel(key);
    const item = await this.#db.outbox.get(key);
    if (!item || item.state === 'sent') return;
    await this.#db.outbox.delete(key);
    this.#publish([{ kind: 'outbox-removed', key, chat: item.chat }]);
    this.#channel.postMessage({ to: 'leader', cancel: key } satisfies Call);
  }

  /** The user has seen everything up to a number. */
  async read(chat: number, seq: number): Promise<void> {
    const row = await this.#db.transact(async (tx) => {
      const now = await tx.chat(chat);
      if (!now || seq <= Math.max(now.seen, now.read_seq)) return null;
      const next = { ...now, seen: seq };
      await tx.putChat(next);
      return next;
    });
    if (!row) return;
    this.#publish([{ kind: 'chat', row, messages: [] }]);
    this.#toLeader({ to: 'leader', wake: 'marks' });
  }

  /** Changes what the user has set for a chat, at once; takes it back where the server refuses, and says why. */
  async settings(chat: number, settings: ChatSettings): Promise<string | null> {
    const before = await this.#set(chat, () => settings);
    try {
      await this.#http.put('/api/chats/{id}', { path: { id: chat }, body: settings });
      return null;
    } catch (error) {
      if (before) await this.#set(chat, (now) => undone(settings, before, now));
      return error instanceof ApiError ? error.code : 'unexpected';
    }
  }

  /** Changes a row and gives the one before. */
  async #set(chat: number, change: (now: ChatRow) => ChatSettings): Promise<ChatRow | undefined> {
    const [before, row] = await this.#db.transact(async (tx) => {
      const now = await tx.chat(chat);
      const next = now && { ...now, ...change(now) };
      if (next) await tx.putChat(next);
      return [now, next];
    });
    if (row) this.#publish([{ kind: 'chat', row, messages: [] }]);
    return before;
  }

  /** What is typed in an encrypted chat goes neither to the server nor, readable, to the disk. */
  async draft(typed: Typed): Promise<void> {
    const encrypted = await this.secure.isEncrypted(typed.chat);
    const draft = await (encrypted ? draftOf(typed, undefined) : keepDraft(this.#db, typed));
    if (!draft) return;
    this.#publish([{ kind: 'draft', draft }]);
    if (!encrypted) this.#toLeader({ to: 'leader', wake: 'drafts' });
  }

  typing(chat: number, on: boolean): void {
    this.#toLeader({ to: 'leader', typing: chat, on });
  }

  /** Fetches a chat's members and settings anew, or a chat that is not known yet. */
  refresh(chat: number): void {
    this.#toLeader({ to: 'leader', load: chat });
  }

  /** Somebody looks at the page again: no waiting for the next try. */
  kick(): void {
    this.#toLeader({ to: 'leader', hello: true });
  }

  /** In the order in which it was done, also where some of it is encrypted first. */
  #do(chat: number, op: Op): Promise<void> {
    this.#doing = this.#doing.catch(() => undefined).then(() => this.#keep(chat, op));
    return this.#doing;
  }

  async #keep(chat: number, op: Op): Promise<void> {
    const key = crypto.randomUUID();
    const made = { key, chat, op, created: new Date().toISOString(), state: 'waiting' as const, order: 0 };
    const stored = await this.secure.sealed(made);
    const order = await this.#db.transaction('rw', this.#db.outbox, async () => {
      const next = ((await this.#db.outbox.orderBy('order').last())?.order ?? 0) + 1;
      await this.#db.outbox.add({ ...stored, order: next });
      return next;
    });
    this.#publish([{ kind: 'outbox', item: { ...made, order } }]);
    this.#toLeader({ to: 'leader', wake: 'outbox' });
  }

  async #stored(row: ChatRow, messages: readonly HeldMessage[]): Promise<void> {
    if (this.#leading) return this.#leading.stored(row, messages);
    const removed = await settleOutbox(this.#db, row, messages);
    this.#publish([{ kind: 'chat', row, messages }, ...removed]);
  }

  async #lead(): Promise<void> {
    const publish = (changes: readonly Change[]) => this.#publish(changes);
    const session = () => this.#session;
    this.#leading = new Leading({
      ...{ db: this.#db, http: this.#http, history: this.#history, secure: this.secure },
      ...{ session, publish },
    });
    this.#leading.start();
  }

  async #show(changes: readonly Change[]): Promise<void> {
    const shown = await this.secure.changes(changes);
    if (this.#over.signal.aborted) return;
    this.#tell(shown);
    this.#channel.postMessage({ to: 'pages', changes: shown } satisfies Call);
  }

  #publish(changes: readonly Change[]): void {
    this.#telling.add(changes);
  }

  #toLeader(call: Call & { to: 'leader' }): void {
    if (this.#leading) this.#obey(call);
    else this.#channel.postMessage(call);
  }

  #called(call: Call): void {
    if (call.to === 'pages') this.#tell(this.secure.learn(call.changes));
    else if (this.#leading) this.#obey(call);
  }

  #obey(call: Call & { to: 'leader' }): void {
    if ('wake' in call) void this.#leading?.wake(call.wake);
    else if ('typing' in call) this.#leading?.typing(call.typing, call.on);
    else if ('encryption' in call) void this.#leading?.encryption(call.encryption);
    else if ('load' in call) void this.#leading?.load(call.load);
    else if ('cancel' in call) void this.#leading?.cancel(call.cancel);
    else this.#leading?.hello();
  }
}
