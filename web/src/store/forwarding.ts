import { networkError } from '../api/error.ts';
import { refusal } from '../api/http.ts';
import type { Message, Sendable } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import { SEALED_FILE } from '../sync/chat-row.ts';
import type { Attachment, Op } from '../sync/outbox-item.ts';

/** Which of two chats the server cannot read: the one that a message stands in, the one that it goes to. */
interface Encrypted {
  readonly from: boolean;
  readonly to: boolean;
}

/**
 * What forwarding a message is. Between chats that the server reads it does that itself; into and out of an encrypted
 * chat it cannot, so the message is written anew, and its file sent anew.
 */
export async function forwarding(
  origin: Message,
  encrypted: Encrypted,
  fileOf: (url: string) => Promise<Blob>,
): Promise<Op> {
  if (!encrypted.from && !encrypted.to) return { kind: 'forward', message: origin.id, preview: origin };
  const attached = await attachment(origin, fileOf);
  return {
    ...{ kind: 'send', fields: fieldsOf(origin) },
    ...(attached && { file: attached }),
    // In a chat that the server reads, nobody may put words into somebody's mouth.
    ...(encrypted.to && { forwardedFrom: origin.forwarded_from?.name ?? origin.sender_name }),
  };
}

function fieldsOf(origin: Message): Sendable {
  const { text, message_type, file_url, file_width, file_height, waveform } = origin;
  return {
    ...(text && { text }),
    ...(message_type === 'sticker' && file_url && { message_type, file_url }),
    ...(file_width && file_height && { file_width, file_height }),
    ...(waveform && { waveform }),
  };
}

async function attachment(
  origin: Message,
  fileOf: (url: string) => Promise<Blob>,
): Promise<Attachment | null> {
  const { message_type, file_url, file_name, file_type, voice_url, voice_duration } = origin;
  if (voice_url !== null) {
    const blob = await fileOf(voice_url);
    return {
      blob,
      name: `voice.${blob.type.split(/[/;]/)[1] ?? 'webm'}`,
      type: blob.type,
      duration: voice_duration ?? 0,
    };
  }
  // A sticker stays where it is: all accounts have it.
  if (file_url === null || message_type === 'sticker') return null;
  const blob = await fileOf(file_url);
  return { blob, name: file_name ?? '', type: file_type ?? blob.type };
}

/** The file of a message that the server reads. */
export async function plainFile(url: string, { token }: Session): Promise<Blob> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  if (!response.ok) throw refusal(response.status, null, null);
  return response.blob();
}

/** The reference of the encrypted message that a file belongs to; nothing of any other. */
export function sealedRef(url: string): string | null {
  return url.startsWith(SEALED_FILE) ? url.slice(SEALED_FILE.length) : null;
}
