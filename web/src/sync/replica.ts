import { applyEvents } from './apply.ts';
import { type ChatRow, type HeldMessage, previewOf, recount } from './chat-row.ts';
import {
  type ChatEvent,
  type Head,
  isChatEvent,
  type Position,
  type Resumed,
  type ServerEvent,
  type Synced,
  type SyncRequest,
} from './protocol.ts';
import { emptied, restarted, withHead } from './rows.ts';
import type { Storage, Transaction } from './storage.ts';

/** What a replica tells its surroundings, each after what it names has been stored. */
export interface ReplicaListener {
  /** Rows and messages changed; `messages` are those that changed. */
  changed(chat: ChatRow, messages: readonly HeldMessage[]): void;
  /** A chat is no longer the user's. */
  removed(chat: number): void;
  /** What is held of a chat was forgotten, to be loaded anew. */
  restarted(chat: number): void;
  /** Something of the user log, or something that is not logged. */
  event(event: ServerEvent): void;
  /** The list of chats, contacts, settings and drafts are to be fetched anew. */
  reload(): void;
  /** A chat of which no row is held is to be fetched; its events wait. */
  unknown(chat: number): void;
  /** Something is missing: to be asked of `sync`, whose answer goes to {@link Replica.synced}. */
  gap(request: SyncRequest): void;
}

/** At most so many chats are resumed event by event; what stands further down the list is fetched when opened. */
const RESUMED_CHATS = 200;
/** Early events beyond this are forgotten: the answer to `sync` brings them again. */
const EARLY_EVENTS = 1_000;

/**
 * Keeps an account's stored data equal to the server's by following its logs. One call at a time: callers queue.
 * Knows no socket and no clock. It applies each number once and in order, asks for what is missing, and never
 * needs the user.
 */
export class Replica {
  readonly #storage: Storage;
  readonly #listener: ReplicaListener;
  readonly #me: number;
  readonly #early = new Map<number, ChatEvent[]>();
  #earlyOfUser: ServerEvent[] = [];

  constructor(storage: Storage, listener: ReplicaListener, me: number) {
    this.#storage = storage;
    this.#listener = listener;
    this.#me = me;
  }

