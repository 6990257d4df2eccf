import { type Bytes, fromHex, utf8 } from '../crypto/ratchet/bytes.ts';
import { decodeSignedCertificate } from '../crypto/ratchet/identity/device-certificate.ts';
import { matches } from '../lib/text/words.ts';
import { type HeldMessage, type Preview, previewOf, SEALED_FILE } from '../sync/chat-row.ts';
import { type Beginnings, isBefore } from './beginnings.ts';
import { type Content, refKey } from './content.ts';
import type { EncryptionDatabase, TextRow } from './database.ts';
import { openBlob, sealBlob } from './sealed-blob.ts';
import { openSecret } from './secret.ts';
import { type Sealed, Vault } from './vault.ts';

/** A message of this class of texts is no line of its own, or not yet. */
export const HIDDEN = 'hidden';
export const WAITING = 'waiting';
/** What was read once and does not open any more; nobody is asked for it. */
const UNOPENED = 'unopened';

interface Opened {
  readonly row: TextRow;
  readonly content: Content;
}

interface Held {
  readonly vault: Vault;
  readonly device: number;
  readonly createdMs: number;
  readonly began: Beginnings | null;
}

/** Shows what this browser has decrypted; any tab. What is stored stays encrypted, what is shown lives in memory. */
export class Reader {
  readonly #db: EncryptionDatabase;
  readonly #me: number;
  #held: Promise<Held | null> | null = null;

  constructor(db: EncryptionDatabase, me: number) {
    this.#db = db;
    this.#me = me;
  }

  /** The device has become another one. */
  reset(): void {
    this.#held = null;
  }

