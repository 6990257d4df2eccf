import type { Message, Participant, Role } from '../api/models.ts';
import type { Ranges } from '../lib/ranges.ts';
import type { Position } from './protocol.ts';

/** A message as it is held, with the number of the log that its state is at least as new as. */
export interface HeldMessage extends Message {
  readonly at: number;
  /**
   * Of an encrypted chat, what stands in the way of showing it: `waiting` for its key, `hidden` because it is no
   * message of its own, or the reason why it cannot be read. Only on what is shown, never on what is stored.
   */
  readonly sealed?: string;
}

/** Stands before the reference of a message in place of an address, where its encrypted file is meant. */
export const SEALED_FILE = 'sealed:';

/** The type of messages that only devices can read. */
export const ENCRYPTED = 'encrypted';

/** The newest message of a chat as far as the list shows it. */
export interface Preview {
  /** Absent where only the list of chats told about the message. */
  readonly seq?: number;
  readonly id?: number;
  readonly text: string | null;
  readonly time: string;
  readonly sender: number | null;
  readonly sender_name?: string;
  readonly kind: string;
  readonly file_name?: string | null;
  readonly file_type?: string | null;
}

/** One entry's effect on the counts: `message` is the number of the message that it adds or takes away. */
export interface Delta {
  readonly seq: number;
  readonly message: number;
  readonly unread: number;
  readonly mentions: number;
}

/** Counts that the server gave, right when the chat's log stood at `at`, and what has happened since. */
export interface Counts {
  readonly at: number;
  readonly unread: number;
  readonly mentions: number;
  readonly deltas: readonly Delta[];
}

/** A message that stands above the others of its chat. */
export interface PinnedMessage {
  readonly id: number;
  readonly seq: number;
}

/** All that is held of a chat besides its messages. */
export interface ChatRow {
  readonly id: number;
  /** Whose row this is. */
  readonly me: number;
  readonly type: string;
  readonly mode: 'server' | 'e2ee';
  readonly name: string | null;
  readonly avatar: string | null;
  readonly description: string | null;
  readonly peer_id: number | null;
  readonly role: Role;
  readonly created_at: string;
  readonly muted: boolean;
  readonly archived: boolean;
  readonly pinned: boolean;
  /** Its place among the pinned ones. */
  readonly pin_position: number | null;
  readonly muted_until: string | null;
  readonly visible_from_seq: number;
  /** Everything of the chat's log up to here has been applied. */
  readonly position: Position;
  readonly last_msg_seq: number;
  readonly read_seq: number;
  /** What the user has seen, also what the server has not confirmed yet. */
  readonly seen: number;
  readonly counts: Counts;
  /** How far all other members have come; `null` where the server does not say. */
  readonly others_read: number | null;
  readonly others_delivered: number | null;
  /** How far single members have read, as far as it was told. */
  readonly readers: Readonly<Record<number, number>>;
  readonly last: Preview | null;
  /** Of these numbers every message is held. */
  readonly parts: Ranges;
  readonly members: readonly Participant[] | null;
  /** Pinned messages, the last one first; nothing until it was asked for. */
  readonly pins: readonly PinnedMessage[] | null;
  /** What the row says about the chat itself may be old: to be fetched anew. */
  readonly stale: boolean;
}

/** The counts as they are now. */
export function unreadOf({ counts, seen, read_seq, last_msg_seq }: ChatRow): {
  unread: number;
  mentions: number;
} {
  // Whoever has seen the newest message has nothing unread, before the server says so.
  if (seen > read_seq && seen >= last_msg_seq) return { unread: 0, mentions: 0 };
  let { unread, mentions } = counts;
  for (const delta of counts.deltas) {
    unread += delta.unread;
    mentions += delta.mentions;
  }
  return { unread: Math.max(0, unread), mentions: Math.max(0, mentions) };
}

/** What the server says of the counts: they are of messages above `read_seq` when the log stood at `at`. */
export interface GivenCounts {
  readonly at: number;
  readonly read_seq: number;
  readonly unread: number;
  readonly mentions: number;
}

/**
 * Counts given by the server replace what they already contain; what happens to read messages no longer counts.
 *
 * @param read up to where the row knows that the user has read: reading moves no log, so counts of before say the same `at`
 */
export function recount(
  counts: Counts,
  { at, read_seq, unread, mentions }: GivenCounts,
  read: number,
): Counts {
  if (at < counts.at || read_seq < read) return counts;
  const deltas = counts.deltas.filter(({ seq, message }) => seq > at && message > read_seq);
  return { at, unread, mentions, deltas };
}

export function previewOf(message: Message): Preview {
  return {
    seq: message.seq,
    id: message.id,
    text: message.text,
    time: message.created_at,
    sender: message.sender_id,
    sender_name: message.sender_name,
    kind: kindOf(message),
    file_name: message.file_name,
    file_type: message.file_type,
  };
}

/** What a message is for the eye. */
export function kindOf({
  message_type,
  voice_url,
  file_url,
  file_type,
}: Pick<Message, 'message_type' | 'voice_url' | 'file_url' | 'file_type'>): string {
  if (voice_url !== null) return 'voice';
  if (message_type === 'sticker') return 'sticker';
  if (file_url === null) return 'text';
  if (file_type?.startsWith('image/')) return 'photo';
  if (file_type?.startsWith('video/')) return 'video';
  if (file_type?.startsWith('audio/')) return 'audio';
  return 'file';
}

/** Chats that ask for attention: not muted, not archived, something unread or a mention. */
export function totalUnread(chats: readonly ChatRow[]): number {
  return chats
    .filter(({ muted, archived }) => !muted && !archived)
    .reduce((sum, row) => sum + unreadOf(row).unread, 0);
}

/** The order of the list: pinned ones and the newest first. */
export function byPlace(a: ChatRow, b: ChatRow): number {
  const time = (row: ChatRow) => row.last?.time ?? row.created_at;
  return (
    Number(b.pinned) - Number(a.pinned) ||
    (a.pin_position ?? 0) - (b.pin_position ?? 0) ||
    time(b).localeCompare(time(a)) ||
    b.id - a.id
  );
}
