import { plainText } from '../../lib/text/markup.ts';
import type { Preview } from '../../sync/chat-row.ts';

/** What the list says of a chat's newest message: words of its own for what is no text. */
export interface PreviewLine {
  readonly label: 'photo' | 'video' | 'voice' | 'audio' | 'file' | 'sticker' | null;
  readonly text: string;
}

export function previewLine(last: Preview, nameOf: (user: number) => string): PreviewLine {
  const text = last.text ? plainText(last.text, nameOf) : '';
  switch (last.kind) {
    case 'photo':
    case 'video':
    case 'voice':
    case 'audio':
    case 'sticker':
      return { label: last.kind, text };
    case 'file':
      return { label: 'file', text: text || (last.file_name ?? '') };
    default:
      return { label: null, text };
  }
}
