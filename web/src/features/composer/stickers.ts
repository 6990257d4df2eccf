import { useEffect, useState } from 'react';
import { http } from '../../api/current.ts';
import type { components } from '../../api/schema.d.ts';
import type { Session } from '../../api/session.ts';
import { upload } from '../../api/upload.ts';
import { useClient } from '../../store/hooks.ts';

export type StickerPack = components['schemas']['StickerPack'];
export type Sticker = StickerPack['stickers'][number];

/** The largest side that the server takes. */
const SIDE = 512;
const QUALITY = 0.9;

/** What was told last, so that the panel opens with it. */
let known: readonly StickerPack[] | null = null;

/** All packs of the account, the built-in one first; they follow what other devices change. */
export function useStickerPacks() {
  const client = useClient();
  const [packs, setPacks] = useState(known);
  const [failure, setFailure] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const take = (all: readonly StickerPack[]) => {
    known = all;
    setPacks(all);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: fetched anew with each round
  useEffect(() => {
    const over = new AbortController();
    http.get('/api/stickers', { signal: over.signal }).then(
      (answer) => take(answer.packs),
      (thrown: unknown) => !over.signal.aborted && setFailure(thrown),
    );
    return () => over.abort();
  }, [round]);
  const reload = () => {
    setFailure(null);
    setRound((before) => before + 1);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one subscription for each client
  useEffect(() => client.onEvent(({ type }) => type === 'sticker:update' && reload()), [client]);
  return { packs, failure, reload, take };
}

/** Adds a picture of any kind to an own pack, which is made where there is none yet. */
export async function addSticker(
  session: Session,
  packs: readonly StickerPack[],
  title: string,
  picture: Blob,
): Promise<readonly StickerPack[]> {
  const { url } = await upload(session, await fitted(picture), 'sticker.webp');
  const own = packs.find(({ builtin }) => !builtin) ?? (await newPack(title));
  const call = { path: { id: own.id }, body: { file_url: url } };
  return (await http.post('/api/stickers/packs/{id}/stickers', call)).packs;
}

async function newPack(title: string): Promise<StickerPack> {
  const { packs } = await http.post('/api/stickers/packs', { body: { title } });
  const made = packs.at(-1);
  if (!made) throw new TypeError('no pack');
  return made;
}

export async function removeSticker({ id }: Sticker): Promise<readonly StickerPack[]> {
  return (await http.delete('/api/stickers/{id}', { path: { id } })).packs;
}

/** The picture as the server takes stickers: WebP, its longer side as long as it may be. */
async function fitted(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const paint = canvas.getContext('2d');
  if (paint) paint.imageSmoothingQuality = 'high';
  paint?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
}
