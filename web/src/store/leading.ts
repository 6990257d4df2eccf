import type { Http } from '../api/http.ts';
import type { Session } from '../api/session.ts';
import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import type { ConnectionState } from '../sync/connection.ts';
import { Gaps } from '../sync/gaps.ts';
import { Line } from '../sync/line.ts';
import { type Carrier, Outbox } from '../sync/outbox.ts';
import type { EventData, Resumed, ServerEvent, Synced, SyncRequest } from '../sync/protocol.ts';
import { Replica } from '../sync/replica.ts';
import { carrierOver } from './carrier.ts';
import type { Change, EncryptionNews } from './changes.ts';
import { Chats } from './chats.ts';
import type { Database } from './db.ts';
import { Drafts } from './drafts.ts';
import { encryptedCarrier } from './encrypted-carrier.ts';
import type { History } from './history.ts';
import { Marks } from './marks.ts';
import { OutboxTable, settleOutbox } from './outbox-table.ts';
import { overHttp } from './over-http.ts';
import { Owed } from './owed.ts';
import { Protected } from './protected.ts';
import type { Secure } from './secure.ts';

interface Ports {
  readonly db: Database;
  readonly http: Http;
  readonly history: History;
  readonly secure: Secure;
  readonly session: () => Session;
  readonly publish: (changes: readonly Change[]) => void;
}

/**
 * What only one tab of an account does: it holds the socket, follows the logs and carries out what was done in any
 * tab. All that it knows is stored, so another tab can go on at any moment.
 */
export class Leading {
  readonly #ports: Ports;
  readonly #line: Line;
  readonly #replica: Replica;
  readonly #outbox: Outbox;
  readonly #chats: Chats;
  readonly #marks: Marks;
  readonly #drafts: Drafts;
  readonly #protected: Protected;
  #state: ConnectionState = 'connecting';
  #queue: Promise<unknown> = Promise.resolve();
  readonly #gaps: Gaps;
  /** The list of chats and the drafts. */
  readonly #owed: Owed;
  /** The device whose mailbox the socket brings. */
  #named: number | null = null;

