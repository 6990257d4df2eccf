import { proxy, type Remote, wrap } from 'comlink';
import { ApiError } from '../api/error.ts';
import type { Session } from '../api/session.ts';
import { trustedScript } from '../lib/trusted.ts';
import { byPlace, type ChatRow, type HeldMessage } from '../sync/chat-row.ts';
import type { ConnectionState } from '../sync/connection.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';
import type { ServerEvent } from '../sync/protocol.ts';
import type { Change, ChatSettings, Presence, Snapshot } from './changes.ts';
import type { DraftRow, Person } from './db.ts';
import { PageDrafts } from './page-drafts.ts';
import { PageOutbox } from './page-outbox.ts';
import type { EncryptionView } from './secure.ts';
import { Topics } from './topics.ts';
import type { Service } from './worker.ts';
import workerUrl from './worker.ts?worker&url';

/** What a window of messages wants to hear of its chat. */
export interface ChatListener {
  changed(messages: readonly HeldMessage[]): void;
  restarted(): void;
}

/** Forget who types this long after the last word of it. */
const TYPING = 6_000;

/**
 * An account in this tab as components see it: what is known now, in memory, and a way to hear of changes. Everything
 * that is asked goes to the worker. Values are replaced, never changed, so equal references mean that nothing changed.
 */
export class Client {
  readonly service: Remote<Service>;
  readonly session: Session;
  readonly #worker: Worker;
  readonly #topics = new Topics();
  readonly #chats = new Map<number, ChatRow>();
  readonly #outbox = new PageOutbox();
  readonly #drafts = new PageDrafts();
  readonly #people = new Map<number, Person>();
  readonly #presence = new Map<number, Presence>();
  readonly #typing = new Map<number, ReadonlyMap<number, number>>();
  readonly #progress = new Map<string, number>();
  readonly #windows = new Map<number, Set<ChatListener>>();
  readonly #events = new Set<(event: ServerEvent) => void>();
  #list: readonly ChatRow[] = [];
  #connection: ConnectionState = 'connecting';
  #listed = false;
  #encryption: EncryptionView = { device: 'unknown', alerts: [] };
  #ready = false;

