import type { LogPlace } from '../e2ee/missing.ts';
import type { ChatRow, HeldMessage } from '../sync/chat-row.ts';
import type { ConnectionState } from '../sync/connection.ts';
import type { OutboxItem } from '../sync/outbox-item.ts';
import type { ServerEvent } from '../sync/protocol.ts';
import type { DraftRow, Person } from './db.ts';
import type { EncryptionView } from './secure.ts';

/** What the worker tells the page, after it has been stored. All tabs hear the same. */
export type Change =
  | { readonly kind: 'chat'; readonly row: ChatRow; readonly messages: readonly HeldMessage[] }
  | { readonly kind: 'chat-removed'; readonly chat: number }
  | { readonly kind: 'chat-restarted'; readonly chat: number }
  | { readonly kind: 'outbox'; readonly item: OutboxItem }
  | { readonly kind: 'outbox-removed'; readonly key: string; readonly chat: number }
  | { readonly kind: 'progress'; readonly key: string; readonly part: number }
  | { readonly kind: 'draft'; readonly draft: DraftRow }
  | { readonly kind: 'people'; readonly people: readonly Person[] }
  | ({ readonly kind: 'presence'; readonly user: number } & Presence)
  | { readonly kind: 'typing'; readonly chat: number; readonly user: number; readonly on: boolean }
  | { readonly kind: 'connection'; readonly state: ConnectionState }
  | { readonly kind: 'encryption'; readonly view: EncryptionView }
  | { readonly kind: 'listed' }
  | { readonly kind: 'event'; readonly event: ServerEvent }
  | { readonly kind: 'signed-out'; readonly code: number };

/** Whether somebody is here, or when they were last. */
export interface Presence {
  readonly online: boolean;
  readonly last_seen: string | null;
}

/** Everything that a page needs to begin with. */
export interface Snapshot {
  readonly chats: readonly ChatRow[];
  readonly outbox: readonly OutboxItem[];
  readonly drafts: readonly DraftRow[];
  readonly people: readonly Person[];
  /** Whether the list of chats has ever been loaded in this browser. */
  readonly listed: boolean;
}

/** A run of messages without a gap between them. */
export interface Slice {
  readonly messages: readonly HeldMessage[];
  /** Nothing lies before the first, or after the last. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** Which run of messages is wanted. */
export type Want =
  | { readonly of: 'newest' }
  | { readonly of: 'around'; readonly seq: number }
  | { readonly of: 'before'; readonly seq: number }
  | { readonly of: 'after'; readonly seq: number };

/** Something about encryption changed, or messages are on show that nothing has opened yet. */
export type EncryptionNews = 'tell' | 'wake' | 'history' | readonly LogPlace[];

/** What tabs say to each other. */
export type Call =
  | { readonly to: 'pages'; readonly changes: readonly Change[] }
  | { readonly to: 'leader'; readonly wake: 'outbox' | 'marks' | 'drafts' }
  | { readonly to: 'leader'; readonly typing: number; readonly on: boolean }
  | { readonly to: 'leader'; readonly load: number }
  | { readonly to: 'leader'; readonly cancel: string }
  | { readonly to: 'leader'; readonly encryption: EncryptionNews }
  | { readonly to: 'leader'; readonly hello: true };

/** What a user may set for a chat. */
export interface ChatSettings {
  readonly muted?: boolean;
  readonly archived?: boolean;
  readonly pinned?: boolean;
}
