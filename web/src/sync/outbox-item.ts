import type { Message, Sendable } from '../api/models.ts';

/** A file that goes with a message, kept until the server has it. */
export interface Attachment {
  readonly blob: Blob;
  readonly name: string;
  readonly type: string;
  /** Seconds, for a recording. */
  readonly duration?: number;
}

/** What the user did, to be carried out by the server. */
export type Op =
  | {
      readonly kind: 'send';
      readonly fields: Sendable;
      readonly file?: Attachment;
      /** Whose words it repeats, in an encrypted chat. */
      readonly forwardedFrom?: string;
    }
  | { readonly kind: 'forward'; readonly message: number; readonly preview: Message }
  | { readonly kind: 'edit'; readonly message: number; readonly text: string; readonly base_revision: number }
  | { readonly kind: 'delete'; readonly message: number }
  | { readonly kind: 'react'; readonly message: number; readonly reaction: string };

/** One thing to be carried out, exactly once whatever happens: its key is its idempotency key. */
export interface OutboxItem {
  readonly key: string;
  readonly chat: number;
  /** Things of one chat happen in this order. */
  readonly order: number;
  readonly op: Op;
  readonly created: string;
  /** `sent`: the server has it, but its log has not told it yet. `failed`: refused for good, the user decides. */
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly code?: string;
  /** What was said in an encrypted chat, as it is stored; `op` then holds only the kind and the file. */
  readonly sealed?: { readonly iv: Uint8Array<ArrayBuffer>; readonly data: Uint8Array<ArrayBuffer> };
  readonly message?: Message;
}

/** Things of one lane wait for each other; files do not hold up what is typed after them. */
export function laneOf({ chat, op }: OutboxItem): string {
  return op.kind === 'send' && op.file ? `${chat} files` : String(chat);
}