  /** @param signedOut called once when the server has ended the session */
  constructor(session: Session, signedOut: (code: number) => void) {
    this.session = session;
    this.#worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'kocmoc' });
    this.service = wrap<Service>(this.#worker);
    const tell = (changes: readonly Change[]) => {
      for (const change of changes) if (change.kind === 'signed-out') signedOut(change.code);
      this.#take(changes);
    };
    void this.service.begin(session, proxy(tell)).then((snapshot) => this.#begin(snapshot));
    document.addEventListener('visibilitychange', this.#seen);
    window.addEventListener('online', this.#seen);
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#seen);
    window.removeEventListener('online', this.#seen);
    void this.service.stop().finally(() => this.#worker.terminate());
  }

  /** Ends and removes all that this browser stored for the account. */
  async forget(): Promise<void> {
    await this.service.forget();
    this.#worker.terminate();
  }

  readonly #seen = () => void (document.hidden || !this.#ready || this.service.kick());

  /** Calls back after each change of what a topic names; returns how to stop that. */
  on(topic: string, listener: () => void): () => void {
    return this.#topics.on(topic, listener);
  }

  /** Hears of events that are none of this store's: stories, contacts, settings. */
  onEvent(listener: (event: ServerEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  /** Hears of the messages of one chat. */
  watch(chat: number, listener: ChatListener): () => void {
    const listeners = this.#windows.get(chat) ?? new Set();
    this.#windows.set(chat, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Whether what is stored has been read. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Whether the list of chats is known, be it old. */
  get listed(): boolean {
    return this.#listed;
  }

  /** All chats, pinned ones and the newest first. */
  get chats(): readonly ChatRow[] {
    return this.#list;
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  get encryption(): EncryptionView {
    return this.#encryption;
  }

  get me(): number {
    return this.session.user;
  }

  chat(id: number): ChatRow | undefined {
    return this.#chats.get(id);
  }

  outbox(chat: number): readonly OutboxItem[] {
    return this.#outbox.of(chat);
  }

  draft(chat: number): DraftRow | undefined {
    return this.#drafts.get(chat);
  }

  person(id: number): Person | undefined {
    return this.#people.get(id);
  }

  presence(user: number): Presence | undefined {
    return this.#presence.get(user);
  }

  /** Who types in a chat, and until when that counts. */
  typing(chat: number): ReadonlyMap<number, number> {
    return this.#typing.get(chat) ?? NOBODY;
  }

  /** The part of a file that has been sent, from 0 to 1. */
  progress(key: string): number {
    return this.#progress.get(key) ?? 0;
  }

  /** Keeps what is typed in a chat. */
  write(chat: number, text: string, reply_to: number | null): Promise<void> {
    const typed = this.#drafts.typed(chat, text, reply_to);
    this.#topics.mark(`draft:${chat}`, 'chats');
    this.#topics.flush();
    return this.service.draft(typed);
  }

  /** Changes what the user has set for a chat; a refusal is thrown after everything is as it was. */
  async settings(chat: number, settings: ChatSettings): Promise<void> {
    const code = await this.service.settings(chat, settings);
    if (code) throw new ApiError(code === 'network' ? 0 : 400, code, code);
  }

  #begin(snapshot: Snapshot): void {
    for (const row of snapshot.chats) if (!this.#chats.has(row.id)) this.#chats.set(row.id, row);
    for (const item of snapshot.outbox) this.#putOutbox(item);
    for (const draft of snapshot.drafts) this.#drafts.take(draft);
    for (const person of snapshot.people) this.#people.set(person.id, person);
    this.#listed ||= snapshot.listed;
    this.#ready = true;
    this.#sort();
    this.#topics.tellAll();
  }

  #take(changes: readonly Change[]): void {
    for (const change of changes) this.#takeOne(change);
    if (changes.some(({ kind }) => kind.startsWith('chat') || kind === 'draft' || kind === 'listed'))
      this.#sort();
    this.#topics.flush();
  }

  #takeOne(change: Change): void {
    switch (change.kind) {
      case 'chat':
        this.#takeChat(change);
        break;
      case 'chat-removed':
        this.#chats.delete(change.chat);
        this.#topics.mark('chats', `chat:${change.chat}`);
        break;
      case 'chat-restarted':
        for (const listener of this.#windows.get(change.chat) ?? []) listener.restarted();
        break;
      case 'outbox':
        this.#putOutbox(change.item);
        break;
      case 'outbox-removed':
        this.#removeOutbox(change);
        break;
      case 'progress':
        this.#progress.set(change.key, change.part);
        this.#topics.mark(`progress:${change.key}`);
        break;
      default:
        this.#takeOther(change);
    }
  }

  #takeOther(change: Change): void {
    switch (change.kind) {
      case 'draft':
        this.#drafts.take(change.draft);
        this.#topics.mark(`draft:${change.draft.chat}`, 'chats');
        break;
      case 'people':
        for (const person of change.people) this.#people.set(person.id, person);
        this.#topics.mark('people');
        break;
      case 'presence':
        this.#presence.set(change.user, change);
        this.#topics.mark(`presence:${change.user}`);
        break;
      case 'typing':
        this.#takeTyping(change);
        break;
      case 'connection':
        this.#connection = change.state;
        this.#topics.mark('connection');
        break;
      case 'encryption':
        this.#encryption = change.view;
        this.#topics.mark('encryption');
        break;
      case 'listed':
        this.#listed = true;
        this.#topics.mark('chats');
        break;
      case 'event':
        for (const listener of this.#events) listener(change.event);
    }
  }

  #takeChat({ row, messages }: Change & { kind: 'chat' }): void {
    this.#chats.set(row.id, row);
    this.#topics.mark('chats', `chat:${row.id}`);
    for (const { sender_id, sender_name, sender_avatar } of messages) {
      if (sender_id === null) continue;
      if (!this.#people.has(sender_id)) {
        this.#people.set(sender_id, { id: sender_id, name: sender_name, avatar: sender_avatar });
        this.#topics.mark('people');
      }
      this.#takeTyping({ chat: row.id, user: sender_id, on: false });
    }
    if (messages.length > 0)
      this.#windows.get(row.id)?.forEach((listener) => void listener.changed(messages));
  }

  #takeTyping({ chat, user, on }: { chat: number; user: number; on: boolean }): void {
    const before = this.typing(chat);
    if (!on && !before.has(user)) return;
    const now = new Map(before);
    if (on) now.set(user, Date.now() + TYPING);
    else now.delete(user);
    this.#typing.set(chat, now);
    this.#topics.mark(`typing:${chat}`);
    if (on) setTimeout(() => this.#forgetTyping(chat, user), TYPING + 50);
  }

  #forgetTyping(chat: number, user: number): void {
    if ((this.typing(chat).get(user) ?? Number.POSITIVE_INFINITY) > Date.now()) return;
    this.#takeTyping({ chat, user, on: false });
    this.#topics.flush();
  }

  #putOutbox(item: OutboxItem): void {
    this.#outbox.put(item);
    this.#topics.mark(`outbox:${item.chat}`, 'outbox');
  }

  #removeOutbox({ chat, key }: { chat: number; key: string }): void {
    this.#outbox.remove(chat, key);
    this.#progress.delete(key);
    this.#topics.mark(`outbox:${chat}`, 'outbox');
  }

  #sort(): void {
    this.#list = [...this.#chats.values()].sort(byPlace);
  }
}

const NOBODY: ReadonlyMap<number, number> = new Map();
