import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../api/accounts.ts';
import { previewLine } from '../features/chats/preview.ts';
import type { ChatRow } from '../sync/chat-row.ts';
import { notify } from '../ui/notify.ts';
import { newsIn } from './news.ts';

/** Tells what came in while the page is out of sight. Tabs tell the same news under the same tag, so it appears once. */
export function useNews(account: Account, chats: readonly ChatRow[]): void {
  const { t } = useTranslation(['chats', 'shell']);
  const [, go] = useLocation();
  const before = useRef<readonly ChatRow[]>([]);
  useEffect(() => {
    const news = newsIn(before.current, chats);
    before.current = chats;
    for (const row of news) {
      if (!row.last) continue;
      const { text } = previewLine(
        row.last,
        (user) => row.members?.find(({ id }) => id === user)?.name ?? '',
      );
      const by = row.type === 'group' && row.last.sender_name ? `${row.last.sender_name}: ` : '';
      notify({
        title: row.name ?? t('chats:nameless'),
        body: `${by}${text || t('shell:newMessage')}`,
        tag: `${account.id} ${row.id}`,
        open: () => go(`/chat/${row.id}`),
      });
    }
  }, [chats, account.id, go, t]);
}
