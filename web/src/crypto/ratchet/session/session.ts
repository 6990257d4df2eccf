import { type Bytes, equal } from '../bytes.ts';
import { Limits } from '../limits.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { RatchetError, refuseUnless } from '../ratchet-error.ts';
import { decryptStep, encryptStep, type RatchetState } from './double-ratchet.ts';
import { decodeMessage, encodePreKeyMessage, type Message, type PreKeyHeader } from './message-format.ts';
import type { Suite } from './suite.ts';

/** What the envelope of a message says about its kind. */
export const MessageType = { MESSAGE: 2, PRE_KEY_MESSAGE: 3, SENDER_KEY_MESSAGE: 7 } as const;

/** A message for one device as it goes on the wire. */
export interface Encrypted {
  readonly type: typeof MessageType.MESSAGE | typeof MessageType.PRE_KEY_MESSAGE;
  readonly bytes: Bytes;
}

/** One handshake with a peer device and the ratchet that grew from it. Never changed, as the ratchet. */
export interface Session {
  readonly ratchet: RatchetState;
  /** Names the handshake on both sides. */
  readonly baseKey: Bytes;
  readonly createdMs: number;
  readonly usedMs: number;
  /** Messages sent since the handshake. */
  readonly sent: number;
  /** What goes in front of our messages until the peer's first answer. */
  readonly pending?: PreKeyHeader;
}

/** Encrypts content; says why not if the session is too old, used up, or the content too big. */
export async function encryptWith(
  p: Primitives,
  suite: Suite,
  session: Session,
  content: Bytes,
  nowMs: number,
): Promise<{ readonly session: Session; readonly encrypted: Encrypted }> {
  const { pending } = session;
  const stale = pending !== undefined && nowMs - session.createdMs > Limits.unansweredSessionMs;
  refuseUnless(!stale, 'SESSION_STALE', 'the session was never answered');
  const { state, message } = await encryptStep(p, suite, session.ratchet, content);
  const encrypted =
    pending === undefined
      ? { type: MessageType.MESSAGE, bytes: message }
      : {
          type: MessageType.PRE_KEY_MESSAGE,
          bytes: encodePreKeyMessage(suite, { header: pending, message }),
        };
  return { session: { ...session, ratchet: state, usedMs: nowMs, sent: session.sent + 1 }, encrypted };
}

/** Decrypts with this session; the peer's first answer ends the repetition of our header. */
export async function decryptWith(
  p: Primitives,
  suite: Suite,
  session: Session,
  message: Message,
  nowMs: number,
): Promise<{ readonly session: Session; readonly content: Bytes }> {
  const { state, content } = await decryptStep(p, suite, session.ratchet, message, nowMs);
  const { pending: _, ...answered } = session;
  return { session: { ...answered, ratchet: state, usedMs: nowMs }, content };
}

/** Whether the message continues a chain of this session, so that no other can decrypt it. */
export function owns(session: Session, message: Message): boolean {
  return session.ratchet.receiving.some(({ ratchetKey }) => equal(ratchetKey, message.ratchetKey));
}

/** Whether a fresh handshake is advised: only that heals against an attacker with a quantum computer. */
export function needsRefresh(session: Session, nowMs: number): boolean {
  return session.sent >= Limits.refreshMessages || nowMs - session.createdMs >= Limits.refreshMs;
}

/** Tries sessions in turn. The first that owns the message decides; else any that decrypts it. */
export async function decryptByAny(
  p: Primitives,
  suite: Suite,
  sessions: readonly Session[],
  bytes: Bytes,
  nowMs: number,
): Promise<{ readonly at: number; readonly session: Session; readonly content: Bytes }> {
  const message = decodeMessage(suite, bytes);
  refuseUnless(sessions.length > 0, 'NO_SESSION', 'no session with this device');
  const owner = sessions.findIndex((session) => owns(session, message));
  const candidates = owner < 0 ? sessions.keys() : [owner];
  for (const at of candidates) {
    const session = sessions[at] as Session;
    const attempt = await decryptWith(p, suite, session, message, nowMs).catch((failure: unknown) => {
      const final = owner >= 0 || !(failure instanceof RatchetError);
      if (final) throw failure;
      return undefined;
    });
    if (attempt !== undefined) return { at, ...attempt };
  }
  throw new RatchetError('UNDECRYPTABLE', 'message');
}
