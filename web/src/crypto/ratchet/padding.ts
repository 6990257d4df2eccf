import { type Bytes, concat } from './bytes.ts';
import { refuseUnless } from './ratchet-error.ts';

const STEP = 160;
const PADME_ABOVE = 4096;
const MARKER = 0x80;

/**
 * The Padmé size: the next number whose binary form has few significant bits, so that a size tells only its order
 * of magnitude, at a cost of at most 12 %. Exact up to 2^53.
 */
export function padme(size: number): number {
  if (size < 2) return size;
  const exponent = log2(size);
  const unit = 2 ** (exponent - (log2(exponent) + 1));
  return unit <= 1 ? size : Math.ceil(size / unit) * unit;
}

/** Content, a marker byte, and zeros up to a size that many other contents share. */
export function pad(content: Uint8Array): Bytes {
  const padded = new Uint8Array(paddedLength(content.length));
  padded.set(content);
  padded[content.length] = MARKER;
  return padded;
}

/** The content of what `pad` made; anything padded otherwise is `UNDECRYPTABLE`. */
export function unpad(padded: Uint8Array): Bytes {
  let marker = padded.length - 1;
  while (marker >= 0 && padded[marker] === 0) marker--;
  refuseUnless(
    padded[marker] === MARKER && paddedLength(marker) === padded.length,
    'UNDECRYPTABLE',
    'message',
  );
  return concat(padded.subarray(0, marker));
}

function paddedLength(contentLength: number): number {
  const needed = contentLength + 1;
  return needed <= PADME_ABOVE ? Math.ceil(needed / STEP) * STEP : padme(needed);
}

function log2(value: number): number {
  let exponent = 0;
  for (let rest = value; rest >= 2; rest = Math.floor(rest / 2)) exponent++;
  return exponent;
}
