import type { ListedChat, Message, WholeChat } from '../api/models.ts';
import { addRange } from '../lib/ranges.ts';
import { newer } from './apply.ts';
import { type ChatRow, ENCRYPTED, type HeldMessage, previewOf, recount } from './chat-row.ts';
import type { Head } from './protocol.ts';

/** A row for a chat that was not known, or a known one with what a list or a look at the chat told. */
export function rowFrom(
  chat: ListedChat | WholeChat,
  { me, epoch }: { readonly me: number; readonly epoch: number },
  known: ChatRow | undefined,
): ChatRow {
  const row: ChatRow = known ?? { ...blank(chat, me), position: { epoch, seq: chat.last_seq } };
  const told = {
    at: chat.last_seq,
    read_seq: chat.read_seq,
    unread: chat.unread_count,
    mentions: known ? mentionsOf(row) : 0,
  };
  const late = chat.read_seq < row.read_seq;
  const ahead = !late && row.parts.length === 0 && chat.last_seq > row.position.seq;
  return {
    ...row,
    name: chat.name,
    avatar: chat.avatar,
    description: chat.description,
    // The chat of oneself with oneself is where one saves messages.
    ...(chat.peer_id === me ? { type: 'saved', peer_id: null } : { type: chat.type, peer_id: chat.peer_id }),
    role: chat.role,
    mode: chat.mode,
    muted: chat.muted,
    archived: chat.archived,
    pinned: chat.pinned,
    pin_position: chat.pin_position,
    muted_until: chat.muted_until,
    visible_from_seq: chat.visible_from_seq,
    read_seq: Math.max(row.read_seq, chat.read_seq),
    position: ahead ? { epoch, seq: chat.last_seq } : row.position,
    counts: recount(row.counts, told, row.read_seq),
    ...('participants' in chat ? { members: chat.participants, stale: false } : {}),
    ...('last_message_time' in chat ? { last: lastOf(chat, row) } : {}),
  };
}

function blank(chat: ListedChat | WholeChat, me: number): Omit<ChatRow, 'position'> {
  return {
    id: chat.id,
    me,
    type: chat.type,
    mode: chat.mode,
    name: chat.name,
    avatar: chat.avatar,
    description: chat.description,
    peer_id: chat.peer_id,
    role: chat.role,
    created_at: chat.created_at,
    muted: chat.muted,
    archived: chat.archived,
    pinned: chat.pinned,
    pin_position: chat.pin_position,
    muted_until: chat.muted_until,
    visible_from_seq: chat.visible_from_seq,
    last_msg_seq: 0,
    read_seq: chat.read_seq,
    seen: 0,
    counts: { at: 0, unread: 0, mentions: 0, deltas: [] },
    others_read: null,
    others_delivered: null,
    readers: {},
    last: null,
    parts: [],
    members: null,
    pins: null,
    stale: false,
  };
}

function mentionsOf({ counts }: ChatRow): number {
  return counts.deltas.reduce((sum, delta) => sum + delta.mentions, counts.mentions);
}

/** The list tells less of a message than the message itself: kept is what is held, unless it is older. */
function lastOf(chat: ListedChat, { last, parts }: ChatRow): ChatRow['last'] {
  if (parts.length > 0 && last) return last;
  if (!chat.last_message_time) return null;
  if (last?.seq && last.time === chat.last_message_time) return last;
  return {
    text: chat.last_message,
    time: chat.last_message_time,
    sender: chat.last_message_sender,
    kind: chat.last_message === null ? 'file' : 'text',
  };
}

/** A row with what a head tells, once everything up to the head's number has been applied. */
export function withHead(row: ChatRow, head: Head): ChatRow {
  return {
    ...row,
    last_msg_seq: Math.max(row.last_msg_seq, head.last_msg_seq),
    read_seq: Math.max(row.read_seq, head.read_seq),
    counts: recount(row.counts, { ...head, at: head.seq }, row.read_seq),
    others_read: further(row.others_read, head.others_read),
    others_delivered: further(row.others_delivered, head.others_delivered),
  };
}

/** What others have read they have read, also where an older head says less. */
function further(known: number | null, told: number | null): number | null {
  return told === null ? null : Math.max(known ?? 0, told);
}

/** A row whose history is forgotten; what comes next continues after the head. */
export function restarted(row: ChatRow, head: Head): ChatRow {
  return withHead(
    {
      ...row,
      position: { epoch: head.epoch, seq: head.seq },
      parts: [],
      last: null,
      readers: {},
      others_read: null,
      others_delivered: null,
      last_msg_seq: head.last_msg_seq,
      seen: head.epoch === row.position.epoch ? row.seen : 0,
      read_seq: head.read_seq,
      counts: { at: 0, unread: 0, mentions: 0, deltas: [] },
      stale: true,
    },
    head,
  );
}

/** A row of whose chat everything up to a number is gone for the user; the server will tell what counts of the rest. */
export function emptied(row: ChatRow, upTo: number): ChatRow {
  const { counts } = row;
  const rest = counts.deltas.filter(({ seq, message }) => seq > upTo && message > upTo);
  return {
    ...row,
    visible_from_seq: Math.max(row.visible_from_seq, upTo),
    parts: row.parts.filter(([, to]) => to > upTo).map(([from, to]) => [Math.max(from, upTo + 1), to]),
    last: row.last && (row.last.seq ?? 0) > upTo ? row.last : null,
    counts: counts.at > upTo ? counts : { at: upTo, unread: 0, mentions: 0, deltas: rest },
    stale: true,
  };
}

/** What is to be taken back of changes to a row: those that nothing has changed since. */
export function undone(changes: Partial<ChatRow>, before: ChatRow, now: ChatRow): Partial<ChatRow> {
  const names = Object.keys(changes) as (keyof ChatRow)[];
  return Object.fromEntries(
    names.filter((name) => now[name] === changes[name]).map((name) => [name, before[name]]),
  );
}

/** Where a page of history was asked for, and how it came. */
export interface Page {
  readonly messages: readonly Message[];
  /** The number asked before or after; neither asks for the newest. */
  readonly before?: number;
  readonly after?: number;
  /** Fewer came than were asked for: nothing lies beyond. */
  readonly end: boolean;
  /** The row's position when the page was asked for. */
  readonly asked: number;
}

/** A row with a page of history, and the messages to be kept. */
export function withPage(
  row: ChatRow,
  page: Page,
  held: ReadonlyMap<number, HeldMessage>,
): { row: ChatRow; put: HeldMessage[] } {
  const put = page.messages.map((message) => newer(held.get(message.seq), { ...message, at: page.asked }));
  const first = page.messages[0]?.seq;
  const last = page.messages.at(-1)?.seq;
  const from = page.after !== undefined ? page.after + 1 : page.end ? row.visible_from_seq : first;
  const to =
    page.before !== undefined
      ? page.before - 1
      : page.after !== undefined && !page.end
        ? last
        : Math.max(last ?? 0, page.asked);
  if (from === undefined || to === undefined) return { row, put };
  const newest = put.findLast(({ deleted, message_type }) => !deleted && message_type !== ENCRYPTED);
  const parts = addRange(row.parts, [from, to]);
  const isNewest = newest && to >= row.last_msg_seq && newest.seq >= (row.last?.seq ?? 0);
  return { row: { ...row, parts, last: isNewest ? previewOf(newest) : row.last }, put };
}
