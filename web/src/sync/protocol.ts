import type { Message } from '../api/models.ts';

/** How far a log is known: its number, valid within its epoch. */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

/** Where a chat's log and the own marks in it stand on the server. */
export interface Head {
  readonly chat: number;
  readonly epoch: number;
  readonly seq: number;
  readonly last_msg_seq: number;
  readonly read_seq: number;
  readonly unread: number;
  readonly mentions: number;
  readonly others_read: number | null;
  readonly others_delivered: number | null;
  readonly reload: boolean;
}

/** Something that the server tells: with `chat` and `seq` of that chat's log, with `seq` alone of the own user log. */
export interface ServerEvent {
  readonly type: string;
  readonly chat?: number;
  readonly seq?: number;
  readonly epoch?: number;
  readonly data?: EventData;
}

/** What any event may carry; which fields are there depends on its type. */
export interface EventData {
  readonly message?: Message | null;
  readonly chat?: number;
  readonly user?: number;
  readonly actor?: number | null;
  readonly seq?: number;
  readonly read_seq?: number;
  readonly unread?: number;
  readonly mentions?: number;
  readonly at?: number;
  readonly visible_from_seq?: number;
  readonly position?: number;
  readonly online?: boolean;
  readonly last_seen?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly avatar?: string | null;
  readonly pinned?: boolean;
  readonly message_id?: number;
  readonly version?: number;
  readonly on?: boolean;
  readonly [field: string]: unknown;
}

/** An event of a chat's log. */
export interface ChatEvent extends ServerEvent {
  readonly chat: number;
  readonly seq: number;
}

/** The mark after which everything is live. */
export interface Resumed {
  readonly user: Position & { readonly reload: boolean };
  readonly chats: readonly Head[];
}

/** What `sync` answers for one chat. */
export interface SyncedChat extends Head {
  readonly more?: boolean;
  readonly events?: readonly ServerEvent[];
}

/** The answer to `sync`. */
export interface Synced {
  readonly epoch: number;
  readonly user: Position & {
    readonly reload: boolean;
    readonly more?: boolean;
    readonly events?: readonly ServerEvent[];
  };
  readonly chats: readonly SyncedChat[];
}

/** What is asked of `sync`. */
export interface SyncRequest {
  readonly user?: Position;
  readonly chats?: Readonly<Record<string, Position>>;
  readonly limit?: number;
}

/** What a send may give as its fields, besides those of the message. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly retry: number | null;
}

/** What to do after the socket has closed. */
export type Ending =
  | { readonly kind: 'now'; readonly within: number }
  | { readonly kind: 'backoff'; readonly atLeast: number }
  | { readonly kind: 'stay' }
  | { readonly kind: 'sign-in'; readonly code: number };

/** The close code that says that the sign-in is not that of the device named. */
export const DEVICE_REQUIRED = 4203;

/** Reads a close code and its reason (a word, and perhaps milliseconds) as the protocol's table says. */
export function ending(code: number, reason: string): Ending {
  const told = Number(/ (\d{1,7})$/.exec(reason)?.[1] ?? 0);
  if (code >= 4000 && code <= 4099) return { kind: 'now', within: told };
  // The next connection names none, until the device has signed for the sign-in anew.
  if (code === DEVICE_REQUIRED) return { kind: 'backoff', atLeast: told };
  if (code >= 4200 && code <= 4299) return { kind: 'stay' };
  if (code >= 4400 && code <= 4499) return { kind: 'sign-in', code };
  return { kind: 'backoff', atLeast: told };
}

/** Milliseconds before the nth try in a row (from 0): 1 s doubling to 60 s, a random part of it. */
export function backoff(tries: number, random: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(tries, 6)) * (0.25 + 0.75 * random);
}

export function isChatEvent(event: ServerEvent): event is ChatEvent {
  return event.chat !== undefined && event.seq !== undefined;
}