  async #device(): Promise<Held | null> {
    this.#held ??= this.#load();
    const held = await this.#held;
    if (!held) this.#held = null;
    return held;
  }

  async #load(): Promise<Held | null> {
    const row = await this.#db.self.get('device');
    if (!row) return null;
    const { address, createdMs } = decodeSignedCertificate(row.certificate).certificate;
    const vault = new Vault(row.vault);
    return { vault, device: address.device, createdMs, began: row.began ?? null };
  }

  /** Messages of an encrypted chat with what they say, or why that cannot be known. */
  async present(chat: number, messages: readonly HeldMessage[]): Promise<HeldMessage[]> {
    const device = await this.#device();
    const rows = await this.#rows(chat, messages, device);
    const found = [...rows.values()];
    const opened = device ? await this.#openAll(device.vault, found) : new Map<string, Content>();
    const updates = device ? await this.#updates(device.vault, found) : new Map<string, Opened[]>();
    const replies = await this.#replies([...opened.values()]);
    return messages.map((message) => {
      if (message.deleted) return message;
      if (message.message_type !== 'encrypted') return refused(message, 'PLAINTEXT');
      const row = rows.get(message.seq);
      if (!row) return refused(message, stateOf(message, device));
      if (row.class === 'update') return refused(message, HIDDEN);
      const content = opened.get(row.ref);
      if (!content) return refused(message, row.failure ?? UNOPENED);
      return shown(message, { row, content }, updates.get(row.ref) ?? [], replies);
    });
  }

  async #rows(chat: number, messages: readonly HeldMessage[], device: Held | null) {
    const bySeq = new Map<number, TextRow>();
    const seqs = messages.map(({ seq }) => [chat, seq]);
    const senders = new Map(messages.map(({ seq, sender_id }) => [seq, sender_id]));
    // Of an account that is gone the server names no sender.
    for (const row of await this.#db.texts.where('[chat+seq]').anyOf(seqs).toArray())
      if (row.seq !== null && (senders.get(row.seq) ?? row.sender) === row.sender) bySeq.set(row.seq, row);
    for (const { seq, client_id } of messages) {
      if (bySeq.has(seq) || !device || !client_id?.startsWith(`${device.device}:`)) continue;
      const uuid = client_id.slice(client_id.indexOf(':') + 1);
      const ref = `${this.#me}.${device.device}.${uuid}`;
      const row = (await this.#db.texts.get(ref)) ?? (await this.#onItsWay(ref));
      if (row) bySeq.set(seq, row);
    }
    return bySeq;
  }

  /** The log may tell of an own message before the answer to its sending has come. */
  async #onItsWay(ref: string): Promise<TextRow | undefined> {
    const row = await this.#db.sending.get(keyOf(ref));
    if (!row) return undefined;
    return {
      ...{ ref, chat: row.chat, seq: null, id: null, sender: this.#me, time: '', class: row.class },
      ...{ target: row.target, failure: null, secret: row.secret },
    };
  }

  /** The classes of messages as far as they are known, by their numbers. */
  async classes(chat: number, messages: readonly HeldMessage[]): Promise<Map<number, 'content' | 'update'>> {
    const rows = await this.#rows(chat, messages, await this.#device());
    return new Map(
      [...rows].map(([seq, row]) => [seq, row.class === 'update' ? 'update' : 'content'] as const),
    );
  }

  async #openAll(vault: Vault, rows: readonly TextRow[]): Promise<Map<string, Content>> {
    const opened = await Promise.all(rows.map((row) => contentOf(vault, row)));
    return new Map(rows.flatMap(({ ref }, i) => (opened[i] ? [[ref, opened[i]] as const] : [])));
  }

  /** Edits and reactions by what they are about, in the order of the log. */
  async #updates(vault: Vault, rows: readonly TextRow[]): Promise<Map<string, Opened[]>> {
    const refs = rows.filter((row) => row.class === 'content').map(({ ref }) => ref);
    const found = await this.#db.texts.where('target').anyOf(refs).toArray();
    found.sort((a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER));
    const contents = await this.#openAll(vault, found);
    const byTarget = new Map<string, Opened[]>();
    for (const row of found) {
      const content = contents.get(row.ref);
      if (!content || row.target === null) continue;
      byTarget.set(row.target, [...(byTarget.get(row.target) ?? []), { row, content }]);
    }
    return byTarget;
  }

  async #replies(contents: readonly Content[]): Promise<Map<string, number>> {
    const refs = contents.flatMap(({ reply }) => (reply ? [refKey(reply)] : []));
    const rows = await this.#db.texts.bulkGet([...new Set(refs)]);
    return new Map(rows.flatMap((row) => (row?.id ? [[row.ref, row.id] as const] : [])));
  }

  /** The newest message of a chat that can be read, for the list. */
  async newest(chat: number): Promise<Preview | null> {
    const device = await this.#device();
    if (!device) return null;
    const row = await this.#db.texts
      .where('[chat+seq]')
      .between([chat, 0], [chat, Number.MAX_SAFE_INTEGER])
      .reverse()
      .filter((each) => each.class === 'content')
      .first();
    if (!row || row.seq === null) return null;
    const [message] = await this.present(chat, [blank(row)]);
    if (!message) return null;
    return { ...previewOf(message), kind: message.sealed ? 'encrypted' : previewOf(message).kind };
  }

  /** Messages of one chat or of all that hold all the words, newest first, edits included. */
  async search(words: readonly string[], chat: number | null): Promise<HeldMessage[]> {
    if (!(await this.#device())) return [];
    const rows = await this.#db.texts
      .filter((row) => row.class === 'content' && row.seq !== null && (chat === null || row.chat === chat))
      .toArray();
    const all: HeldMessage[] = [];
    for (const id of new Set(rows.map((row) => row.chat)))
      all.push(...(await this.present(id, rows.filter((row) => row.chat === id).map(blank))));
    return all
      .filter(({ text, file_name }) => matches([text, file_name].filter(Boolean).join(' '), words))
      .sort((a, b) => b.created_at.localeCompare(a.created_at));
  }

  /** Encrypts a text for this browser; nothing where it is no device. */
  async seal(place: string, text: string): Promise<Sealed | null> {
    return (await this.#device())?.vault.seal(place, utf8(text)) ?? null;
  }

  async open(place: string, sealed: Sealed): Promise<string | null> {
    const bytes = await (await this.#device())?.vault.open(place, sealed);
    return bytes ? new TextDecoder().decode(bytes) : null;
  }

  /** Encrypts a file for this browser; nothing where it is no device. */
  async sealFile(place: string, file: Blob): Promise<Blob | null> {
    const device = await this.#device();
    return device && sealBlob(device.vault, place, file);
  }

  async openFile(place: string, sealed: Blob, type: string): Promise<Blob | null> {
    const device = await this.#device();
    return device && openBlob(device.vault, place, sealed, type);
  }

  /** What a message says in itself, without later edits. */
  async content(ref: string): Promise<Content | null> {
    const [device, row] = await Promise.all([this.#device(), this.#db.texts.get(ref)]);
    return device && row ? contentOf(device.vault, row) : null;
  }
}

async function contentOf(vault: Vault, { ref, secret }: TextRow): Promise<Content | null> {
  if (!secret) return null;
  try {
    return (await openSecret(vault, ref, secret)).content;
  } catch {
    return null;
  }
}

function stateOf({ chat_id, created_at }: HeldMessage, device: Held | null): string {
  if (!device) return 'UNLINKED';
  return isBefore(device, { chat: chat_id, time: created_at }) ? 'BEFORE_DEVICE' : WAITING;
}

/** Nothing that a server may have put in is shown. */
function refused(message: HeldMessage, why: string): HeldMessage {
  return {
    ...message,
    ...{ sealed: why, text: null, file_url: null, file_name: null, file_type: null, voice_url: null },
    ...{ reactions: [], reply_to: null, forwarded_from: null, mentions: [], message_type: 'text' },
  };
}

function shown(
  message: HeldMessage,
  { row, content }: Opened,
  updates: readonly Opened[],
  replies: ReadonlyMap<string, number>,
): HeldMessage {
  const edits = updates.filter((one) => one.content.kind === 'edit' && one.row.sender === row.sender);
  const last = edits.at(-1);
  const text = (last?.content.text ?? content.text) || null;
  return {
    ...message,
    ...{ text, revision: edits.length, edited_at: last?.row.time ?? null },
    client_id: message.client_id && keyOf(row.ref),
    reply_to: content.reply ? (replies.get(refKey(content.reply)) ?? null) : null,
    forwarded_from: content.forwardedFrom
      ? { name: content.forwardedFrom, user_id: null, message_id: null }
      : null,
    reactions: reactionsOf(updates),
    ...fileOf(content, row.ref),
  };
}

function fileOf({ files, sticker }: Content, ref: string): Partial<HeldMessage> {
  if (sticker !== undefined) return { message_type: 'sticker', file_url: sticker };
  const [file] = files;
  if (!file) return { message_type: 'text' };
  const url = `${SEALED_FILE}${ref}`;
  if (file.duration !== undefined)
    return { message_type: 'voice', voice_url: url, voice_duration: file.duration };
  return {
    ...{ message_type: 'file', file_url: url, file_name: file.name },
    ...{ file_size: file.size, file_type: file.type },
  };
}

function reactionsOf(updates: readonly Opened[]): HeldMessage['reactions'] {
  const byUser = new Map<number, string>();
  for (const { row, content } of updates) {
    if (content.kind !== 'reaction') continue;
    byUser.delete(row.sender);
    if (content.text !== '') byUser.set(row.sender, content.text);
  }
  const all = new Map<string, number[]>();
  for (const [user, reaction] of byUser) all.set(reaction, [...(all.get(reaction) ?? []), user]);
  return [...all].map(([reaction, user_ids]) => ({ reaction, user_ids }));
}

/** The key that the outbox had for an own message: its line stays the same line. */
function keyOf(ref: string): string {
  const uuid = ref.slice(ref.lastIndexOf('.') + 1);
  return uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The reference that a key of a table stands for. */
export function refOf(ref: string): { user: number; device: number; uuid: Bytes } {
  const [user = '0', device = '0', uuid = ''] = ref.split('.');
  return { user: Number(user), device: Number(device), uuid: fromHex(uuid) };
}

function blank({ chat, seq, id, sender, time }: TextRow): HeldMessage {
  return {
    ...{ id: id ?? 0, text: null, status: 'sent', created_at: time, sender_id: sender },
    ...{ message_type: 'encrypted', file_url: null, file_name: null, file_size: null, file_type: null },
    ...{ voice_url: null, voice_duration: null, sender_name: '', sender_avatar: null, chat_id: chat },
    ...{ seq: seq ?? 0, client_id: null, revision: 0, edited_at: null, deleted: false, reply_to: null },
    ...{ forwarded_from: null, mentions: [], reactions: [], file_width: null, file_height: null },
    ...{ thumb_url: null, waveform: null, at: 0 },
  };
}
