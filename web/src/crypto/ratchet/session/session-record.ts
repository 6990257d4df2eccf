import { type Bytes, equal } from '../bytes.ts';
import { Limits } from '../limits.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { RatchetError } from '../ratchet-error.ts';
import { decodeMessage } from './message-format.ts';
import { decryptByAny, decryptWith, type Encrypted, encryptWith, type Session } from './session.ts';
import type { Suite } from './suite.ts';

/** All sessions with one peer device: the first is used for sending, the rest newest first. */
export interface SessionRecord {
  readonly sessions: readonly Session[];
  /** Fields that a newer version stored, kept as they were. */
  readonly unknown: Bytes;
}

/** The record to store together with the content. */
export interface Received {
  readonly record: SessionRecord;
  readonly content: Bytes;
}

/** Before the first session. */
export const EMPTY_RECORD: SessionRecord = { sessions: [], unknown: new Uint8Array() };

/** Makes a session the current one and archives the former, within the limits. */
export function withCurrent(record: SessionRecord, session: Session, nowMs: number): SessionRecord {
  const archived = record.sessions
    .filter(({ baseKey }) => !equal(baseKey, session.baseKey))
    .filter(({ usedMs }) => nowMs - usedMs <= Limits.archivedSessionMs)
    .slice(0, Limits.archivedSessions);
  return { ...record, sessions: [session, ...archived] };
}

/** Encrypts with the current session; start one if that is refused for want of a session. */
export async function encrypt(
  p: Primitives,
  suite: Suite,
  record: SessionRecord,
  content: Bytes,
  nowMs: number,
): Promise<{ readonly record: SessionRecord; readonly encrypted: Encrypted }> {
  const current = record.sessions[0];
  if (current === undefined) throw new RatchetError('NO_SESSION', 'no session with this device');
  const { session, encrypted } = await encryptWith(p, suite, current, content, nowMs);
  return { record: { ...record, sessions: record.sessions.with(0, session) }, encrypted };
}

/** Decrypts a plain message by whichever session it belongs to; that one becomes the current. */
export async function decrypt(
  p: Primitives,
  suite: Suite,
  record: SessionRecord,
  bytes: Bytes,
  nowMs: number,
): Promise<Received> {
  const { session, content } = await decryptByAny(p, suite, record.sessions, bytes, nowMs);
  return { record: withCurrent(record, session, nowMs), content };
}

/** Decrypts the inner message of a pre-key message by the session of that handshake, if the record has it. */
export async function decryptRepeated(
  p: Primitives,
  suite: Suite,
  record: SessionRecord,
  { baseKey, message }: { readonly baseKey: Bytes; readonly message: Bytes },
  nowMs: number,
): Promise<Received | undefined> {
  const known = record.sessions.find((session) => equal(session.baseKey, baseKey));
  if (known === undefined) return undefined;
  const { session, content } = await decryptWith(p, suite, known, decodeMessage(suite, message), nowMs);
  return { record: withCurrent(record, session, nowMs), content };
}
