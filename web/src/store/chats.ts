import { ApiError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { ListedChat, WholeChat } from '../api/models.ts';
import type { ChatRow } from '../sync/chat-row.ts';
import type { Command } from '../sync/line.ts';
import type { EventData, Head } from '../sync/protocol.ts';
import { rowFrom, withHead } from '../sync/rows.ts';
import type { Change } from './changes.ts';
import type { Database } from './db.ts';
import type { History } from './history.ts';

interface Ports {
  readonly db: Database;
  readonly http: Http;
  readonly command: Command;
  readonly me: number;
  readonly publish: (changes: readonly Change[]) => void;
  readonly inOrder: <T>(work: () => Promise<T>) => Promise<T>;
  /** A row has been stored: what waited for it can go on. */
  readonly known: (chat: number) => Promise<void>;
}

interface Presence {
  readonly user: number;
  readonly online: boolean;
  readonly last_seen: string | null;
}

/** Chats whose newest page is fetched ahead, so that they open at once, also offline. */
const AHEAD = 20;
const MOST_WATCHED = 500;

/** Fetches what logs do not carry: the list of chats, their members, profiles, presence. */
export class Chats {
  readonly #ports: Ports;
  readonly #presence = new Map<number, Presence>();
  /** Chats that are being fetched, and whether that has to happen once more. */
  readonly #loading = new Map<number, boolean>();
  #heads = new Map<number, Head>();
  #watched: readonly number[] = [];

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Where all logs stand, from the last `resumed`. */
  heads(heads: readonly Head[]): void {
    this.#heads = new Map(heads.map((head) => [head.chat, head]));
  }

  /** Whether it got through. */
  async loadList(): Promise<boolean> {
    const { http, db, publish, inOrder, known } = this.#ports;
    const answer = await http.get('/api/chats', { query: { e2ee: '1' } }).catch(transientOnly);
    if (!answer) return false;
    await inOrder(async () => {
      const rows = await db.transact(async (tx) => {
        const stored: ChatRow[] = [];
        for (const chat of answer.chats) {
          const row = this.#row(chat, await tx.chat(chat.id));
          await tx.putChat(row);
          stored.push(row);
        }
        return stored;
      });
      publish([...rows.map((row): Change => ({ kind: 'chat', row, messages: [] })), { kind: 'listed' }]);
      for (const { id } of rows) await known(id);
      await this.#watchNew();
    });
    return true;
  }

  /** Fetches one chat with its members and pins; once more where something changed while that was under way. */
  async load(chat: number): Promise<void> {
    const begun = this.#loading.has(chat);
    this.#loading.set(chat, begun);
    if (begun) return;
    await this.#load(chat);
    const again = this.#loading.get(chat);
    this.#loading.delete(chat);
    if (again) await this.load(chat);
  }

  async #load(chat: number): Promise<void> {
    const { http, db, publish, inOrder, known } = this.#ports;
    const path = { id: chat };
    const [answer, pinned] = await Promise.all([
      http.get('/api/chats/{id}', { path }).catch(transientOnly),
      http.get('/api/chats/{id}/pins', { path }).catch(transientOnly),
    ]);
    if (!answer) return;
    const pins = pinned?.pins.map(({ message_id, message_seq }) => ({ id: message_id, seq: message_seq }));
    await inOrder(async () => {
      const people = answer.chat.participants.map(({ id, name, avatar }) => ({ id, name, avatar }));
      const row = await db.transact(async (tx) => {
        const next = { ...this.#row(answer.chat, await tx.chat(chat)), ...(pins && { pins }) };
        await tx.putChat(next);
        return next;
      });
      await db.people.bulkPut(people);
      publish([
        { kind: 'chat', row, messages: [] },
        { kind: 'people', people },
      ]);
      await known(chat);
      await this.#watchNew();
    });
  }

  #row(chat: ListedChat | WholeChat, known: ChatRow | undefined): ChatRow {
    const head = this.#heads.get(chat.id);
    const epoch = head?.epoch ?? known?.position.epoch ?? 1;
    const row = rowFrom(chat, { me: this.#ports.me, epoch }, known);
    return head ? withHead(row, head) : row;
  }

  /** Somebody's name or picture changed. */
  async profileChanged(user: number): Promise<void> {
    const { http, db, publish } = this.#ports;
    const answer = await http.get('/api/users/{id}', { path: { id: user } }).catch(transientOnly);
    if (!answer) return;
    const { id, name, avatar } = answer.user;
    await db.people.put({ id, name, avatar });
    publish([{ kind: 'people', people: [{ id, name, avatar }] }]);
    const theirs = await db.chats.filter((row) => row.peer_id === user).toArray();
    for (const row of theirs) await this.load(row.id);
  }

  /** Asks for the presence of those one talks with; each socket has to ask anew. */
  async watchPresence(): Promise<void> {
    await this.#watch(await this.#peers());
  }

  /** Once more if somebody has become one of them. */
  async #watchNew(): Promise<void> {
    const peers = await this.#peers();
    if (peers.some((peer) => !this.#watched.includes(peer))) await this.#watch(peers);
  }

  async #watch(users: readonly number[]): Promise<void> {
    this.#watched = users;
    const asked = this.#ports.command<{ users: Presence[] }>('presence:watch', { users });
    // Where no line stands now, the next one asks.
    const answer = await asked.catch(() => ({ users: [] }));
    for (const { user, online, last_seen } of answer.users) this.present({ user, online, last_seen });
  }

  async #peers(): Promise<number[]> {
    const rows = await this.#ports.db.chats.toArray();
    const peers = rows.flatMap(({ peer_id }) => (peer_id === null ? [] : [peer_id]));
    return [...new Set(peers)].slice(0, MOST_WATCHED);
  }

  present(data: EventData | undefined): void {
    const { user, online = false, last_seen = null } = data ?? {};
    if (user === undefined) return;
    const presence: Presence = { user, online, last_seen };
    this.#presence.set(user, presence);
    this.#ports.publish([{ kind: 'presence', ...presence }]);
  }

  /** All that is known of presence, for a tab that has just come. */
  presence(): Change[] {
    return [...this.#presence.values()].map((presence) => ({ kind: 'presence', ...presence }));
  }

  /** Fetches the newest page of the chats that are likely to be opened, one after another. */
  async prefetch(history: History): Promise<void> {
    const rows = await this.#ports.db.chats.toArray();
    rows.sort((a, b) => (b.last?.time ?? '').localeCompare(a.last?.time ?? ''));
    for (const { id, last } of rows.slice(0, AHEAD)) {
      if (last && !(await history.held(id, { of: 'newest' }))) {
        await history.slice(id, { of: 'newest' }).catch(() => null);
      }
    }
  }
}

/** A refusal or a lost line leaves things as they are: the next connection asks again. */
function transientOnly(error: unknown): null {
  if (error instanceof ApiError) return null;
  throw error;
}
