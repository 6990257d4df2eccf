import { fromBase64Url } from '../crypto/ratchet/base64url.ts';
import { fromHex, toHex } from '../crypto/ratchet/bytes.ts';
import type { MessageKey } from '../crypto/ratchet/content/backup.ts';
import { openBody } from '../crypto/ratchet/content/message-body.ts';
import { RatchetError } from '../crypto/ratchet/ratchet-error.ts';
import { decodeContent, refKey } from './content.ts';
import type { TextRow } from './database.ts';
import type { OwnDevice, Surroundings } from './device.ts';
import { LOG_PAGE, logPage } from './log-pages.ts';
import { refOf } from './reader.ts';
import { isGone } from './refused.ts';
import { openSecret, sealSecret } from './secret.ts';

type Stored = (texts: readonly TextRow[]) => Promise<void>;

/**
 * Reads old messages by keys that came from another device or a backup; their bodies lie at the server. Repeating is
 * harmless.
 */
export async function readHistory(
  s: Surroundings,
  device: OwnDevice,
  keys: readonly MessageKey[],
  stored: Stored,
): Promise<void> {
  const chats = new Map<number, Map<string, MessageKey>>();
  for (const key of keys) {
    const ofChat = chats.get(key.chatId) ?? new Map();
    chats.set(key.chatId, ofChat.set(toHex(key.messageUuid), key));
  }
  for (const [chat, wanted] of chats) {
    for (const uuid of await readAlready(s, chat)) wanted.delete(uuid);
    // A chat that is no longer the user's holds up no other.
    await readChat(s, device, chat, { wanted, stored }).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }
}

/** The numbers of the messages of a chat that can be read. */
async function readAlready(s: Surroundings, chat: number): Promise<string[]> {
  const rows = s.db.texts.where('[chat+seq]').between([chat, 0], [chat, Number.MAX_SAFE_INTEGER]);
  const refs = await rows.filter(({ secret }) => secret !== null).primaryKeys();
  return refs.map((ref) => ref.slice(ref.lastIndexOf('.') + 1));
}

async function readChat(
  s: Surroundings,
  device: OwnDevice,
  chat: number,
  { wanted, stored }: { wanted: Map<string, MessageKey>; stored: Stored },
): Promise<void> {
  let before: number | undefined;
  while (wanted.size > 0) {
    const messages = await logPage(s.http, chat, { before });
    const rows: TextRow[] = [];
    for (const message of messages) {
      const key = wanted.get(message.message_uuid);
      const { body, sender_id } = message;
      if (!key || !body || sender_id === null) continue;
      const row = await read(s, device, chat, { ...message, body, sender_id }, key);
      if (!row) continue;
      rows.push(row);
      wanted.delete(message.message_uuid);
    }
    await s.db.texts.bulkPut(rows);
    await stored(rows);
    before = messages[0]?.seq;
    if (messages.length < LOG_PAGE) return;
  }
}

interface OldMessage {
  readonly id: number;
  readonly seq: number;
  readonly created_at: string;
  readonly sender_id: number;
  readonly sender_device: number;
  readonly message_uuid: string;
  readonly body: string;
}

async function read(
  s: Surroundings,
  device: OwnDevice,
  chat: number,
  message: OldMessage,
  { key, bodyHash: hash }: MessageKey,
): Promise<TextRow | null> {
  const uuid = fromHex(message.message_uuid);
  const ref = refKey({ user: message.sender_id, device: message.sender_device, uuid });
  try {
    const place = { chatId: chat, messageUuid: uuid };
    const body = await openBody(s.p, place, { body: fromBase64Url(message.body), key, hash });
    const content = decodeContent(body);
    return {
      ...{ ref, chat, seq: message.seq, id: message.id, sender: message.sender_id, time: message.created_at },
      class: content.kind === 'message' ? 'content' : 'update',
      ...{ target: content.target ? refKey(content.target) : null, failure: null },
      secret: await sealSecret(device.vault, ref, { content, key, hash }),
    };
  } catch (error) {
    // Another device's message of the same number: its key is another one.
    if (error instanceof RatchetError) return null;
    throw error;
  }
}

/** The keys of messages as they go to a new device or into a backup; what is damaged holds up no other. */
export async function keysOf(device: OwnDevice, rows: readonly TextRow[]): Promise<MessageKey[]> {
  const keys: MessageKey[] = [];
  for (const { ref, chat, secret } of rows) {
    if (!secret) continue;
    const opened = await openSecret(device.vault, ref, secret).catch(damaged);
    if (opened)
      keys.push({ chatId: chat, messageUuid: refOf(ref).uuid, key: opened.key, bodyHash: opened.hash });
  }
  return keys;
}

function damaged(error: unknown): null {
  if (error instanceof RatchetError) return null;
  throw error;
}
