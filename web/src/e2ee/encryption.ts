import { ApiError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { UploadedFile } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import type { UploadOptions } from '../api/upload.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { deviceOf } from '../crypto/ratchet/identity/device-list.ts';
import { platformPrimitives } from '../crypto/ratchet/primitives/platform.ts';
import { saveBackup } from './backup.ts';
import {
  type Control,
  decodeFile,
  type EncryptedFile,
  type EnvelopeContent,
  encodeEnvelope,
  encodeFile,
  refKey,
} from './content.ts';
import type { EncryptionDatabase, TextRow } from './database.ts';
import { OwnDevice, type Surroundings } from './device.ts';
import { type Alarm, Directory } from './directory.ts';
import { type PlainFile, sendFile } from './files.ts';
import { refOf } from './reader.ts';
import { isDeviceGone, Receiver } from './receiver.ts';
import { openSecret } from './secret.ts';
import { type Outgoing, type Placed, Sender } from './sender.ts';
import { nameOf, Sessions } from './sessions.ts';
import { type DeviceState, setUp } from './set-up.ts';

/** What an encrypting account tells its surroundings. */
export interface EncryptionListener {
  /** These messages can now be read, or it is known why not. Stored already. */
  received(texts: readonly TextRow[]): Promise<void>;
  state(state: DeviceState): void;
  /** Something for the user to know has been noted. */
  alarmed(): void;
}

/** A fresh session with one device is begun for repairs at most so often. */
const REPAIR_PAUSE = 3_600_000;
/** A mailbox is looked at again after a failure, and now and then in any case. */
const RETRY = 5_000;
/** New keys go into the backup after this, several at once. */
const BACKUP_PAUSE = 3_000;

interface Engine {
  readonly device: OwnDevice;
  readonly directory: Directory;
  readonly sender: Sender;
  readonly receiver: Receiver;
}

/** What surrounds the encryption of an account, in any tab of it. */
export async function surroundings(
  session: Session,
  http: Http,
  db: EncryptionDatabase,
): Promise<Surroundings> {
  return {
    ...{ user: session.user, token: session.token, http, db, p: await platformPrimitives() },
    now: () => Date.now(),
    exclusive: (work) =>
      navigator.locks.request(`kocmoc-e2ee-${session.user}`, work) as ReturnType<typeof work>,
  };
}

/**
 * The encryption of one account, in the tab that leads: makes the device, sends, empties the mailbox, heals. All of
 * its state is stored before it is told, so another tab can go on at any moment.
 */
export class Encryption {
  readonly #s: Surroundings;
  readonly #listener: EncryptionListener;
  #engine: Promise<Engine | null> | null = null;
  #draining = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #backupTimer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(s: Surroundings, listener: EncryptionListener) {
    this.#s = s;
    this.#listener = listener;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#backupTimer);
  }

  /** The server can be reached: makes the device what it should be and takes what waits. */
  async wake(): Promise<void> {
    if (await this.#ready()) await this.drain();
  }

  /** The server says that pre-keys run low, or that the own devices changed. */
  async tend(): Promise<void> {
    this.#engine = null;
    await this.wake();
  }

  /** Somebody's devices changed. */
  async devicesChanged(user: number): Promise<void> {
    const engine = await this.#ready();
    if (engine) await engine.directory.refresh(user).catch(quietly);
    if (user === this.#s.user) this.#listener.alarmed();
  }

  async #ready(): Promise<Engine | null> {
    this.#engine ??= this.#begin().catch((error: unknown) => {
      this.#later();
      if (!(error instanceof ApiError)) throw error;
      return null;
    });
    const engine = await this.#engine;
    if (!engine) this.#engine = null;
    return engine;
  }

  async #begin(): Promise<Engine | null> {
    const state = await setUp(this.#s);
    this.#listener.state(state);
    const row = await this.#s.db.self.get('device');
    if (state !== 'ready' || !row) return null;
    const device = await OwnDevice.from(row);
    const s = this.#s;
    const alarm: Alarm = (kind, user) => this.#alarm(kind, user);
    const directory = new Directory(s, alarm);
    const sessions = new Sessions(s, device, directory);
    const parts = { s, device, directory, sessions, alarm };
    const receiver = new Receiver({
      ...parts,
      control: (from, envelope) => this.#control(from, envelope),
      heal: (from, text) => void this.#heal(from, text),
    });
    return { device, directory, sender: new Sender(parts), receiver };
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
        await engine.receiver.drain((texts) => this.#listener.received(texts));
        this.#backUp();
      } while (this.#again);
    } catch (error) {
      if (isDeviceGone(error)) this.#engine = null;
      else if (!(error instanceof ApiError)) throw error;
      this.#later();
    } finally {
      this.#draining = false;
    }
  }

  #backUp(): void {
    if (this.#stopped) return;
    this.#backupTimer ??= setTimeout(() => {
      this.#backupTimer = undefined;
      // What does not get through now goes with the next.
      saveBackup(this.#s).catch(quietly);
    }, BACKUP_PAUSE);
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.wake(), RETRY);
  }

  /** Sends; refusals are `ApiError`s, those for security have codes of their own. */
  async send(outgoing: Outgoing): Promise<Placed> {
    const engine = await this.#ready();
    if (!engine) throw new ApiError(403, 'device_required', 'this browser is no device of the account');
    const placed = await engine.sender.send(outgoing);
    this.#backUp();
    return placed;
  }

  /** Uploads a file encrypted; what opens it is kept until its message is sent. */
  async upload(
    session: Session,
    key: string,
    plain: PlainFile,
    options: UploadOptions,
  ): Promise<UploadedFile> {
    const engine = await this.#ready();
    if (!engine) throw new ApiError(403, 'device_required', 'this browser is no device of the account');
    const { kept, file } = await sendFile(this.#s.p, session, plain, options);
    const sealed = await engine.device.vault.seal(`upload ${key}`, encodeFile(file));
    await this.#s.db.uploads.put({ key, file: sealed });
    return kept;
  }

  /** The uploaded file of a message that is about to be sent. */
  async uploaded(key: string): Promise<EncryptedFile | null> {
    const [engine, row] = await Promise.all([this.#ready(), this.#s.db.uploads.get(key)]);
    return engine && row ? decodeFile(await engine.device.vault.open(`upload ${key}`, row.file)) : null;
  }

  async #alarm(kind: string, user: number): Promise<void> {
    const row = { id: `${kind} ${user}`, kind, user, chat: null, at: this.#s.now() };
    await this.#s.db.alerts.put(row);
    this.#listener.alarmed();
  }

  async #control(from: Address, { chat, control }: EnvelopeContent): Promise<readonly TextRow[]> {
    if (control?.kind === 'retry') {
      await this.#repeat(from, chat, control).catch(quietly);
      return [];
    }
    if (control?.kind !== 'key') return [];
    const text = await this.#s.db.texts.get(refKey(control.message));
    const engine = await this.#ready();
    const meant = nameOf(control.message) === nameOf(from) && text?.failure && text.chat === chat;
    if (!text || !engine || !meant) return [];
    const read = await engine.receiver.late(text, control.key, control.hash).catch(quietly);
    return read ? [read] : [];
  }

  /** Gives the key of an own message to a device that could not read it, if it is one of the chat. */
  async #repeat(from: Address, chat: number, { message }: Control & { kind: 'retry' }): Promise<void> {
    const engine = await this.#ready();
    const text = await this.#s.db.texts.get(refKey(message));
    if (!engine || !text?.secret || text.chat !== chat || nameOf(message) !== nameOf(engine.device.address))
      return;
    const roster = await this.#s.http.get('/api/e2ee/chats/{chat}/devices', { path: { chat } });
    const member = roster.members.find(({ user_id }) => user_id === from.user);
    const device = member?.devices.find(({ device_id }) => device_id === from.device);
    if (!device) return;
    const { key, hash } = await openSecret(engine.device.vault, text.ref, text.secret);
    await this.#tell(engine, from, chat, { kind: 'key', message, key, hash }, false);
  }

  /** Asks the sender of what could not be read for its key, over a fresh session. */
  async #heal(from: Address, text: TextRow): Promise<void> {
    const engine = await this.#ready();
    if (!engine) return;
    const row = await this.#s.db.sessions.get(nameOf(from));
    const fresh = this.#s.now() - (row?.repairedMs ?? 0) > REPAIR_PAUSE;
    const control: Control = { kind: 'retry', message: refOf(text.ref) };
    try {
      await this.#tell(engine, from, text.chat, control, fresh);
      if (fresh) await this.#s.db.sessions.update(nameOf(from), { repairedMs: this.#s.now() });
    } catch (error) {
      quietly(error);
    }
  }

  async #tell(engine: Engine, to: Address, chat: number, control: Control, fresh: boolean): Promise<void> {
    const devices = await engine.directory.devices(to.user);
    const { registrationId } = deviceOf(devices, to);
    const uuid = this.#s.p.random(16);
    const content = encodeEnvelope({ class: 'control', chat, uuid, control });
    await engine.sender.control({ ...to, registration: registrationId }, content, fresh);
  }
}

/** A repair that fails is tried again at the next message; it must not stop anything else. */
function quietly(error: unknown): null {
  if (error instanceof Error && ['ApiError', 'RatchetError'].includes(error.name)) return null;
  throw error;
}
