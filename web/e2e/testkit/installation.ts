import { randomUUID } from 'node:crypto';
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { networkError } from '../../src/api/error.ts';
import { Http } from '../../src/api/http.ts';
import { decodeSignedList } from '../../src/crypto/ratchet/identity/device-list.ts';
import { platformPrimitives } from '../../src/crypto/ratchet/primitives/platform.ts';
import type { Content } from '../../src/e2ee/content.ts';
import { EncryptionDatabase, type TextRow } from '../../src/e2ee/database.ts';
import { Desk } from '../../src/e2ee/desk.ts';
import { accountSeed, type Surroundings } from '../../src/e2ee/device.ts';
import { Encryption } from '../../src/e2ee/encryption.ts';
import { joinByKey } from '../../src/e2ee/join.ts';
import { Reader } from '../../src/e2ee/reader.ts';
import type { Placed } from '../../src/e2ee/sender.ts';
import { type Person, signIn } from './api.ts';
import type { TestServer } from './server.ts';

/** How the network treats requests: `lost` before the server has them, `unanswered` after. */
export type Fate = 'through' | 'lost' | 'unanswered';

/** The encryption of a web client without its pages, against a real server, with a database of its own. */
export class Installation {
  readonly person: Person;
  readonly db: EncryptionDatabase;
  readonly s: Surroundings;
  #encryption: Encryption;
  /** What becomes of the next request. */
  fate: (path: string) => Fate = () => 'through';

  private constructor(person: Person, db: EncryptionDatabase, s: Omit<Surroundings, 'http'>, http: Http) {
    this.person = person;
    this.db = db;
    this.s = { ...s, http: this.#fallible(http) };
    this.#encryption = this.#made();
  }

  /** The first device of somebody. */
  static async first(server: TestServer, person: Person): Promise<Installation> {
    const made = await Installation.#open(server, person);
    await made.#encryption.wake();
    return made;
  }

  /** A further device of the same person, admitted by this one's account key. */
  async another(server: TestServer): Promise<Installation> {
    const person = await signIn(server, this.person.email, this.person.password);
    const made = await Installation.#open(server, person);
    const [row, own] = await Promise.all([this.db.self.get('device'), this.db.users.get(person.id)]);
    const seed = row && (await accountSeed(row));
    if (!seed || !own) throw new Error('no account key here');
    const list = decodeSignedList(own.list);
    await made.s.exclusive(() =>
      joinByKey(made.s, seed, list, { backupKey: null, verifications: [], pieces: [] }),
    );
    await made.#encryption.wake();
    return made;
  }

  static async #open(server: TestServer, person: Person): Promise<Installation> {
    Dexie.dependencies.indexedDB = new IDBFactory();
    Dexie.dependencies.IDBKeyRange = IDBKeyRange;
    const db = new EncryptionDatabase(person.id);
    const session = { user: person.id, token: person.token };
    const http = new Http(() => session as never, server.url);
    const p = await platformPrimitives();
    const locks = { exclusive: oneAtATime(), saving: oneAtATime() };
    return new Installation(person, db, { ...session, db, p, now: () => Date.now(), ...locks }, http);
  }

  #fallible(http: Http): Http {
    const calls = (method: 'get' | 'post' | 'put' | 'patch' | 'delete') => {
      const request = http[method].bind(http) as (path: string, call: unknown) => Promise<unknown>;
      return async (path: string, call: unknown) => {
        const fate = this.fate(path);
        if (fate === 'lost') throw networkError(new Error('lost'));
        const answer = await request(path, call);
        if (fate === 'unanswered') throw networkError(new Error('unanswered'));
        return answer;
      };
    };
    const made = {
      ...{ get: calls('get'), post: calls('post'), put: calls('put') },
      ...{ patch: calls('patch'), delete: calls('delete') },
    };
    return made as unknown as Http;
  }

  #made(): Encryption {
    return new Encryption(this.s, {
      received: async () => undefined,
      state: () => undefined,
      alarmed: () => undefined,
      groups: async () => [],
      chats: async () => [],
    });
  }

  /** As if the browser had been closed and opened. */
  restart(): void {
    this.#encryption.stop();
    this.#encryption = this.#made();
  }

  stop(): void {
    this.#encryption.stop();
    this.db.close();
  }

  /** Says something; what is not known to have arrived may be said again under the same key. */
  say(chat: number, text: string, key: string = randomUUID()): Promise<Placed> {
    const content: Content = { kind: 'message', sentMs: Date.now(), text, files: [] };
    return this.#encryption.send({ key, chat, content });
  }

  /** Makes a group, as the pages do. */
  async group(others: readonly Installation[], name = 'The crew'): Promise<number> {
    const participantIds = others.map(({ person }) => person.id);
    const body = { participantIds, name, type: 'group' as const, mode: 'e2ee' as const };
    const { chat } = await this.s.http.post('/api/chats', { body });
    for (const each of [this, ...others]) await each.db.chats.put({ chat: chat.id, peer: null });
    await this.desk().signMembers(chat.id, { add: participantIds }, true);
    return chat.id;
  }

  async add(chat: number, other: Installation): Promise<void> {
    const userIds = [other.person.id];
    await this.desk().signMembers(chat, { add: userIds });
    await this.s.http.post('/api/chats/{id}/members', { path: { id: chat }, body: { userIds } });
    await other.db.chats.put({ chat, peer: null });
  }

  async remove(chat: number, other: Installation): Promise<void> {
    const path = { id: chat, userId: other.person.id };
    await this.s.http.delete('/api/chats/{id}/members/{userId}', { path });
    await this.desk().signMembers(chat, { remove: [other.person.id] });
  }

  desk(): Desk {
    return new Desk(this.s);
  }

  /** Takes what waits and reads what is new. */
  async read(chat: number): Promise<void> {
    await this.#encryption.drain();
    await this.#encryption.catchUp(chat);
  }

  /** What this device holds of a chat, in the order of the log: the text, or why there is none. */
  async texts(chat: number): Promise<string[]> {
    const rows = await this.db.texts.filter((row) => row.chat === chat && row.seq !== null).toArray();
    rows.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    return Promise.all(rows.map((row) => this.#text(row)));
  }

  async #text(row: TextRow): Promise<string> {
    const content = await new Reader(this.db, this.person.id).content(row.ref);
    return content?.text ?? `(${row.failure})`;
  }
}

function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
