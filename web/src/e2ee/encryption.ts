import { ApiError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { UploadedFile } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import type { UploadOptions } from '../api/upload.ts';
import { platformPrimitives } from '../crypto/ratchet/primitives/platform.ts';
import { BackingUp } from './backing-up.ts';
import { decodeFile, type EncryptedFile, encodeFile } from './content.ts';
import { alertOf, type EncryptionDatabase, type TextRow } from './database.ts';
import { OwnDevice, type Surroundings } from './device.ts';
import { type Engine, engineOf } from './engine.ts';
import { type PlainFile, sendFile } from './files.ts';
import type { LogPlace } from './missing.ts';
import { readOldMessages } from './old-messages.ts';
import { quietly } from './quietly.ts';
import { isDeviceGone } from './refused.ts';
import type { Outgoing, Placed } from './sender.ts';
import { type DeviceState, setUp } from './set-up.ts';
import { forgetUndone } from './undone.ts';

/** What an encrypting account tells its surroundings. */
export interface EncryptionListener {
  /** These messages can now be read, or it is known why not. Stored already. */
  received(texts: readonly TextRow[]): Promise<void>;
  state(state: DeviceState): void;
  /** Something for the user to know has been noted. */
  alarmed(): void;
  /** The groups of the account, each with the number that its log has come to as far as it is known. */
  groups(): Promise<readonly GroupHead[]>;
  /** All encrypted chats of the account. */
  chats(): Promise<readonly number[]>;
}

export interface GroupHead {
  readonly chat: number;
  readonly head: number;
}

/** A mailbox is looked at again after a failure, and now and then in any case. */
const RETRY = 5_000;

/** What surrounds the encryption of an account, in any tab of it. */
export async function surroundings(
  session: Session,
  http: Http,
  db: EncryptionDatabase,
): Promise<Surroundings> {
  const { user, token } = session;
  return {
    ...{ user, token, http, db, p: await platformPrimitives() },
    now: () => Date.now(),
    exclusive: (work) => navigator.locks.request(`kocmoc-e2ee-${user}`, work) as ReturnType<typeof work>,
    saving: (work) => navigator.locks.request(`kocmoc-backup-${user}`, work) as ReturnType<typeof work>,
  };
}

/**
 * The encryption of one account, in the tab that leads: makes the device, sends, empties the mailbox, heals. All of
 * its state is stored before it is told, so another tab can go on at any moment.
 */
export class Encryption {
  readonly #s: Surroundings;
  readonly #listener: EncryptionListener;
  readonly #backingUp: BackingUp;
  #engine: Promise<Engine | null> | null = null;
  #draining = false;
  #readingOld = false;
  /** What the log shows and this device has not, by chat and number. */
  readonly #missing = new Map<string, LogPlace>();
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(s: Surroundings, listener: EncryptionListener) {
    this.#s = s;
    this.#backingUp = new BackingUp(s);
    this.#listener = listener;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#backingUp.stop();
  }

  /** The server can be reached: makes the device what it should be and takes what waits. */
  async wake(): Promise<void> {
    if (!(await this.#ready())) return;
    // What is old and what is new do not wait for each other, nor end with each other's failures.
    await Promise.all([this.#readNew(), this.#readOld()]);
  }

  async #readNew(): Promise<void> {
    await this.drain();
    for (const { chat, head } of await this.#listener.groups()) await this.catchUp(chat, head);
  }

  /** The server says that pre-keys run low, or that the own devices changed. */
  async tend(): Promise<void> {
    this.#engine = null;
    await this.wake();
  }

  /** The server's logs have begun anew, as after a restore: it gets back what this device has signed. */
  async recover(): Promise<void> {
    await this.tend();
    const engine = await this.#ready();
    if (!engine) return;
    engine.memberships.restarted();
    await this.#backingUp.anew();
    for (const chat of await this.#listener.chats()) await forgetUndone(this.#s, chat).catch(quietly);
    for (const { chat } of await this.#listener.groups())
      await this.#s.exclusive(() => engine.memberships.recover(chat)).catch(quietly);
    await this.wake();
  }

  /** Somebody's devices changed. */
  async devicesChanged(user: number): Promise<void> {
    await (await this.#ready())?.directory.refresh(user).catch(quietly);
    if (user === this.#s.user) this.#listener.alarmed();
  }

  /** Nothing where this browser is no device, or cannot know now. */
  async #ready(): Promise<Engine | null> {
    try {
      return await this.#begun();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return null;
    }
  }

  /** Nothing where this browser is no device. What stands in the way of knowing is tried again later. */
  async #begun(): Promise<Engine | null> {
    this.#engine ??= this.#begin();
    const beginning = this.#engine;
    const forget = () => {
      if (this.#engine === beginning) this.#engine = null;
    };
    try {
      const engine = await beginning;
      if (!engine) forget();
      return engine;
    } catch (error) {
      forget();
      this.#later();
      throw error;
    }
  }

  async #required(): Promise<Engine> {
    const engine = await this.#begun();
    if (!engine) throw new ApiError(403, 'device_required', 'this browser is no device of the account');
    return engine;
  }

  async #begin(): Promise<Engine | null> {
    const state = await setUp(this.#s);
    this.#listener.state(state);
    const row = await this.#s.db.self.get('device');
    if (state !== 'ready' || !row) return null;
    const device = await OwnDevice.from(row);
    return engineOf(
      this.#s,
      device,
      (kind, user, chat) => this.#alarm(kind, user, chat),
      () => this.#listener.alarmed(),
    );
  }

  /** Takes what waits in the mailbox; one at a time. A lost line tries again. */
  async drain(): Promise<void> {
    this.#again = this.#draining;
    if (this.#draining || this.#stopped) return;
    const engine = await this.#ready();
    if (!engine) return;
    this.#draining = true;
    try {
      do {
        this.#again = false;
        const missing = [...this.#missing];
        await engine.receiver.drain((texts) => this.#listener.received(texts));
        await engine.groups.settle((texts) => this.#listener.received(texts));
        const noted = await engine.missing.note(missing.map(([, place]) => place));
        for (const [name] of missing) this.#missing.delete(name);
        if (noted.length > 0) await this.#listener.received(noted);
        await engine.repairs.resume();
        void this.#ask(engine);
        this.#backingUp.due();
      } while (this.#again);
    } catch (error) {
      if (isDeviceGone(error)) this.#engine = null;
      else if (!(error instanceof ApiError)) throw error;
      this.#later();
    } finally {
      this.#draining = false;
    }
  }

  /** Takes what waits; what the log shows of these and nothing brings is noted as unreadable. */
  async bring(places: readonly LogPlace[]): Promise<void> {
    for (const place of places) this.#missing.set(`${place.chat} ${place.seq}`, place);
    await this.drain();
  }

  /** Asks for what could not be read, beside what is new. */
  async #ask(engine: Engine): Promise<void> {
    try {
      if (await engine.repairs.ask()) this.#later();
    } catch (error) {
      if (isDeviceGone(error)) this.#engine = null;
      else if (!(error instanceof ApiError)) throw error;
      this.#later();
    }
  }

  /** Reads what is new in a group, if its log has come further than was read. A lost line tries again. */
  async catchUp(chat: number, head?: number): Promise<void> {
    const engine = await this.#ready();
    if (!engine || this.#stopped) return;
    if (head !== undefined && !(await engine.groups.isBehind(chat, head))) return;
    try {
      await engine.groups.catchUp(chat, (texts) => this.#listener.received(texts), head);
      // What opens it may wait in the mailbox.
      if (await engine.repairs.isDue()) void this.drain();
      this.#backingUp.due();
    } catch (error) {
      if (isDeviceGone(error)) this.#engine = null;
      else if (!(error instanceof ApiError)) throw error;
      else if (error.transient) this.#later();
    }
  }

  /** Reads what a backup or another device has given the keys of. A lost line tries again. */
  async #readOld(): Promise<void> {
    const engine = await this.#ready();
    if (!engine || this.#readingOld || this.#stopped) return;
    this.#readingOld = true;
    try {
      await readOldMessages(this.#s, engine.device, (texts) => this.#listener.received(texts));
    } catch (error) {
      if (isDeviceGone(error)) this.#engine = null;
      else if (!(error instanceof ApiError)) throw error;
      this.#later();
    } finally {
      this.#readingOld = false;
    }
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.wake(), RETRY);
  }

  /** Sends; refusals are `ApiError`s, those for security have codes of their own. */
  async send(outgoing: Outgoing): Promise<Placed> {
    const engine = await this.#required();
    const placed = await engine.sender.send(outgoing).catch(async (error: unknown) => {
      if (!isDeviceGone(error)) throw error;
      // A restored server may have forgotten whose sign-in it is: it is told once.
      this.#engine = null;
      return (await this.#required()).sender.send(outgoing);
    });
    this.#backingUp.due();
    // Whom it was for may have brought entries by which more can be read.
    if (await engine.groups.mayRetry(outgoing.chat)) void this.catchUp(outgoing.chat);
    return placed;
  }

  /** Where a message lies that was sent before, if the server has it. */
  async sent(key: string): Promise<Placed | null> {
    return (await this.#required()).sender.placed(key);
  }

  /** Uploads a file encrypted; what opens it is kept until its message is sent. */
  async upload(
    session: Session,
    key: string,
    plain: PlainFile,
    options: UploadOptions,
  ): Promise<UploadedFile> {
    const engine = await this.#required();
    const { kept, file } = await sendFile(this.#s.p, session, plain, options);
    const sealed = await engine.device.vault.seal(`upload ${key}`, encodeFile(file));
    await this.#s.db.uploads.put({ key, file: sealed });
    return kept;
  }

  /** The uploaded file of a message that is about to be sent. */
  async uploaded(key: string): Promise<EncryptedFile | null> {
    const [engine, row] = await Promise.all([this.#begun(), this.#s.db.uploads.get(key)]);
    return engine && row ? decodeFile(await engine.device.vault.open(`upload ${key}`, row.file)) : null;
  }

  async #alarm(kind: string, user: number, chat?: number): Promise<void> {
    await this.#s.db.alerts.put(alertOf(this.#s.now(), kind, user, chat));
    this.#listener.alarmed();
  }
}
