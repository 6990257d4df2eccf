import type { ListedChat, Message } from '../../src/api/models.ts';
import type {
  ChatEvent,
  Position,
  Resumed,
  ServerEvent,
  Synced,
  SyncRequest,
} from '../../src/sync/protocol.ts';

export const ME = 1;
export const CHAT = 5;
const EPOCH = 1;
/** Small, so that short histories reach it. */
const MOST_EVENTS = 12;

type Entry = { readonly type: string; readonly message: number; readonly actor: number };

/** What the protocol's document says of one chat and one user's log, without time and place. */
export class ModelServer {
  readonly log: Entry[] = [];
  readonly userLog: ServerEvent[] = [];
  readonly texts = new Map<number, Message>();
  /** What has this number or a lower one does not exist for the user. */
  visibleFrom: number;
  readSeq: number;

  /** @param older how many messages there were before the user came */
  constructor(older = 0) {
    for (let i = 0; i < older; i++) this.send(2, false);
    this.visibleFrom = older;
    this.readSeq = older;
  }

  /** The messages that exist for the user. */
  get visible(): Message[] {
    return [...this.texts.values()].filter(({ seq }) => seq > this.visibleFrom);
  }

  send(sender: number, mention: boolean): void {
    const seq = this.log.length + 1;
    this.log.push({ type: 'message:new', message: seq, actor: sender });
    this.texts.set(seq, message(seq, sender, mention ? [ME] : []));
  }

  change(type: 'message:edit' | 'message:delete' | 'message:reaction', pick: number): void {
    const alive = [...this.texts.values()].filter(({ deleted }) => !deleted);
    const chosen = alive[pick % Math.max(1, alive.length)];
    if (!chosen) return;
    this.log.push({ type, message: chosen.seq, actor: 2 });
    this.texts.set(chosen.seq, changed(chosen, type, this.log.length));
  }

  note(): void {
    this.log.push({ type: 'chat:member', message: 0, actor: 2 });
  }

  read(seq: number): void {
    if (seq <= this.readSeq) return;
    this.readSeq = Math.min(seq, this.log.length);
    const data = { chat: CHAT, read_seq: this.readSeq, ...this.counts(), at: this.log.length };
    this.userLog.push({ type: 'chat:read', data });
  }

  /** The user removes the chat from the list. */
  clear(): void {
    this.visibleFrom = this.log.length;
    this.readSeq = this.log.length;
    this.userLog.push({ type: 'chat:delete', data: { chat: CHAT, visible_from_seq: this.visibleFrom } });
  }

  counts() {
    const unread = [...this.texts.values()].filter(
      ({ seq, sender_id, deleted }) => seq > this.readSeq && sender_id !== ME && !deleted,
    );
    return { unread: unread.length, mentions: unread.filter(({ mentions }) => mentions.includes(ME)).length };
  }

  event(seq: number): ChatEvent {
    const { type, message, actor } = this.log[seq - 1] as Entry;
    const shown = message > this.visibleFrom ? this.texts.get(message) : undefined;
    return { type, chat: CHAT, seq, epoch: EPOCH, data: { actor, message: shown ?? null } };
  }

  userEvent(seq: number): ServerEvent {
    return { ...(this.userLog[seq - 1] as ServerEvent), seq, epoch: EPOCH };
  }

  head(reload = false) {
    const seq = this.log.length;
    const last = Math.max(0, ...this.texts.keys());
    return {
      chat: CHAT,
      epoch: EPOCH,
      seq,
      last_msg_seq: last,
      read_seq: this.readSeq,
      ...this.counts(),
      others_read: 0,
      others_delivered: 0,
      reload,
    };
  }

  /** What follows `auth`: the events missed, and the mark. */
  resume(request: SyncRequest | null): { events: ServerEvent[]; resumed: Resumed } {
    const at = request?.chats?.[CHAT];
    const missed = at ? this.#after(at) : [];
    const reload = missed.length > MOST_EVENTS;
    const user = request?.user ? this.#userAfter(request.user) : [];
    return {
      events: reload ? user : [...user, ...missed],
      resumed: {
        user: { epoch: EPOCH, seq: this.userLog.length, reload: false },
        chats: [this.head(reload)],
      },
    };
  }

  sync(request: SyncRequest): Synced {
    const at = request.chats?.[CHAT];
    const events = at ? this.#after(at) : [];
    const user = { epoch: EPOCH, seq: this.userLog.length, reload: false };
    const some = events.slice(0, MOST_EVENTS);
    const chat = { ...this.head(), ...(at ? { events: some, more: some.length < events.length } : {}) };
    return {
      epoch: EPOCH,
      user: request.user ? { ...user, events: this.#userAfter(request.user) } : user,
      chats: [chat],
    };
  }

  list(): ListedChat {
    const newest = this.visible.findLast(({ deleted }) => !deleted);
    return {
      ...({ id: CHAT, name: 'Ada', avatar: null, type: 'group', created_at: TIME, mode: 'server' } as const),
      ...({ description: null, peer_id: null, role: 'member', muted: false, archived: false } as const),
      pinned: false,
      muted_until: null,
      pin_position: null,
      unread_count: this.counts().unread,
      last_seq: this.log.length,
      read_seq: this.readSeq,
      visible_from_seq: this.visibleFrom,
      last_message: newest?.text ?? null,
      last_message_time: newest?.created_at ?? null,
      last_message_sender: newest?.sender_id ?? null,
    };
  }

  /** A page of history, as the route for messages gives it. */
  page(before: number, limit: number): Message[] {
    return this.visible.filter(({ seq }) => seq < before).slice(-limit);
  }

  #after({ seq }: Position): ChatEvent[] {
    return this.log.slice(seq).map((_, index) => this.event(seq + index + 1));
  }

  #userAfter({ seq }: Position): ServerEvent[] {
    return this.userLog.slice(seq).map((_, index) => this.userEvent(seq + index + 1));
  }
}

const TIME = '2026-11-25T18:30:00.000Z';

function changed(message: Message, type: string, seq: number): Message {
  if (type === 'message:edit')
    return { ...message, text: `edited at ${seq}`, revision: message.revision + 1 };
  if (type === 'message:delete') return { ...message, deleted: true, text: null, reactions: [] };
  return { ...message, reactions: [{ reaction: '👍', user_ids: [seq] }] };
}

function message(seq: number, sender: number, mentions: number[]): Message {
  return {
    ...({ id: seq + 100, text: `text ${seq}`, status: 'sent', created_at: TIME, sender_id: sender } as const),
    ...{ message_type: 'text', file_url: null, file_name: null, file_size: null, file_type: null },
    ...{ voice_url: null, voice_duration: null, sender_name: `User ${sender}`, sender_avatar: null },
    ...{ chat_id: CHAT, seq, client_id: null, revision: 0, edited_at: null, deleted: false, reply_to: null },
    ...{ forwarded_from: null, mentions, reactions: [] },
    ...{ file_width: null, file_height: null, thumb_url: null, waveform: null },
  };
}