  constructor(ports: Ports) {
    const { db, http, session, publish, secure } = ports;
    this.#ports = ports;
    this.#line = new Line({
      session,
      open: () => new WebSocket('/ws'),
      resume: () => this.#inOrder(() => this.#replica.resume()),
      heard: (events) => void this.#inOrder(() => this.#hear(events)),
      state: (state) => this.#changeState(state),
      moved: () => void this.#inOrder(() => this.#chats.watchPresence()),
      otherwise: overHttp(http),
      polled: (answer, first) => this.#inOrder(() => this.#replica.polled(answer, first)),
      signedOut: (code) => publish([{ kind: 'signed-out', code }]),
      random: Math.random,
      device: () => this.#mailbox(),
      deviceRefused: () => secure.unclaim(),
    });
    this.#replica = new Replica(db, this.#listener(), session().user);
    const progress = (key: string, part: number) => publish([{ kind: 'progress', key, part }]);
    const inOrder = <T>(work: () => Promise<T>) => this.#inOrder(work);
    this.#protected = new Protected({
      ...{ db, http, session, secure, publish, inOrder },
      stored: (row, messages) => this.stored(row, messages),
      ready: () => void this.#nameDevice(),
    });
    this.#gaps = new Gaps({
      ask: (request) => this.#line.command<Synced>('sync', { ...request, encrypted: true }),
      take: (answer) => inOrder(() => this.#replica.synced(answer)),
      refused: () => this.#line.restart(),
    });
    this.#outbox = new Outbox(new OutboxTable(db, secure), this.#carrier(progress), {
      changed: (item) => publish([{ kind: 'outbox', item }]),
      removed: ({ key, chat }) => publish([{ kind: 'outbox-removed', key, chat }]),
    });
    this.#chats = new Chats({
      ...{ db, http, publish, inOrder, command: this.#line.command, me: session().user },
      known: (chat) => this.#replica.known(chat),
    });
    this.#marks = new Marks({
      ...{ db, command: this.#line.command },
      mark: (chat, change) => inOrder(() => this.#replica.mark(chat, change)),
    });
    this.#drafts = new Drafts({ db, http, publish, isEncrypted: (chat) => secure.isEncrypted(chat) });
    this.#owed = new Owed({
      ...{ db, failed: (error) => this.#failed(error) },
      loads: [() => this.#chats.loadList(), () => this.#drafts.loadAll()],
    });
  }

  start(): void {
    self.addEventListener('online', this.#online);
    this.#line.start();
    void this.#firstVisit();
  }

  /** A browser that holds nothing asks for the list without waiting for the socket. */
  async #firstVisit(): Promise<void> {
    if (!(await this.#ports.db.meta.get('user'))) await this.#chats.loadList();
  }

  stop(): void {
    self.removeEventListener('online', this.#online);
    this.#line.stop();
    this.#protected.stop();
    this.#marks.stop();
    this.#outbox.close();
  }

  readonly #online = () => this.#line.kick();

  /** Another tab has something to do, or somebody looks at a page. */
  async wake(what: 'outbox' | 'marks' | 'drafts'): Promise<void> {
    if (what === 'outbox') await this.#outbox.wake();
    else if (what === 'marks') await this.#marks.wake();
    else await this.#drafts.wake();
  }

  /** Takes a thing in the outbox back. */
  cancel(key: string): Promise<void> {
    return this.#outbox.cancel(key);
  }

  load(chat: number): Promise<void> {
    return this.#chats.load(chat);
  }

  /** Says how things stand, for a tab that has just come. */
  hello(): void {
    this.#ports.publish([{ kind: 'connection', state: this.#state }, ...this.#chats.presence()]);
    void this.#protected.tell();
    this.#line.kick();
  }

  /** Carries out what was done, encrypted where the chat is. */
  #carrier(progress: (key: string, part: number) => void): Carrier {
    const { secure, session } = this.#ports;
    return encryptedCarrier(carrierOver({ command: this.#line.command, session, progress }), {
      ...{ db: secure.db, isEncrypted: (chat: number) => secure.isEncrypted(chat) },
      send: (outgoing) => this.#protected.send(outgoing),
      sent: (key) => this.#protected.sent(key),
      uploaded: (key) => this.#protected.uploaded(key),
      upload: (item, signal) =>
        this.#protected.upload(item, {
          signal,
          onProgress: (sent, total) => progress(item.key, total > 0 ? sent / total : 0),
        }),
      placed: (chat, placed) => this.#protected.placed(chat, placed),
    });
  }

  async #mailbox(): Promise<number | null> {
    this.#named = await this.#ports.secure.claimed();
    return this.#named;
  }

  /** This browser has become a device: a new socket brings its mailbox. */
  async #nameDevice(): Promise<void> {
    if (this.#named === null && (await this.#ports.secure.claimed()) !== null) this.#line.restart();
  }

  /** Something about encryption changed in another tab, a page wants to know how it stands, or shows what is not read. */
  async encryption(what: EncryptionNews): Promise<void> {
    if (what === 'history') await this.#protected.joined();
    else if (what === 'tell') await this.#protected.tell();
    else await (what === 'wake' ? this.#protected.wake() : this.#protected.bring(what));
  }

  typing(chat: number, on: boolean): void {
    // Not worth a second try.
    this.#line.command(on ? 'typing:start' : 'typing:stop', { chat }).catch(() => undefined);
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(work);
    this.#queue = next.catch((error: unknown) => this.#failed(error));
    return next;
  }

  /** A failing database (a full disk, a page that is being closed) must not end in silence. */
  #failed(error: unknown): void {
    this.#ports.publish([{ kind: 'event', event: { type: 'client:error', data: { name: String(error) } } }]);
  }

  #changeState(state: ConnectionState): void {
    this.#state = state;
    this.#ports.publish([{ kind: 'connection', state }]);
    if (state !== 'live' && state !== 'polling') {
      this.#outbox.close();
      return;
    }
    if (state === 'live') void this.#inOrder(() => this.#chats.watchPresence());
    void this.#inOrder(() => this.#outbox.open());
    // Behind `resumed`, which may have begun it.
    void this.#inOrder(() => this.#owed.again());
    // Nothing waits for a request that may hang.
    for (const told of [this.#marks.wake(), this.#drafts.wake()])
      void told.catch((error: unknown) => this.#failed(error));
    void this.#protected.wake().catch((error: unknown) => this.#failed(error));
    void this.#chats.prefetch(this.#ports.history);
  }

  async #hear(events: readonly ServerEvent[]): Promise<void> {
    let run: ServerEvent[] = [];
    for (const event of events) {
      if (event.type !== 'resumed') {
        run.push(event);
        continue;
      }
      await this.#replica.apply(run);
      run = [];
      const resumed = event.data as unknown as Resumed;
      this.#chats.heads(resumed.chats);
      await this.#replica.resumed(resumed);
    }
    if (run.length > 0) await this.#replica.apply(run);
  }

  #listener() {
    const { publish } = this.#ports;
    return {
      changed: (row: ChatRow, messages: readonly HeldMessage[]) => this.stored(row, messages),
      removed: (chat: number) => publish([{ kind: 'chat-removed', chat }]),
      restarted: (chat: number) => void this.#protected.chatRestarted(chat),
      event: (event: ServerEvent) => this.#event(event),
      reload: () => {
        void this.#owed.fetch();
        void this.#protected.restarted().catch((error: unknown) => this.#failed(error));
      },
      unknown: (chat: number) => void this.#chats.load(chat),
      gap: (request: SyncRequest) => void this.#gaps.heal(request),
    };
  }

  /** Tells the pages of a stored row and messages; what of them was in the outbox leaves it in the same breath. */
  stored(row: ChatRow, messages: readonly HeldMessage[]): void {
    const { db, publish, session } = this.#ports;
    const change: Change = { kind: 'chat', row, messages };
    const me = session().user;
    if (messages.some(({ sender_id }) => sender_id === me)) {
      void settleOutbox(db, row, messages).then((removed) => publish([change, ...removed]));
    } else {
      publish([change]);
    }
    this.#marks.received(row, messages, me);
    if (row.stale) void this.#chats.load(row.id);
    const seen = this.#protected.seen(row, messages);
    void seen.catch((error: unknown) => this.#failed(error));
  }

  #event(event: ServerEvent): void {
    const { type, data } = event;
    const chat = event.chat ?? data?.chat;
    if (type === 'presence:update') this.#chats.present(data);
    else if (type === 'draft:update') void this.#drafts.told(data);
    else if (chat === undefined || !this.#eventOfChat(type, chat, data)) this.#otherEvent(event);
  }

  #otherEvent(event: ServerEvent): void {
    const { type, data } = event;
    const heard = this.#protected.event(event);
    void heard.catch((error: unknown) => this.#failed(error));
    if (type === 'user:update' && data?.user !== undefined) void this.#chats.profileChanged(data.user);
    this.#ports.publish([{ kind: 'event', event }]);
  }

  /** What concerns one chat; whether it was such a thing. */
  #eventOfChat(type: string, chat: number, data: EventData = {}): boolean {
    switch (type) {
      case 'chat:new':
      case 'chat:settings':
        void this.#chats.load(chat);
        return true;
      case 'chat:read':
      case 'chat:delivered':
        void this.#marks.told(chat, type, data);
        return true;
      case 'typing:start':
      case 'typing:stop':
        if (data.user !== undefined) this.#typed(chat, data.user, type === 'typing:start');
        return true;
      default:
        return false;
    }
  }

  #typed(chat: number, user: number, on: boolean): void {
    if (user !== this.#ports.session().user) this.#ports.publish([{ kind: 'typing', chat, user, on }]);
  }
}
