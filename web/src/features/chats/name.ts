import { useTranslation } from 'react-i18next';
import type { ChatRow } from '../../sync/chat-row.ts';

/** What a chat is called here. */
export function useChatName(row: ChatRow | undefined): string {
  const { t } = useTranslation('chats');
  if (!row) return '';
  if (row.type === 'saved') return t('saved');
  return row.name || t('nameless');
}
