import { useEffect, useState } from 'react';
import { SEALED_FILE } from '../sync/chat-row.ts';
import type { Client } from './client.ts';
import { useClient } from './hooks.ts';

/** Decrypted files of this visit, as addresses that only this page can load. */
const opened = new Map<string, Promise<string>>();

const blobs = new Map<string, Blob>();

/** The file behind an address that `useFileAddress` gave for an encrypted one; pages may not fetch those. */
export function blobBehind(url: string): Blob | undefined {
  return blobs.get(url);
}

/** An address to load a file from: its own, or for an encrypted one a decrypted copy, nothing until it is there. */
export function useFileAddress(url: string | null): string | null {
  const client = useClient();
  const [local, setLocal] = useState<string | null>(null);
  const sealed = url?.startsWith(SEALED_FILE) ? url.slice(SEALED_FILE.length) : null;
  useEffect(() => {
    if (sealed === null) return;
    let wanted = true;
    address(client, sealed).then(
      (found) => wanted && setLocal(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, sealed]);
  return sealed === null ? url : local;
}

function address(client: Client, ref: string): Promise<string> {
  const known = opened.get(ref);
  if (known !== undefined) return known;
  const made = client.service.sealedFile(ref).then((blob) => {
    const url = URL.createObjectURL(blob);
    blobs.set(url, blob);
    return url;
  });
  opened.set(ref, made);
  made.catch(() => opened.delete(ref));
  return made;
}
