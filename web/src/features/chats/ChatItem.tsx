import { AtSign, BellOff, Bookmark, Pin, Users } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { classes } from '../../lib/classes.ts';
import { timesIn } from '../../lib/time.ts';
import { useClient, usePresence } from '../../store/hooks.ts';
import { type ChatRow, unreadOf } from '../../sync/chat-row.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { ChatLine } from './ChatLine.tsx';
import { useChatName } from './name.ts';
import { SwipeRow } from './SwipeRow.tsx';

interface ChatItemProps {
  readonly row: ChatRow;
  readonly selected: boolean;
  readonly onMenu: (chat: ChatRow, anchor: Element) => void;
}

/** One chat of the list; drawn again only for what concerns it. */
export const ChatItem = memo(function ChatItem({ row, selected, onMenu }: ChatItemProps) {
  const client = useClient();
  const online = usePresence(row.peer_id)?.online ?? false;
  return (
    <SwipeRow
      row={row}
      onArchive={() => void client.settings(row.id, { archived: !row.archived })}
      onRead={() => void client.service.read(row.id, row.last_msg_seq)}
    >
      <Link
        href={`/chat/${row.id}`}
        className={classes('chat-item', selected && 'chat-item-selected')}
        aria-current={selected ? 'page' : undefined}
        draggable={false}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(row, event.currentTarget);
        }}
      >
        <Picture row={row} online={online} />
        <span className="chat-item-text">
          <Top row={row} />
          <span className="chat-item-bottom">
            <ChatLine row={row} />
            <Marks row={row} />
          </span>
        </span>
      </Link>
    </SwipeRow>
  );
});

function Picture({ row, online }: { row: ChatRow; online: boolean }) {
  const name = useChatName(row);
  if (row.type === 'saved') {
    return (
      <span className="chat-saved" aria-hidden="true">
        <Bookmark />
      </span>
    );
  }
  return <Avatar id={row.peer_id ?? -row.id} name={name} picture={row.avatar} online={online} />;
}

function Top({ row }: { row: ChatRow }) {
  const { t, i18n } = useTranslation('chats');
  const name = useChatName(row);
  return (
    <span className="chat-item-top">
      <span className="chat-item-name" dir="auto">
        {row.type === 'group' && <Users className="chat-item-kind" role="img" aria-label={t('group')} />}
        <span className="chat-item-title">{name}</span>
        {row.muted && <BellOff className="chat-item-kind" role="img" aria-label={t('muted')} />}
      </span>
      {row.last && (
        <time className="chat-item-time" dateTime={row.last.time}>
          {timesIn(i18n.language).short(row.last.time)}
        </time>
      )}
    </span>
  );
}

function Marks({ row }: { row: ChatRow }) {
  const { t } = useTranslation('chats');
  const { unread, mentions } = unreadOf(row);
  return (
    <span className="chat-item-marks">
      {mentions > 0 && (
        <span className="chat-badge" role="img" aria-label={t('mentioned', { count: mentions })}>
          <AtSign aria-hidden="true" />
        </span>
      )}
      {unread > 0 && (
        <span className={classes('chat-badge', row.muted && 'chat-badge-muted')}>
          <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
          <span className="visually-hidden">{t('unread', { count: unread })}</span>
        </span>
      )}
      {row.pinned && unread === 0 && <Pin className="chat-item-kind" role="img" aria-label={t('pinned')} />}
    </span>
  );
}
