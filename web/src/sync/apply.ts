import type { Message } from '../api/models.ts';
import { addRange, type Ranges } from '../lib/ranges.ts';
import { type ChatRow, type Counts, type Delta, ENCRYPTED, type HeldMessage, previewOf } from './chat-row.ts';
import type { ChatEvent } from './protocol.ts';

/** What following a chat's log leads to. */
export interface Applied {
  readonly row: ChatRow;
  /** Messages to be kept, by their numbers. */
  readonly put: ReadonlyMap<number, HeldMessage>;
  /** Events that came too early: something before them is missing. */
  readonly early: readonly ChatEvent[];
}

/** A chat that nobody reads would otherwise grow its row with each message. */
const MOST_DELTAS = 256;

const NEW = new Set(['message:new', 'message:forward']);
const CHANGED = new Set(['message:edit', 'message:delete', 'message:reaction']);

/**
 * Follows a chat's log: the old state and events in any order, doubled or with gaps, give the new state. Pure.
 *
 * @param held the messages that the events name, as far as they are held
 * @param me whose client this is
 */
export function applyEvents(
  start: ChatRow,
  events: readonly ChatEvent[],
  held: ReadonlyMap<number, HeldMessage>,
  me: number,
): Applied {
  const put = new Map<number, HeldMessage>();
  let row = start;
  const sorted = [...events].sort((a, b) => a.seq - b.seq);
  const early: ChatEvent[] = [];
  for (const event of sorted) {
    if (event.seq <= row.position.seq) continue;
    if (event.seq > row.position.seq + 1) early.push(event);
    else row = applyNext(row, event, { put, get: (seq) => put.get(seq) ?? held.get(seq), me });
  }
  return { row, put, early };
}

interface Messages {
  readonly put: Map<number, HeldMessage>;
  readonly get: (seq: number) => HeldMessage | undefined;
  readonly me: number;
}

function applyNext(row: ChatRow, event: ChatEvent, messages: Messages): ChatRow {
  const moved: ChatRow = {
    ...row,
    position: { epoch: event.epoch ?? row.position.epoch, seq: event.seq },
    parts: follow(row.parts, row.position.seq, event),
  };
  if (NEW.has(event.type)) return applyNew(moved, event, messages);
  if (CHANGED.has(event.type)) return applyChange(moved, event, messages);
  if (event.type === 'chat:update') return applyUpdate(moved, event);
  return event.type === 'chat:member' ? { ...moved, stale: true } : moved;
}

/** The newest part grows with the log; where none reached the log's end, a new message begins one. */
function follow(parts: Ranges, from: number, { seq, type, data }: ChatEvent): Ranges {
  if ((parts.at(-1)?.[1] ?? -1) >= from) return addRange(parts, [parts.at(-1)?.[0] ?? seq, seq]);
  return NEW.has(type) && data?.message ? addRange(parts, [seq, seq]) : parts;
}

function applyNew(row: ChatRow, { seq, data }: ChatEvent, { put, get, me }: Messages): ChatRow {
  const message = data?.message;
  if (!message) return row;
  const kept = newer(get(seq), { ...message, at: seq });
  put.set(seq, kept);
  if (message.message_type === ENCRYPTED) return applyEncrypted(row, seq, message.sender_id === me);
  // Also what is gone again by now: at this number it counted, and its deletion, which follows, takes it away.
  const mentions = message.mentions.includes(me) ? 1 : 0;
  return {
    ...row,
    last_msg_seq: Math.max(row.last_msg_seq, seq),
    last: kept.deleted ? row.last : previewOf(kept),
    counts:
      message.sender_id === me ? row.counts : count(row.counts, { seq, message: seq, unread: 1, mentions }),
  };
}

/** Whether it is a message or changes one, and so whether it counts, is known when it has been decrypted. */
function applyEncrypted(row: ChatRow, seq: number, own: boolean): ChatRow {
  return own ? row : { ...row, counts: count(row.counts, { seq, message: seq, unread: 0, mentions: 0 }) };
}

/** A row once it is known whether an encrypted message is content, which may be unread, or only an update. */
export function classified(row: ChatRow, message: HeldMessage, kind: 'content' | 'update'): ChatRow {
  if (kind === 'update' || message.deleted) return row;
  const { seq, sender_id } = message;
  const deltas = row.counts.deltas.map((delta) =>
    delta.seq === seq && delta.message === seq && sender_id !== row.me ? { ...delta, unread: 1 } : delta,
  );
  const newest = seq >= (row.last?.seq ?? 0);
  return {
    ...row,
    counts: { ...row.counts, deltas },
    last_msg_seq: Math.max(row.last_msg_seq, seq),
    last: newest ? { ...previewOf(message), kind: ENCRYPTED } : row.last,
  };
}

function applyChange(row: ChatRow, event: ChatEvent, { put, get, me }: Messages): ChatRow {
  const message = event.data?.message;
  if (!message) return row;
  const before = get(message.seq);
  const kept = newer(before, { ...message, at: event.seq });
  // Also outside of what is held in full: a page that was asked for earlier may bring an older state of it.
  put.set(message.seq, kept);
  const shown = row.last?.seq === message.seq ? { ...row, last: kept.deleted ? null : previewOf(kept) } : row;
  if (event.type !== 'message:delete' || message.sender_id === me) return shown;
  return { ...shown, counts: uncount(shown, event.seq, message, before, me) };
}

function applyUpdate(row: ChatRow, { data }: ChatEvent): ChatRow {
  return {
    ...row,
    name: data?.name !== undefined ? data.name : row.name,
    description: data?.description !== undefined ? data.description : row.description,
    avatar: data?.avatar !== undefined ? data.avatar : row.avatar,
    stale: row.stale || data?.pinned !== undefined,
  };
}

/** A deleted message no longer counts, if it did: it was unread and not already gone when it was counted. */
function uncount(
  { counts, read_seq }: ChatRow,
  seq: number,
  message: Message,
  before: HeldMessage | undefined,
  me: number,
): Counts {
  const noted = counts.deltas.find((delta) => delta.message === message.seq);
  const counted = noted ? noted.unread > 0 : message.seq <= counts.at && message.seq > read_seq;
  if (!counted) return counts;
  const mentions = (before ?? message).mentions.includes(me) ? -1 : 0;
  return count(counts, { seq, message: message.seq, unread: -1, mentions });
}

function count(counts: Counts, delta: Delta): Counts {
  if (delta.seq <= counts.at) return counts;
  const deltas = [...counts.deltas, delta];
  return deltas.length > MOST_DELTAS ? folded({ ...counts, deltas }) : { ...counts, deltas };
}

/** Counts that are right at a later number, with only the notes of what was never counted left. */
function folded({ unread, mentions, deltas }: Counts): Counts {
  return {
    at: deltas.at(-1)?.seq ?? 0,
    unread: deltas.reduce((sum, delta) => sum + delta.unread, unread),
    mentions: deltas.reduce((sum, delta) => sum + delta.mentions, mentions),
    deltas: deltas.filter((delta) => delta.unread === 0),
  };
}

/** Which of two states of one message is to be kept. A deleted one never comes back. */
export function newer(held: HeldMessage | undefined, come: HeldMessage): HeldMessage {
  if (!held) return come;
  if (held.deleted !== come.deleted) return held.deleted ? held : come;
  if (held.revision !== come.revision) return held.revision > come.revision ? held : come;
  return held.at > come.at ? held : come;
}
