import type { Bytes } from '../crypto/ratchet/bytes.ts';
import type { Vault } from './vault.ts';

const PIECE = 1 << 20;
/** Nonce and tag of a piece. */
const ADDED = 12 + 16;

/** Encrypts a file for this browser piece by piece, so that a large one is never held whole. */
export async function sealBlob(vault: Vault, place: string, blob: Blob): Promise<Blob> {
  const count = Math.max(1, Math.ceil(blob.size / PIECE));
  const pieces: Blob[] = [];
  for (let i = 0; i < count; i++) {
    const bytes = await bytesOf(blob.slice(i * PIECE, (i + 1) * PIECE));
    const { iv, data } = await vault.seal(`${place} ${i} of ${count}`, bytes);
    pieces.push(new Blob([iv, data]));
  }
  return new Blob(pieces);
}

/** The file again; one that lacks a piece, or has another one's, is `CORRUPT_STATE`. */
export async function openBlob(vault: Vault, place: string, sealed: Blob, type: string): Promise<Blob> {
  const size = PIECE + ADDED;
  const count = Math.ceil(sealed.size / size);
  const pieces: Blob[] = [];
  for (let i = 0; i < count; i++) {
    const bytes = await bytesOf(sealed.slice(i * size, (i + 1) * size));
    const piece = { iv: bytes.slice(0, 12), data: bytes.slice(12) };
    pieces.push(new Blob([await vault.open(`${place} ${i} of ${count}`, piece)]));
  }
  return new Blob(pieces, { type });
}

async function bytesOf(blob: Blob): Promise<Bytes> {
  return new Uint8Array(await blob.arrayBuffer());
}
