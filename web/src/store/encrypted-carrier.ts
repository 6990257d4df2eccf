import { ApiError } from '../api/error.ts';
import type { Message } from '../api/models.ts';
import type { Content, EncryptedFile, MessageRef } from '../e2ee/content.ts';
import type { EncryptionDatabase } from '../e2ee/database.ts';
import type { Outgoing, Placed } from '../e2ee/sender.ts';
import type { Carrier } from '../sync/outbox.ts';
import type { Op, OutboxItem } from '../sync/outbox-item.ts';

interface Ports {
  readonly db: EncryptionDatabase;
  readonly isEncrypted: (chat: number) => Promise<boolean>;
  readonly upload: Carrier['upload'];
  /** What opens the file that was uploaded for a thing in the outbox. */
  readonly uploaded: (key: string) => Promise<EncryptedFile | null>;
  /** The place of a thing in the outbox that was sent, where the tab ended before it could say so. */
  readonly sent: (key: string) => Promise<Placed | null>;
  readonly send: (outgoing: Outgoing) => Promise<Placed>;
  /** A message has its place: shown from now on as one of the log. */
  readonly placed: (chat: number, placed: Placed) => Promise<void>;
}

/** Carries out what was done in encrypted chats; everything else goes the usual way. Nothing readable leaves here. */
export function encryptedCarrier(plain: Carrier, ports: Ports): Carrier {
  return {
    upload: async (item, signal) =>
      (await ports.isEncrypted(item.chat)) ? ports.upload(item, signal) : plain.upload(item, signal),
    carry: async (item) => {
      const plainly = item.op.kind === 'delete' || !(await ports.isEncrypted(item.chat));
      return plainly ? plain.carry(item) : send(item, ports);
    },
  };
}

async function send(item: OutboxItem, ports: Ports): Promise<Message | null> {
  const { key, chat } = item;
  await ports.placed(chat, (await ports.sent(key)) ?? (await sendNow(item, ports)));
  return null;
}

async function sendNow(item: OutboxItem, ports: Ports): Promise<Placed> {
  const content = await contentOf(item, ports);
  return ports.send({ key: item.key, chat: item.chat, content }).catch((error: unknown) => {
    // The user is told of the reason by an alert; the message stays here as not sent.
    throw error instanceof Error && error.name === 'RatchetError' ? refusal('encryption_refused') : error;
  });
}

async function contentOf({ op, created, key }: OutboxItem, ports: Ports): Promise<Content> {
  const { db } = ports;
  const sentMs = Date.parse(created);
  switch (op.kind) {
    case 'send':
      return sent(op, sentMs, await ports.uploaded(key), db);
    case 'edit':
      return { kind: 'edit', sentMs, text: op.text, files: [], target: await refOf(op.message, db) };
    case 'react':
      return { kind: 'reaction', sentMs, text: op.reaction, files: [], target: await refOf(op.message, db) };
    case 'forward':
    case 'delete':
      throw refusal('unexpected');
  }
}

async function sent(
  op: Op & { kind: 'send' },
  sentMs: number,
  file: EncryptedFile | null,
  db: EncryptionDatabase,
): Promise<Content> {
  const { text, reply_to, message_type, file_url, voice_url } = op.fields;
  const answered = Number(reply_to ?? 0);
  const reply = answered > 0 ? await refOf(answered, db) : undefined;
  const base: Content = {
    ...{ kind: 'message', sentMs, text: text ?? '', files: [] },
    ...(reply && { reply }),
    ...(op.forwardedFrom !== undefined && { forwardedFrom: op.forwardedFrom }),
  };
  if (message_type === 'sticker' && file_url) return { ...base, sticker: file_url };
  // Nothing is sent by an address that the server could read.
  if (!file && (file_url || voice_url)) throw refusal('encryption_forward');
  return file ? { ...base, files: [file] } : base;
}

/** A message by the number that the server gave it, as devices name it. */
async function refOf(id: number, db: EncryptionDatabase): Promise<MessageRef> {
  const row = await db.texts.where('id').equals(id).first();
  if (!row) throw refusal('encryption_message_unknown');
  const { refOf: parse } = await import('../e2ee/reader.ts');
  return parse(row.ref);
}

function refusal(code: string): ApiError {
  return new ApiError(409, code, code);
}
