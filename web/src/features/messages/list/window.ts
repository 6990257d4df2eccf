import type { Slice } from '../../../store/changes.ts';
import { newer } from '../../../sync/apply.ts';
import type { HeldMessage } from '../../../sync/chat-row.ts';

/** The run of messages that is on show, without a gap. */
export interface Window {
  readonly messages: readonly HeldMessage[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** More than this is never kept on show: what was scrolled away on the other side is let go. */
export const MOST_SHOWN = 480;

export const EMPTY: Window = { messages: [], atStart: false, atEnd: false };

/** A new run in place of the old one. */
export function opened({ messages, atStart, atEnd }: Slice): Window {
  return { messages, atStart, atEnd };
}

/** Older messages in front. */
export function withOlder(window: Window, { messages, atStart }: Slice): Window {
  const first = window.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = messages.filter(({ seq }) => seq < first);
  return { ...window, messages: [...older, ...window.messages], atStart };
}

/** Newer messages behind. */
export function withNewer(window: Window, { messages, atEnd }: Slice): Window {
  const last = window.messages.at(-1)?.seq ?? 0;
  const newer = messages.filter(({ seq }) => seq > last);
  return { ...window, messages: [...window.messages, ...newer], atEnd };
}

/** Lets go of what is too much at the end. */
export function withoutEnd({ messages, atStart, atEnd }: Window): Window {
  const kept = messages.slice(0, MOST_SHOWN);
  return { messages: kept, atStart, atEnd: atEnd && kept.length === messages.length };
}

/** Lets go of what is too much at the start. */
export function withoutStart({ messages, atStart, atEnd }: Window): Window {
  const kept = messages.slice(-MOST_SHOWN);
  return { messages: kept, atStart: atStart && kept.length === messages.length, atEnd };
}

/** What the log has told: changed messages in their places, new ones behind if the end is on show. */
export function withChanged(window: Window, changed: readonly HeldMessage[]): Window {
  const bySeq = new Map(changed.map((message) => [message.seq, message]));
  const first = window.messages[0]?.seq ?? 0;
  const last = window.messages.at(-1)?.seq ?? 0;
  const updated = window.messages.map((held) => {
    const come = bySeq.get(held.seq);
    return come ? newer(held, come) : held;
  });
  if (!window.atEnd) return { ...window, messages: updated };
  const fresh = changed.filter(({ seq }) => seq > last).sort((a, b) => a.seq - b.seq);
  const late = changed.filter(
    ({ seq }) => seq > first && seq < last && !updated.some((held) => held.seq === seq),
  );
  if (fresh.length === 0 && late.length === 0) return { ...window, messages: updated };
  const all = [...updated, ...late, ...fresh].sort((a, b) => a.seq - b.seq);
  const kept = all.slice(-2 * MOST_SHOWN);
  return { ...window, messages: kept, atStart: window.atStart && kept.length === all.length };
}