  /** What to say in `auth`: the positions held. Nothing before the first list of chats was stored. */
  resume(): Promise<SyncRequest | null> {
    return this.#storage.transact(async (tx) => {
      const user = await tx.userPosition();
      if (!user) return null;
      const rows = await tx.chats();
      rows.sort((a, b) => (b.last?.time ?? '').localeCompare(a.last?.time ?? ''));
      const chats: Record<string, Position> = {};
      for (const row of rows.slice(0, RESUMED_CHATS)) chats[row.id] = row.position;
      return { user, chats };
    });
  }

  /** Follows events as they came, in any order. */
  async apply(events: readonly ServerEvent[]): Promise<void> {
    const chats = new Map<number, ChatEvent[]>();
    for (const event of events) {
      if (isChatEvent(event)) chats.set(event.chat, [...(chats.get(event.chat) ?? []), event]);
    }
    for (const [chat, ofChat] of chats) await this.#followChat(chat, ofChat);
    const others = events.filter((event) => !isChatEvent(event));
    if (others.length > 0) await this.#followUser(others);
  }

  /** Takes the mark that everything before it was told. */
  async resumed({ user, chats }: Resumed): Promise<void> {
    const reload = await this.#storage.transact(async (tx) => {
      const before = await tx.userPosition();
      const reload = user.reload || !before;
      await tx.putUserPosition({ epoch: user.epoch, seq: user.seq }, reload);
      const held = new Map((await tx.chats()).map((row) => [row.id, row]));
      return { reload, held };
    });
    this.#earlyOfUser = this.#earlyOfUser.filter(({ seq }) => (seq ?? 0) > user.seq);
    await this.#takeHeads(chats, reload.held);
    const told = new Set(chats.map(({ chat }) => chat));
    for (const id of reload.held.keys()) if (!told.has(id)) await this.#forget(id);
    const unknown = chats.some(({ chat }) => !reload.held.has(chat));
    if (reload.reload || unknown) this.#listener.reload();
  }

  /** Takes an answer to `sync`. */
  async synced(answer: Synced): Promise<void> {
    const { user } = answer;
    if (user.reload) {
      await this.#storage.transact((tx) => tx.putUserPosition({ epoch: user.epoch, seq: user.seq }, true));
      this.#listener.reload();
    } else if (user.events && user.events.length > 0) {
      await this.#followUser(user.events);
    }
    for (const chat of answer.chats) {
      if (chat.reload) await this.#restart(chat);
      else if (chat.events)
        await this.#takeSynced(chat.chat, chat.events.filter(isChatEvent), chat.more, chat);
    }
  }

  /** Takes an answer to `sync` that stands for a resumed connection: it names every chat of the user. */
  async polled(answer: Synced, first: boolean): Promise<void> {
    await this.synced(answer);
    const { user, chats } = answer;
    const position = { epoch: user.epoch, seq: user.seq };
    if (first) await this.#storage.transact((tx) => tx.putUserPosition(position, true));
    const rows = await this.#storage.transact((tx) => tx.chats());
    const held = new Map(rows.map((row) => [row.id, row]));
    const heads = chats.filter(({ events, reload }) => !events && !reload);
    await this.#takeHeads(heads, held);
    const told = new Set(chats.map(({ chat }) => chat));
    for (const id of held.keys()) if (!told.has(id)) await this.#forget(id);
    if (first || chats.some(({ chat }) => !held.has(chat))) this.#listener.reload();
  }

  /** A row has been stored for a chat: what waited for it is applied. */
  async known(chat: number): Promise<void> {
    const waiting = this.#early.get(chat) ?? [];
    this.#early.delete(chat);
    if (waiting.length > 0) await this.#followChat(chat, waiting);
  }

  /** Changes a row by what is not logged. Nothing happens where there is no row; whether there was a change. */
  async mark(chat: number, change: (row: ChatRow) => ChatRow): Promise<boolean> {
    const changed = await this.#storage.transact(async (tx) => {
      const row = await tx.chat(chat);
      if (!row) return null;
      const next = change(row);
      if (next === row) return null;
      await tx.putChat(next);
      return next;
    });
    if (changed) this.#listener.changed(changed, []);
    return changed !== null;
  }

  async #takeHeads(heads: readonly Head[], held: ReadonlyMap<number, ChatRow>): Promise<void> {
    for (const head of heads) {
      const row = held.get(head.chat);
      if (!row) continue;
      const behind = row.position.epoch !== head.epoch || row.position.seq < head.seq;
      if (head.reload || behind) await this.#restart(head);
      else await this.mark(head.chat, (now) => withHead(now, head));
    }
  }

  async #takeSynced(id: number, events: readonly ChatEvent[], more: boolean | undefined, head: Head) {
    await this.#followChat(id, events);
    if (more) return this.#askFor(id);
    const row = await this.#storage.transact((tx) => tx.chat(id));
    if (row && row.position.seq === head.seq) await this.mark(id, (now) => withHead(now, head));
  }

  async #followChat(id: number, come: readonly ChatEvent[]): Promise<void> {
    const events = [...(this.#early.get(id) ?? []), ...come];
    const result = await this.#storage.transact((tx) => this.#store(tx, id, events));
    if (!result) {
      this.#keepEarly(id, events);
      this.#listener.unknown(id);
      return;
    }
    this.#keepEarly(id, result.early);
    this.#listener.changed(result.row, result.put);
    if (result.early.length > 0) await this.#askFor(id);
  }

  async #store(tx: Transaction, id: number, events: readonly ChatEvent[]) {
    const row = await tx.chat(id);
    if (!row) return null;
    const named = events.flatMap(({ data }) => (data?.message ? [data.message.seq] : []));
    const held = new Map((await tx.messages(id, named)).map((message) => [message.seq, message]));
    const { row: next, put, early } = applyEvents(row, events, held, this.#me);
    const messages = [...put.values()];
    await tx.putMessages(messages);
    // The newest may have come and gone within these events.
    const shown = next.last || messages.length === 0 ? next : { ...next, last: await newestOf(tx, id) };
    await tx.putChat(shown);
    return { row: shown, put: messages, early };
  }

  #keepEarly(id: number, events: readonly ChatEvent[]): void {
    if (events.length === 0 || events.length > EARLY_EVENTS) this.#early.delete(id);
    else this.#early.set(id, [...new Map(events.map((event) => [event.seq, event])).values()]);
  }

  async #askFor(id: number): Promise<void> {
    const row = await this.#storage.transact((tx) => tx.chat(id));
    if (row) this.#listener.gap({ chats: { [id]: row.position } });
  }

  async #followUser(come: readonly ServerEvent[]): Promise<void> {
    for (const event of come) if (event.seq === undefined) this.#listener.event(event);
    const logged = [...this.#earlyOfUser, ...come.filter(({ seq }) => seq !== undefined)];
    if (logged.length === 0) return;
    const held = await this.#storage.transact((tx) => tx.userPosition());
    if (!held) {
      // Before the first `resumed`, which tells from where on the list that is then fetched is to be followed.
      this.#earlyOfUser = logged;
      return;
    }
    let { seq, epoch } = held;
    const early: ServerEvent[] = [];
    for (const event of logged.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))) {
      const number = event.seq ?? 0;
      if (number <= seq) continue;
      if (number > seq + 1) early.push(event);
      else {
        await this.#applyToUser(event);
        [seq, epoch] = [number, event.epoch ?? epoch];
      }
    }
    this.#earlyOfUser = early.slice(0, EARLY_EVENTS);
    await this.#storage.transact((tx) => tx.putUserPosition({ epoch, seq }));
    if (early.length > 0) this.#listener.gap({ user: { epoch, seq } });
  }

  async #applyToUser(event: ServerEvent): Promise<void> {
    const { data } = event;
    const chat = data?.chat;
    if (event.type === 'chat:delete' && chat !== undefined) await this.#lost(chat, data?.visible_from_seq);
    else if (event.type === 'chat:read' && chat !== undefined)
      await this.mark(chat, (row) => ownRead(row, data));
    else if (event.type === 'chat:settings' && chat !== undefined) await this.#outdated(chat, event);
    else this.#listener.event(event);
  }

  /** Noted before it is fetched: where that fails, the next connection tries again. */
  async #outdated(chat: number, event: ServerEvent): Promise<void> {
    if (!(await this.mark(chat, (row) => ({ ...row, stale: true })))) this.#listener.event(event);
  }

  async #restart(head: Head): Promise<void> {
    this.#early.delete(head.chat);
    const row = await this.#storage.transact(async (tx) => {
      const before = await tx.chat(head.chat);
      if (!before) return null;
      await tx.clearMessages(head.chat);
      const next = restarted(before, head);
      await tx.putChat(next);
      return next;
    });
    if (!row) return;
    this.#listener.changed(row, []);
    this.#listener.restarted(head.chat);
  }

  /** A chat is lost, or only what it has up to a number: what came after that has put it back on the list. */
  async #lost(chat: number, upTo: number | undefined): Promise<void> {
    const rest = await this.#storage.transact(async (tx) => {
      const row = await tx.chat(chat);
      if (!row || upTo === undefined || row.position.seq <= upTo) return null;
      const after = Array.from({ length: row.position.seq - upTo }, (_, index) => upTo + 1 + index);
      const messages = await tx.messages(chat, after);
      if (messages.length === 0) return null;
      const next = emptied(row, upTo);
      await tx.clearMessages(chat);
      await tx.putMessages(messages);
      await tx.putChat(next);
      return { next, messages };
    });
    if (!rest) return this.#forget(chat);
    this.#listener.changed(rest.next, rest.messages);
    this.#listener.unknown(chat);
  }

  async #forget(chat: number): Promise<void> {
    this.#early.delete(chat);
    await this.#storage.transact((tx) => tx.deleteChat(chat));
    this.#listener.removed(chat);
  }
}

/** An own read mark, as a command's answer or the user log tells it. */
export function ownRead(
  row: ChatRow,
  data: { read_seq?: number; unread?: number; mentions?: number; at?: number } | undefined,
): ChatRow {
  if (!data) return row;
  const { read_seq = row.read_seq, unread, mentions = 0, at } = data;
  const counts =
    unread === undefined || at === undefined
      ? row.counts
      : recount(row.counts, { at, read_seq, unread, mentions }, row.read_seq);
  return { ...row, read_seq: Math.max(row.read_seq, read_seq), counts };
}

async function newestOf(tx: Transaction, chat: number) {
  const message = await tx.newestMessage(chat);
  return message ? previewOf(message) : null;
}
