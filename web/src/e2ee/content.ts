import { BinaryReader, BinaryWriter } from '../crypto/ratchet/binary.ts';
import { type Bytes, toHex, utf8 } from '../crypto/ratchet/bytes.ts';
import type { Address } from '../crypto/ratchet/identity/address.ts';
import { ProtobufReader, ProtobufWriter } from '../crypto/ratchet/protobuf.ts';
import { RatchetError, refuseUnless } from '../crypto/ratchet/ratchet-error.ts';

/** What an envelope is for. Only `content` can be unread; `control` is no part of the chat. */
export type Class = 'content' | 'update' | 'control';

const CLASSES: readonly Class[] = ['content', 'update', 'control'];

/** Names a message for ever: the device that sent it and the number that this device drew. */
export interface MessageRef extends Address {
  readonly uuid: Bytes;
}

/** What travels to each device in its session: the key of a body, or a control message. */
export interface EnvelopeContent {
  readonly class: Class;
  readonly chat: number;
  readonly uuid: Bytes;
  readonly key?: Bytes;
  readonly hash?: Bytes;
  readonly control?: Control;
}

/** What devices say to each other beside the chats. */
export type Control =
  | { readonly kind: 'sender-key'; readonly distribution: Bytes }
  /** Asks for the key of a message that could not be read. */
  | { readonly kind: 'retry'; readonly message: MessageRef }
  /** Gives it; also says that the session is a new one. */
  | { readonly kind: 'key'; readonly message: MessageRef; readonly key: Bytes; readonly hash: Bytes };

const CONTROLS = ['sender-key', 'retry', 'key'] as const;

/** A file as a message names it. */
export interface EncryptedFile {
  readonly url: string;
  readonly uuid: Bytes;
  readonly key: Bytes;
  readonly size: number;
  readonly hash: Bytes;
  readonly name: string;
  readonly type: string;
  /** Seconds, for a recording. */
  readonly duration?: number;
}

/** What a message says, as it is encrypted once for everybody. */
export interface Content {
  readonly kind: 'message' | 'edit' | 'reaction';
  readonly sentMs: number;
  /** The text; of a reaction its character, empty to take it back. */
  readonly text: string;
  readonly reply?: MessageRef;
  /** What an edit or a reaction is about. */
  readonly target?: MessageRef;
  readonly files: readonly EncryptedFile[];
  /** Address of a sticker. */
  readonly sticker?: string;
  /** Whose words a forwarded message repeats. */
  readonly forwardedFrom?: string;
}

const KINDS = ['message', 'edit', 'reaction'] as const;

export function encodeEnvelope(envelope: EnvelopeContent): Bytes {
  return new ProtobufWriter()
    .integer(1, CLASSES.indexOf(envelope.class) + 1)
    .integer(2, envelope.chat)
    .bytes(3, envelope.uuid)
    .bytes(4, envelope.key)
    .bytes(5, envelope.hash)
    .bytes(6, envelope.control && encodeControl(envelope.control))
    .finish();
}

export function decodeEnvelope(bytes: Bytes): EnvelopeContent {
  const reader = new ProtobufReader(bytes);
  const kind = CLASSES[reader.u32(1) - 1];
  if (kind === undefined) throw new RatchetError('UNSUPPORTED_VERSION', 'class of an envelope');
  const [chat, uuid] = [reader.u64(2), reader.bytes(3, 16)];
  if (kind === 'control') {
    const control = decodeControl(reader.bytes(6));
    reader.end();
    return { class: kind, chat, uuid, control };
  }
  const [key, hash] = [reader.bytes(4, 32), reader.bytes(5, 32)];
  reader.end();
  return { class: kind, chat, uuid, key, hash };
}

function encodeControl(control: Control): Bytes {
  const writer = new ProtobufWriter().integer(1, CONTROLS.indexOf(control.kind) + 1);
  if (control.kind === 'sender-key') return writer.bytes(2, control.distribution).finish();
  writer.bytes(3, encodeRef(control.message));
  if (control.kind === 'key') writer.bytes(4, control.key).bytes(5, control.hash);
  return writer.finish();
}

