import type { Message, Sendable } from '../../api/models.ts';
import type { HeldMessage } from '../../sync/chat-row.ts';
import type { Attachment, OutboxItem } from '../../sync/outbox-item.ts';

/** A message as it is drawn: what the server holds, with what the user did to it and is not confirmed yet. */
export interface ShownMessage extends Message {
  /** Why it cannot be read, in an encrypted chat. */
  readonly sealed?: string;
  /** The key in the outbox of a message that the log has not told yet. */
  readonly pending: OutboxItem | null;
  /** An edit, a deletion or a reaction of it is on its way. */
  readonly changing: boolean;
}

/** A line of the list of messages: one message, with what stands above it. */
export interface Row {
  readonly key: string;
  readonly message: ShownMessage;
  /** The first or the last of a run of one author. */
  readonly first: boolean;
  readonly last: boolean;
  /** It is the first of its day. */
  readonly newDay: boolean;
  /** It is the first that was unread when the chat was opened. */
  readonly unread: boolean;
}

/** Messages of one author within this time belong together. */
const RUN = 10 * 60_000;

interface Given {
  readonly messages: readonly HeldMessage[];
  readonly outbox: readonly OutboxItem[];
  readonly me: { readonly id: number; readonly name: string };
  readonly chat: number;
  /** Up to where was read when the chat was opened; the divider stands behind it. */
  readonly unreadAfter: number | null;
  /** Whether the end of the chat is on show, where new messages belong. */
  readonly atEnd: boolean;
}

/** All lines, in their order. */
export function rowsOf(given: Given): Row[] {
  const shown = shownOf(given);
  let divided = given.unreadAfter === null;
  return shown.map((message, index) => {
    const before = shown[index - 1];
    const after = shown[index + 1];
    const newDay = !before || dayOf(before.created_at) !== dayOf(message.created_at);
    const unread = !divided && isUnread(message, given);
    divided ||= unread;
    const first = newDay || unread || !before || !together(before, message);
    const last = !after || dayOf(after.created_at) !== dayOf(message.created_at) || !together(message, after);
    return { key: keyOf(message), message, first, last, newDay, unread };
  });
}

/** The same lines as before where nothing about them has changed, so that they need not be drawn again. */
export function keptRows(before: readonly Row[], now: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return now.map((row) => {
    const old = known.get(row.key);
    return old && FIELDS.every((field) => old[field] === row[field]) ? old : row;
  });
}

/** The newest number among the rows down to one; what is on its way has none yet. */
export function seenUpTo(rows: readonly Row[], index: number): number | null {
  return rows.slice(0, index + 1).findLast(({ message }) => !message.pending)?.message.seq ?? null;
}

const FIELDS = ['message', 'first', 'last', 'newDay', 'unread'] as const;

function isUnread(message: ShownMessage, { unreadAfter, me }: Given): boolean {
  return unreadAfter !== null && message.seq > unreadAfter && message.sender_id !== me.id && !message.pending;
}

/** The same before and after the server has the message, so that its line stays the same line. */
export function keyOf({ client_id, id }: Pick<Message, 'client_id' | 'id'>): string {
  return client_id ?? `message ${id}`;
}

function together(a: ShownMessage, b: ShownMessage): boolean {
  return a.sender_id === b.sender_id && Date.parse(b.created_at) - Date.parse(a.created_at) < RUN;
}

function dayOf(time: string): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

function shownOf({ messages, outbox, me, chat, atEnd }: Given): ShownMessage[] {
  const changes = new Map<number, OutboxItem[]>();
  for (const item of outbox) {
    if (item.op.kind === 'send' || item.op.kind === 'forward') continue;
    changes.set(item.op.message, [...(changes.get(item.op.message) ?? []), item]);
  }
  const known = new Set(messages.map(({ client_id }) => client_id));
  const held = messages
    .map((message) => overlaid(message, changes.get(message.id) ?? [], me.id))
    .filter(({ deleted, sealed }) => !deleted && sealed !== 'hidden' && sealed !== 'waiting');
  if (!atEnd) return held;
  const sending = outbox.filter(
    ({ key, op }) => (op.kind === 'send' || op.kind === 'forward') && !known.has(key),
  );
  return [...held, ...sending.map((item) => pendingMessage(item, chat, me))];
}

const unchanged = new WeakMap<HeldMessage, ShownMessage>();

/** A message as the server has it: the same object for the same message. */
function plain(message: HeldMessage): ShownMessage {
  const shown = unchanged.get(message) ?? { ...message, pending: null, changing: false };
  unchanged.set(message, shown);
  return shown;
}

