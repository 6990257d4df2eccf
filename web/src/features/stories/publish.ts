import { currentSession, http } from '../../api/current.ts';
import { upload } from '../../api/upload.ts';

export async function publishText(text: string, background: string): Promise<void> {
  await http.post('/api/stories', { body: { type: 'text', text, background } });
}

/** Uploads a photo or video, telling how much of it has gone in percent, and publishes it. */
export async function publishMedia(
  file: File,
  caption: string,
  signal: AbortSignal,
  onPercent: (percent: number) => void,
): Promise<void> {
  const session = currentSession();
  if (!session) return;
  const { url } = await upload(session, file, file.name, {
    signal,
    onProgress: (sent, total) => onPercent(Math.round((sent / total) * 100)),
  });
  const type = file.type.startsWith('video/') ? 'video' : 'photo';
  await http.post('/api/stories', { body: { type, content_url: url, text: caption || null } });
}
