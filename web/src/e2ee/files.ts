import { ApiError, networkError } from '../api/error.ts';
import { refusal } from '../api/http.ts';
import type { UploadedFile } from '../api/models.ts';
import type { Session } from '../api/session.ts';
import { type UploadOptions, upload } from '../api/upload.ts';
import type { Bytes } from '../crypto/ratchet/bytes.ts';
import { decryptAttachment, encryptAttachment } from '../crypto/ratchet/content/attachment.ts';
import type { Primitives } from '../crypto/ratchet/primitives/primitives.ts';
import type { EncryptedFile } from './content.ts';

/** What a file is called and taken for at the server, which must learn nothing of it. */
const NAME = 'sealed';
const TYPE = 'application/vnd.kocmoc.sealed';

/** A file that is to be sent, readable. */
export interface PlainFile {
  readonly blob: Blob;
  readonly name: string;
  readonly type: string;
  readonly duration?: number;
}

/** Encrypts a file piece by piece, uploads it, and gives what the message must say to open it again. */
export async function sendFile(
  p: Primitives,
  session: Session,
  plain: PlainFile,
  options: UploadOptions,
): Promise<{ kept: UploadedFile; file: EncryptedFile }> {
  const { blob, name, type, duration } = plain;
  const pieces: Bytes[] = [];
  const sealed = encryptAttachment(p, p.random(16), blob.size, bytesOf(blob.stream()));
  let step = await sealed.next();
  for (; !step.done; step = await sealed.next()) {
    options.signal?.throwIfAborted();
    pieces.push(step.value);
  }
  const kept = await upload(session, new Blob(pieces, { type: TYPE }), NAME, options);
  const { uuid, key, size, hash } = step.value;
  const times = duration === undefined ? {} : { duration: Math.round(duration) };
  return { kept, file: { url: kept.url, uuid, key, size, hash, name, type, ...times } };
}

/** Fetches a file and decrypts it; gives it only once its end has proved that it is whole. */
export async function fetchFile(p: Primitives, token: string, file: EncryptedFile): Promise<Blob> {
  if (!file.url.startsWith('/api/files/'))
    throw new ApiError(400, 'file_url_not_allowed', 'a foreign address');
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(file.url, { headers }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  if (!response.ok || !response.body) throw refusal(response.status, null, null);
  const pieces: Bytes[] = [];
  for await (const piece of decryptAttachment(p, file, bytesOf(response.body))) pieces.push(piece);
  return new Blob(pieces, { type: file.type });
}

async function* bytesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Bytes> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield new Uint8Array(value);
  }
}