function decodeControl(bytes: Bytes): Control {
  const reader = new ProtobufReader(bytes);
  const kind = CONTROLS[reader.u32(1) - 1];
  if (kind === undefined) throw new RatchetError('UNSUPPORTED_VERSION', 'kind of a control message');
  const control: Control =
    kind === 'sender-key'
      ? { kind, distribution: reader.bytes(2) }
      : kind === 'retry'
        ? { kind, message: decodeRef(reader.bytes(3)) }
        : {
            kind,
            message: decodeRef(reader.bytes(3)),
            key: reader.bytes(4, 32),
            hash: reader.bytes(5, 32),
          };
  reader.end();
  return control;
}

export function encodeContent(content: Content): Bytes {
  return new ProtobufWriter()
    .integer(1, KINDS.indexOf(content.kind) + 1)
    .integer(2, content.sentMs)
    .bytes(3, utf8(content.text))
    .bytes(4, content.reply && encodeRef(content.reply))
    .bytes(5, content.target && encodeRef(content.target))
    .repeated(6, content.files.map(encodeFile))
    .bytes(7, optionalText(content.sticker))
    .bytes(8, optionalText(content.forwardedFrom))
    .finish();
}

/** Parses a body; a kind that is not known yet is `UNSUPPORTED_VERSION`. */
export function decodeContent(bytes: Bytes): Content {
  const reader = new ProtobufReader(bytes);
  const kind = KINDS[reader.u32(1) - 1];
  if (kind === undefined) throw new RatchetError('UNSUPPORTED_VERSION', 'kind of content');
  const [sentMs, text] = [reader.u64(2), textOf(reader.bytes(3))];
  const reply = reader.has(4) ? decodeRef(reader.bytes(4)) : undefined;
  const target = reader.has(5) ? decodeRef(reader.bytes(5)) : undefined;
  const files = reader.repeated(6).map(decodeFile);
  const sticker = reader.has(7) ? textOf(reader.bytes(7)) : undefined;
  const forwardedFrom = reader.has(8) ? textOf(reader.bytes(8)) : undefined;
  reader.end();
  refuseUnless((kind === 'message') === (target === undefined), 'MALFORMED', 'target of content');
  return {
    ...{ kind, sentMs, text, files },
    ...(reply && { reply }),
    ...(target && { target }),
    ...(sticker !== undefined && { sticker }),
    ...(forwardedFrom !== undefined && { forwardedFrom }),
  };
}

export function encodeFile(file: EncryptedFile): Bytes {
  return new ProtobufWriter()
    .bytes(1, utf8(file.url))
    .bytes(2, file.uuid)
    .bytes(3, file.key)
    .integer(4, file.size)
    .bytes(5, file.hash)
    .bytes(6, utf8(file.name))
    .bytes(7, utf8(file.type))
    .integer(8, file.duration)
    .finish();
}

export function decodeFile(bytes: Bytes): EncryptedFile {
  const reader = new ProtobufReader(bytes);
  const file = {
    url: textOf(reader.bytes(1)),
    uuid: reader.bytes(2, 16),
    key: reader.bytes(3, 32),
    size: reader.u64(4),
    hash: reader.bytes(5, 32),
    name: textOf(reader.bytes(6)),
    type: textOf(reader.bytes(7)),
  };
  const duration = reader.has(8) ? reader.u32(8) : undefined;
  reader.end();
  return { ...file, ...(duration !== undefined && { duration }) };
}

function encodeRef({ user, device, uuid }: MessageRef): Bytes {
  return new BinaryWriter().u64(user).u32(device).bytes(uuid).finish();
}

function decodeRef(bytes: Bytes): MessageRef {
  const reader = new BinaryReader(bytes);
  const ref = { user: reader.id(8), device: reader.id(4), uuid: reader.bytes(16) };
  reader.end();
  return ref;
}

/** A reference as the key of a table. */
export function refKey({ user, device, uuid }: MessageRef): string {
  return `${user}.${device}.${toHex(uuid)}`;
}

function optionalText(text: string | undefined): Bytes | undefined {
  return text === undefined ? undefined : utf8(text);
}

function textOf(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RatchetError('MALFORMED', 'not UTF-8');
  }
}
