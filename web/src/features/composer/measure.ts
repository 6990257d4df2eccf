/** The size of a picture or film as it is shown, so that its place can be kept before it is loaded; nothing for others. */
export async function sizeOf(file: Blob): Promise<{ file_width?: number; file_height?: number }> {
  const size = await measured(file).catch(() => null);
  if (!size || size[0] === 0 || size[1] === 0) return {};
  return { file_width: size[0], file_height: size[1] };
}

async function measured(file: Blob): Promise<readonly [number, number] | null> {
  if (file.type.startsWith('image/')) {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return [width, height];
  }
  return file.type.startsWith('video/') ? filmSize(file) : null;
}

function filmSize(file: Blob): Promise<readonly [number, number]> {
  const url = URL.createObjectURL(file);
  const film = document.createElement('video');
  const size = new Promise<readonly [number, number]>((resolve, reject) => {
    film.onloadedmetadata = () => resolve([film.videoWidth, film.videoHeight]);
    film.onerror = () => reject(film.error);
  });
  film.preload = 'metadata';
  film.src = url;
  return size.finally(() => URL.revokeObjectURL(url));
}
