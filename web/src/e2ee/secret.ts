import type { Bytes } from '../crypto/ratchet/bytes.ts';
import { ProtobufReader, ProtobufWriter } from '../crypto/ratchet/protobuf.ts';
import { type Content, decodeContent, encodeContent } from './content.ts';
import type { Sealed, Vault } from './vault.ts';

/** What this browser keeps of a message, encrypted: what it says, and the key of its body for other devices. */
export interface Secret {
  readonly content: Content;
  readonly key: Bytes;
  readonly hash: Bytes;
}

export function sealSecret(vault: Vault, ref: string, { content, key, hash }: Secret): Promise<Sealed> {
  const bytes = new ProtobufWriter().bytes(1, encodeContent(content)).bytes(2, key).bytes(3, hash).finish();
  return vault.seal(`text ${ref}`, bytes);
}

export async function openSecret(vault: Vault, ref: string, sealed: Sealed): Promise<Secret> {
  const reader = new ProtobufReader(await vault.open(`text ${ref}`, sealed));
  const secret = {
    content: decodeContent(reader.bytes(1)),
    key: reader.bytes(2, 32),
    hash: reader.bytes(3, 32),
  };
  reader.end();
  return secret;
}
