import type { Bytes } from './bytes.ts';
import { refuseUnless } from './ratchet-error.ts';

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Parses unpadded base64url, of which each byte string has exactly one form. */
export function fromBase64Url(text: string): Bytes {
  refuseUnless(/^[\w-]*$/.test(text) && text.length % 4 !== 1, 'MALFORMED', 'not base64url');
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
    char.charCodeAt(0),
  );
  refuseUnless(toBase64Url(bytes) === text, 'MALFORMED', 'not canonical base64url');
  return bytes;
}
