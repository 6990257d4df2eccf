/** Enough for the largest place where a picture of a person is shown, on a screen with three pixels for one. */
const SIDE = 512;
const QUALITY = 0.88;

interface Square {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The chosen square of a picture, in the size of an avatar. Everything else in the file, such as places, stays behind. */
export async function cropped(file: Blob, { x, y, width, height }: Square): Promise<Blob> {
  const bitmap = await createImageBitmap(file, x, y, width, height, {
    resizeWidth: SIDE,
    resizeHeight: SIDE,
    resizeQuality: 'high',
  });
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
}