/** A message as it will be once the server has carried out what the user did. */
function overlaid(message: HeldMessage, items: readonly OutboxItem[], me: number): ShownMessage {
  let shown = plain(message);
  for (const { op, state } of items) {
    if (state === 'failed') continue;
    if (op.kind === 'edit') shown = { ...shown, text: op.text, changing: true };
    else if (op.kind === 'delete') shown = { ...shown, deleted: true, changing: true };
    else if (op.kind === 'react')
      shown = { ...shown, reactions: reacted(shown.reactions, op.reaction, me), changing: true };
  }
  return shown;
}

/** Reactions with the own one set or taken back. */
export function reacted(reactions: Message['reactions'], mine: string, me: number): Message['reactions'] {
  const others = reactions
    .map(({ reaction, user_ids }) => ({ reaction, user_ids: user_ids.filter((id) => id !== me) }))
    .filter(({ user_ids, reaction }) => user_ids.length > 0 || reaction === mine);
  if (mine === '') return others;
  if (!others.some(({ reaction }) => reaction === mine))
    return [...others, { reaction: mine, user_ids: [me] }];
  return others.map((given) =>
    given.reaction === mine ? { ...given, user_ids: [...given.user_ids, me] } : given,
  );
}

function pendingMessage(item: OutboxItem, chat: number, me: { id: number; name: string }): ShownMessage {
  const { op, key, created, message } = item;
  if (message) return { ...message, pending: item, changing: false };
  const told =
    op.kind === 'send' ? sent(op.fields, op.file) : op.kind === 'forward' ? forwarded(op.preview) : {};
  return {
    ...BLANK,
    ...told,
    ...{ id: -item.order, sender_id: me.id, sender_name: me.name, chat_id: chat },
    ...{ client_id: key, created_at: created, pending: item },
  };
}

/** What is known of a message before the server has it. */
function sent(fields: Sendable, file: Attachment | undefined): Partial<ShownMessage> {
  const kind = file ? (file.duration === undefined ? 'file' : 'voice') : 'text';
  return {
    text: fields.text ?? null,
    message_type: fields.message_type ?? kind,
    reply_to: Number(fields.reply_to ?? 0) || null,
    file_width: Number(fields.file_width ?? 0) || null,
    file_height: Number(fields.file_height ?? 0) || null,
    waveform: fields.waveform?.map(Number) ?? null,
    ...(file ? attached(file) : uploaded(fields)),
  };
}

/** The file is still here. */
function attached({ blob, name, type, duration }: Attachment): Partial<ShownMessage> {
  if (duration !== undefined) return { voice_url: '', voice_duration: duration };
  return { file_url: '', file_name: name, file_type: type, file_size: blob.size };
}

/** The file has been sent, the message not yet. */
function uploaded({
  file_url,
  file_name,
  file_type,
  voice_url,
  voice_duration,
}: Sendable): Partial<ShownMessage> {
  return {
    ...{ file_url: file_url ?? null, file_name: file_name ?? null, file_type: file_type ?? null },
    ...{ voice_url: voice_url ?? null, voice_duration: Number(voice_duration ?? 0) || null },
  };
}

function forwarded(origin: Message): Partial<ShownMessage> {
  const { text, message_type, file_url, file_name, file_type, file_size, voice_url, voice_duration } = origin;
  const { file_width, file_height, thumb_url, waveform } = origin;
  return {
    ...{ text, message_type, file_url, file_name, file_type, file_size, voice_url, voice_duration },
    ...{ file_width, file_height, thumb_url, waveform },
  };
}

const BLANK: ShownMessage = {
  ...{ id: 0, text: null, status: 'sent', created_at: '', sender_id: null, message_type: 'text' },
  ...{ file_url: null, file_name: null, file_size: null, file_type: null, voice_url: null },
  ...{ voice_duration: null, sender_name: '', sender_avatar: null, chat_id: 0, seq: Number.MAX_SAFE_INTEGER },
  ...{ client_id: null, revision: 0, edited_at: null, deleted: false, reply_to: null, forwarded_from: null },
  ...{ mentions: [], reactions: [], pending: null, changing: false },
  ...{ file_width: null, file_height: null, thumb_url: null, waveform: null },
};

/** How far an own message has come. */
export type SendState = 'waiting' | 'failed' | 'sent' | 'delivered' | 'read';

export function sendState(
  message: ShownMessage,
  others: { readonly others_read: number | null; readonly others_delivered: number | null },
): SendState {
  if (message.pending && message.pending.state !== 'sent') return message.pending.state;
  if (message.status === 'read' || message.seq <= (others.others_read ?? 0)) return 'read';
  if (message.status === 'delivered' || message.seq <= (others.others_delivered ?? 0)) return 'delivered';
  return 'sent';
}
