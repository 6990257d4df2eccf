import { networkError } from './error.ts';
import { refusal } from './http.ts';
import type { UploadedFile } from './models.ts';
import type { Session } from './session.ts';

/** What goes on while a file is sent. */
export interface UploadOptions {
  readonly onProgress?: (sent: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Sends one file. Ends with an `AbortError` when the signal says so, otherwise with what the server keeps or an
 * `ApiError`. XMLHttpRequest, because `fetch` tells nothing about what it has sent.
 */
export function upload(
  session: Session,
  file: Blob,
  name: string,
  { onProgress, signal }: UploadOptions = {},
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, name);
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded, total);
    request.onload = () => {
      const body: unknown = parse(request.responseText);
      if (request.status === 200) resolve((body as { file: UploadedFile }).file);
      else reject(refusal(request.status, body, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => reject(networkError('upload'));
    request.onabort = () => reject(new DOMException('Upload cancelled', 'AbortError'));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    request.open('POST', '/api/files/upload');
    request.setRequestHeader('authorization', `Bearer ${session.token}`);
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
