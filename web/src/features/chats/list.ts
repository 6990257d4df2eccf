import { matches, wordsOf } from '../../lib/text/words.ts';
import { type ChatRow, unreadOf } from '../../sync/chat-row.ts';

export type Folder = 'all' | 'unread' | 'groups' | 'archive';

/** The chats of a folder whose names hold the words looked for, in the list's order. */
export function chatsIn(chats: readonly ChatRow[], folder: Folder, query: string): readonly ChatRow[] {
  const words = wordsOf(query);
  return chats.filter((row) => isIn(row, folder) && (words.length === 0 || matches(row.name ?? '', words)));
}

function isIn(row: ChatRow, folder: Folder): boolean {
  if (folder === 'archive') return row.archived;
  if (row.archived) return false;
  if (folder === 'unread') return unreadOf(row).unread > 0;
  return folder === 'all' || row.type === 'group';
}
