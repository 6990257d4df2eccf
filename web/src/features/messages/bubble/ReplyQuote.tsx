import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../api/models.ts';
import { plainText } from '../../../lib/text/markup.ts';
import { useClient } from '../../../store/hooks.ts';
import { kindOf } from '../../../sync/chat-row.ts';
import { useConversation } from '../context.ts';

/** The message that this one answers, in one line; a press shows it in its place. */
export function ReplyQuote({ id }: { id: number }) {
  const { t } = useTranslation('messages');
  const { jumpToId } = useConversation();
  const origin = useMessage(id);
  const summary = useSummary();
  return (
    <button type="button" className="reply-quote" onClick={() => jumpToId(id)}>
      <span className="visually-hidden">{t('inReplyTo')} </span>
      <span className="reply-name">{origin ? origin.sender_name : t('message')}</span>
      <span className="reply-text" dir="auto">
        {origin ? (origin.deleted ? t('deleted') : summary(origin)) : '…'}
      </span>
    </button>
  );
}

function useMessage(id: number): Message | undefined {
  const client = useClient();
  const [found, setFound] = useState<Message>();
  useEffect(() => {
    let wanted = true;
    void client.service.messagesById([id]).then(([message]) => wanted && setFound(message));
    return () => {
      wanted = false;
    };
  }, [client, id]);
  return found;
}

/** One line about a message: its text, or what kind of thing it is. */
export function useSummary(): (message: Message) => string {
  const { t } = useTranslation('messages');
  const client = useClient();
  return (message) => {
    const nameOf = (user: number) => client.person(user)?.name ?? t('somebody');
    const text = message.text ? plainText(message.text, nameOf) : '';
    const kind = kindOf(message);
    if (kind === 'text') return text;
    return text || (kind === 'file' ? (message.file_name ?? t('kind_file')) : t(`kind_${kind as 'photo'}`));
  };
}
